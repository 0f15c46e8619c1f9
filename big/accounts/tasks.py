"""Celery's way into accounts: mailing links for passwords."""

from smtplib import SMTPException

from celery import shared_task

from big import clock
from big.accounts.services import passwords


@shared_task(
    name=passwords.LINK_TASK,
    acks_late=True,
    autoretry_for=(OSError, SMTPException),
    retry_backoff=True,
    retry_jitter=True,
    max_retries=5,
    soft_time_limit=30,
    time_limit=45,
)
def send_password_link(address: str, site: str, kind: str) -> None:
    """Mail one link; delivered twice, it mails two links, of which each works."""
    clock.forget()
    passwords.send_link(address, site=site, invited=kind == "invited")
