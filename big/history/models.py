"""History has no models of its own: its tables and views are made from those of every other app (schema.py)."""
