"""PostgreSQL and Valkey without installing either: one folder holds their data, and whoever uses it keeps them alive.

Each user of a folder holds a shared lock on it. A keeper process, started by the first user, owns the two servers
and waits for the exclusive lock, which it gets when the last user is gone, however that user ended. A plain package:
it imports neither Django nor a model.
"""
