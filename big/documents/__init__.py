"""Documents: files with versions and checksums, on disk or in an object store."""
