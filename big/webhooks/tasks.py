"""Celery's way into webhooks."""

from celery import shared_task

from big import clock
from big.webhooks.sending import clear_settled, deliver_due
from big.webhooks.services import DELIVER_TASK


@shared_task(name=DELIVER_TASK, soft_time_limit=100, time_limit=150)
def deliver_webhooks() -> None:
    """Send what is due; beat runs this every few seconds, and two at once do no harm."""
    clock.forget()
    deliver_due()


@shared_task(name="big.clear_webhook_deliveries", soft_time_limit=50, time_limit=60)
def clear_webhook_deliveries() -> None:
    """Remove what was settled long ago; beat runs this each day."""
    clear_settled()
