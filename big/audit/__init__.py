"""Audit: one event for each change, written with it, never changed after it."""
