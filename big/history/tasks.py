"""Celery's way in: keeping what names the state of the tables small."""

from celery import shared_task

from big.history import kept


@shared_task(name="big.fold_turns", soft_time_limit=20, time_limit=30)
def fold_turns() -> None:
    """Put the tokens of connections that are gone together; beat runs it every five minutes, harmless twice at once."""
    kept.fold()
