"""Celery's way into the API."""

from celery import shared_task

from big.api import once


@shared_task(name="big.clear_kept_answers", soft_time_limit=50, time_limit=60)
def clear_kept_answers() -> None:
    """Remove what was kept for programs that ask twice, once they no longer do; beat runs this each hour."""
    once.clear_kept_answers()
