"""Row history: every version of every governed record, kept by the database, and reading as of a past moment."""
