"""Celery's way into strategy."""

from celery import shared_task

from big import clock
from okr.services.reminders import send_reminders as remind


@shared_task(name="okr.send_reminders", soft_time_limit=240, time_limit=300)
def send_reminders() -> None:
    """Ask for the check-ins whose moment has come; beat runs this every few minutes, and two at once do no harm."""
    clock.forget()
    remind(clock.real_now())
