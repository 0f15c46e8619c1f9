"""The unit of all figures: a bare Django list of 50 rows out of 100,000, with no middleware (docs/bench.md)."""
