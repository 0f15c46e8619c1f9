"""What a mail says: text and plain HTML of one message or of a digest; its Message-ID is the same at every attempt."""

from collections import defaultdict
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from big.core import words
from big.notify import kinds, links
from big.notify.models import Mail, Message
from big.notify.routing import address_of

NO_ADDRESS: Final = "There is no e-mail address to send it to. Record one, then send this again."
EMPTY: Final = "Nothing is left to send."


class NothingToSendError(Exception):
    """The mail has no address or no message any more; the message says which."""


@dataclass(frozen=True, slots=True)
class Item:
    """One message as its reader sees it."""

    subject: str
    text: str
    lines: list[str]
    url: str
    on_behalf_of: str
    is_link: bool


def message_id(mail: Mail) -> str:
    """The Message-ID of a mail, by which mail servers, programs and our own capture know a second delivery."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{mail.reference}@{domain}>"


def written(mail: Mail) -> EmailMultiAlternatives:
    """The mail as it is handed over; NothingToSendError where it would reach nobody."""
    to = address_of(mail.recipient)
    messages = list(mail.messages.select_related("recipient", "link").order_by("pk"))
    if not to:
        raise NothingToSendError(NO_ADDRESS)
    if not messages:
        raise NothingToSendError(EMPTY)
    about_messages = settings.SITE + reverse("notify:notifications")
    context = {
        "person": mail.recipient,
        "groups": _groups(mail, messages),
        "item": _item(mail, messages[0]),
        "is_digest": mail.is_digest,
        "site": settings.SITE,
        "about_messages": about_messages,
    }
    name = "digest" if mail.is_digest else "message"
    letter = EmailMultiAlternatives(
        _subject(mail, messages),
        render_to_string(f"email/{name}.txt", context),
        to=[to],
        headers={
            "Message-ID": message_id(mail),
            "List-Unsubscribe": f"<{about_messages}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    letter.attach_alternative(render_to_string(f"email/{name}.html", context), "text/html")
    return letter


def _subject(mail: Mail, messages: list[Message]) -> str:
    if mail.is_digest:
        return f"Sightline: {words.counted(len(messages), 'message')} for you"
    return messages[0].subject


def _groups(mail: Mail, messages: list[Message]) -> list[tuple[str, list[Item]]]:
    """The messages by kind, in the order in which the kinds are called."""
    found: dict[str, list[Item]] = defaultdict(list)
    for message in messages:
        found[kinds.label_of(message.kind)].append(_item(mail, message))
    return sorted(found.items())


def _item(mail: Mail, message: Message) -> Item:
    told: dict[str, Any] = message.context
    is_own = message.recipient_id == mail.recipient_id
    path = told.get("path", "")
    url, is_link = (f"{settings.SITE}{path}" if path else ""), False
    # A link acts for the person it was issued to: whoever stands in signs in and acts for themselves.
    if message.link and is_own:
        url, is_link = links.address_of(message.link), True
    return Item(
        subject=message.subject,
        text=str(told.get("text", "")),
        lines=[str(line) for line in told.get("lines", [])],
        url=url,
        on_behalf_of="" if is_own else message.recipient.name,
        is_link=is_link,
    )
