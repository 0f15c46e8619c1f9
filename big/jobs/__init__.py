"""Jobs: long work as a row with progress; the Celery message is only a nudge to look at it."""
