"""Celery's way in: the sweep of files that no document names."""

from celery import shared_task

from big import clock
from big.documents import storing


@shared_task(name="big.sweep_files", soft_time_limit=540, time_limit=600)
def sweep_files() -> None:
    """Delete what a killed process left in the store; beat runs this each night."""
    clock.forget()
    storing.sweep_files()
