"""Organisations of any size, made by the database itself: the same rows for the same size and day, wherever it runs."""
