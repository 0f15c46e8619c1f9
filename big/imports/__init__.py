"""Imports: a file is planned first, row by row, and then applied all or nothing."""
