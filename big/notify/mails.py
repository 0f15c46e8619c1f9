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
from big.notify.models import LinkToken, Mail, Message, MessagePart
from big.notify.routing import address_of
from big.notify.sight import parts_for

NO_ADDRESS: Final = "There is no e-mail address to send it to. Record one, then send this again."
EMPTY: Final = "Nothing is left to send."
OPEN: Final = "Open it in Sightline"


class NothingToSendError(Exception):
    """The mail has no address or no message any more; the message says which."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the records that a message tells of, as its reader sees it."""

    title: str
    lines: list[str]
    url: str
    is_link: bool
    act: str


@dataclass(frozen=True, slots=True)
class Item:
    """One message as its reader sees it; `groups` are its parts under their headings."""

    subject: str
    text: str
    lines: list[str]
    url: str
    on_behalf_of: str
    is_link: bool
    groups: list[tuple[str, list[Part]]]
    has_links: bool
    act: str


def message_id(mail: Mail) -> str:
    """The Message-ID of a mail, by which mail servers, programs and our own capture know a second delivery."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{mail.reference}@{domain}>"


def written(mail: Mail) -> EmailMultiAlternatives:
    """The mail as it is handed over; NothingToSendError where it would reach nobody."""
    to = address_of(mail.recipient)
    if not to:
        raise NothingToSendError(NO_ADDRESS)
    messages = list(mail.messages.select_related("recipient", "link").order_by("pk"))
    parts = _parts(mail, messages)
    messages = [message for message in messages if parts.get(message.pk, True)]
    if not messages:
        raise NothingToSendError(EMPTY)
    about_messages = settings.SITE + reverse("notify:notifications")
    context = {
        "person": mail.recipient,
        "groups": _groups(mail, messages, parts),
        "item": _item(mail, messages[0], parts),
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


def _parts(mail: Mail, messages: list[Message]) -> dict[int, list[MessagePart]]:
    """What the reader of the mail may be told of each message in parts; an empty list where that is nothing."""
    own = MessagePart.objects.filter(message__in=messages).select_related("message", "link").order_by("pk")
    found: dict[int, list[MessagePart]] = {part.message_id: [] for part in own}
    for part in parts_for(mail.recipient, own):
        found[part.message_id].append(part)
    return found


def _groups(mail: Mail, messages: list[Message], parts: dict[int, list[MessagePart]]) -> list[tuple[str, list[Item]]]:
    """The messages by kind, in the order in which the kinds are called."""
    found: dict[str, list[Item]] = defaultdict(list)
    for message in messages:
        found[kinds.label_of(message.kind)].append(_item(mail, message, parts))
    return sorted(found.items())


def _item(mail: Mail, message: Message, parts: dict[int, list[MessagePart]]) -> Item:
    told: dict[str, Any] = message.context
    # A link acts for the person it was issued to: whoever stands in signs in and acts for themselves.
    is_own = message.recipient_id == mail.recipient_id
    url, is_link = _address(told, message.link if is_own else None)
    groups: dict[str, list[Part]] = defaultdict(list)
    for part in parts.get(message.pk, []):
        shown: dict[str, Any] = part.context
        opens, without_signing_in = _address(shown, part.link if is_own else None)
        lines = [str(line) for line in shown.get("lines", [])]
        act = str(shown.get("act", "")) if without_signing_in else ""
        made = Part(str(shown.get("title", "")), lines, opens, without_signing_in, act or OPEN)
        groups[str(shown.get("group", ""))].append(made)
    return Item(
        subject=message.subject,
        text=str(told.get("text", "")),
        lines=[str(line) for line in told.get("lines", [])],
        url=url,
        on_behalf_of="" if is_own else message.recipient.name,
        is_link=is_link,
        groups=list(groups.items()),
        has_links=any(part.is_link for each in groups.values() for part in each),
        act=str(told.get("act", "")) or OPEN,
    )


def _address(told: dict[str, Any], link: LinkToken | None) -> tuple[str, bool]:
    """Where the reader goes, and whether without signing in."""
    if link is not None:
        return links.address_of(link), True
    path = told.get("path", "")
    return (f"{settings.SITE}{path}" if path else ""), False
