"""Celery's way into messages."""

from celery import shared_task

from big import clock
from big.notify.gathering import gather
from big.notify.sending import send_due
from big.notify.services import DELIVER_TASK


@shared_task(name=DELIVER_TASK, soft_time_limit=100, time_limit=150)
def deliver_messages() -> None:
    """Put what is due into mails and send them; beat runs this each minute, and two at once do no harm."""
    clock.forget()
    gather(clock.real_now())
    send_due()
