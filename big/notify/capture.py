"""An e-mail backend that keeps mail in the database, for the demo and wherever no mail server is set."""

from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage, EmailMultiAlternatives

from big.notify.models import CapturedMail

BACKEND: Final = "big.notify.capture.CaptureBackend"


def is_active() -> bool:
    """Whether mail is kept here at the moment, instead of being sent."""
    return str(settings.EMAIL_BACKEND) == BACKEND


class CaptureBackend(BaseEmailBackend):
    """Keeps each mail once by its Message-ID: what a killed worker hands over again adds nothing."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep them; returns how many, kept before or now."""
        kept = [_row(message) for message in email_messages if message.recipients()]
        CapturedMail.objects.bulk_create(kept, ignore_conflicts=True)
        return len(kept)


def _row(message: EmailMessage) -> CapturedMail:
    sent: Any = message.message()
    pages = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    html = next((str(content) for content, kind in pages if kind == "text/html"), "")
    return CapturedMail(
        message_id=str(sent["Message-ID"])[:255],
        subject=str(message.subject)[:300],
        sender=str(message.from_email)[:300],
        recipients=list(message.recipients()),
        text=str(message.body),
        html=html,
    )
