"""Measures the product against a bare Django list, in one run on this machine: `make bench` (docs/bench.md)."""
