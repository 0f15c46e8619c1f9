"""Mails are handed to the mail server: claimed, handed over, marked; docs/notify.md says what happens on a death.

The claim commits before the hand-over and says that it began; the mark is one more transaction. In between there is no
transaction at all, so nothing waits for the mail server and nothing that it accepted is rolled back.
"""

import datetime as dt
import logging
import time
import uuid
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Final

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models, transaction

from big import clock
from big.notify.mails import NothingToSendError, written
from big.notify.models import LEASE, MOST_ATTEMPTS, Mail, Message

logger = logging.getLogger(__name__)

AWAY: Final = "The mail server did not answer: {said}"
REFUSED: Final = "The mail server refused it: {said}"
DIED: Final = "The worker died each time it tried to send this. Tell whoever runs the installation."
BROKEN: Final = "The mail could not be written. The log has the reason."
_PAUSE: Final = dt.timedelta(minutes=1)
_LONGEST: Final = dt.timedelta(hours=4)


class _AwayError(Exception):
    """The mail server cannot be reached, so the next mail need not be tried either."""


def send_due(*, seconds: float = 45.0) -> int:
    """Hand over every mail that is due, for some seconds at most; returns how many the mail server accepted."""
    _give_up_spent()
    until, sent = time.monotonic() + seconds, 0
    server: BaseEmailBackend = get_connection()
    try:
        while time.monotonic() < until and (mail := _claim()) is not None:
            sent += _hand_over(mail, server)
    except _AwayError:
        logger.warning("the mail server is away; what waits is tried again later")
    finally:
        server.close()
    return sent


def _claim() -> Mail | None:
    """Take the mail that waits longest for this run, and write down that its hand-over begins; None if none is due."""
    moment = clock.real_now()
    with transaction.atomic():
        due = Mail.objects.due(moment).order_by("due_at", "pk")
        mail = due.select_for_update(skip_locked=True).first()
        if mail is None:
            return None
        mail.state, mail.claim, mail.leased_until = Mail.State.SENDING, uuid.uuid4(), moment + LEASE
        mail.attempts, mail.handed_at = mail.attempts + 1, moment
        mail.save(update_fields=["state", "claim", "leased_until", "attempts", "handed_at"])
    return mail


def _hand_over(mail: Mail, server: BaseEmailBackend) -> int:
    try:
        letter = written(mail)
        letter.connection = server
        server.open()
        letter.send()
    except NothingToSendError as error:
        _fail(mail, str(error))
    except (SMTPException, OSError) as error:
        _refused(mail, error)
        if not isinstance(error, SMTPRecipientsRefused | SMTPResponseException):
            # The connection is of no use any more, and most likely neither is a new one.
            raise _AwayError from error
    except Exception:
        _later(mail, BROKEN)
        raise
    else:
        return _mark(mail)
    return 0


def _mark(mail: Mail) -> int:
    """Write down that it was sent, unless another worker has taken it over meanwhile."""
    moment = clock.real_now()
    with transaction.atomic():
        done = {"state": Mail.State.SENT, "sent_at": moment, "claim": None, "leased_until": None, "last_error": ""}
        if not _mine(mail).update(**done):
            return 0
        Message.objects.filter(mail=mail).update(state=Message.State.SENT, sent_at=moment, reason="")
    return 1


def _mine(mail: Mail) -> "models.QuerySet[Mail]":
    return Mail.objects.filter(pk=mail.pk, claim=mail.claim, state=Mail.State.SENDING)


def _refused(mail: Mail, error: Exception) -> None:
    """What cannot succeed fails at once; everything else is tried again."""
    said = _said(error)
    if isinstance(error, SMTPRecipientsRefused) and all(code >= 500 for code, _ in error.recipients.values()):
        _fail(mail, REFUSED.format(said=said))
    else:
        template = REFUSED if isinstance(error, SMTPRecipientsRefused | SMTPResponseException) else AWAY
        _later(mail, template.format(said=said))


def _said(error: Exception) -> str:
    if isinstance(error, SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(words)}" for code, words in error.recipients.values())
    if isinstance(error, SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words


def _later(mail: Mail, reason: str) -> None:
    """Again after a pause that doubles; after the last attempt it has failed, and administrators see why."""
    if mail.attempts >= MOST_ATTEMPTS:
        _fail(mail, reason)
        return
    pause = min(_PAUSE * 2 ** (mail.attempts - 1), _LONGEST)
    again = {"state": Mail.State.WAITING, "due_at": clock.real_now() + pause, "last_error": reason[:300]}
    _mine(mail).update(**again, claim=None, leased_until=None)


def _fail(mail: Mail, reason: str) -> None:
    with transaction.atomic():
        gone = {"state": Mail.State.FAILED, "last_error": reason[:300], "claim": None, "leased_until": None}
        if _mine(mail).update(**gone):
            Message.objects.filter(mail=mail).update(state=Message.State.FAILED, reason=reason[:300])


def _give_up_spent() -> None:
    for mail in Mail.objects.spent(clock.real_now()):
        _fail(mail, DIED)
