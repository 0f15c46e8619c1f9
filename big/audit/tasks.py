"""Celery's way in: sealing what was recorded, and keeping an anchor of it outside the database."""

from celery import shared_task
from django.conf import settings

from big import clock
from big.audit import anchors, sealing


@shared_task(name="big.seal_audit", soft_time_limit=50, time_limit=60)
def seal_audit() -> None:
    """Seal what waits; beat runs this every ten seconds. Safe to deliver twice, and to run twice at once."""
    clock.forget()
    sealing.seal_events()


@shared_task(name="big.anchor_audit", soft_time_limit=20, time_limit=30)
def anchor_audit() -> None:
    """Keep the day's anchor; beat runs this every hour, and all but one of a day's runs find it there."""
    clock.forget()
    anchors.keep_anchor(settings.AUDIT_ANCHORS)
