"""Messages for tests: a kind of their own, people with wishes, and what arrived."""

import datetime as dt
import itertools
from typing import Any

import pytest
from django.db import transaction

from big.notify import kinds, links
from big.notify.channels import Channel
from big.notify.models import Message, Wish
from big.notify.services import queue
from big.organisation.models import Person

_numbers = itertools.count(1)
AT_ONCE = kinds.register("tests.at_once", label="Alarms", about="What cannot wait.", default=Channel.AT_ONCE)
DAILY = kinds.register("tests.daily", label="Reminders", about="What is due.", default=Channel.DIGEST)
LONDON = "Europe/London"


def at(text: str) -> dt.datetime:
    """A moment in UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def wish(person: Person, quiet: str = "00:00-00:00", *, zone: str = "UTC", digest_hour: int = 7) -> Wish:
    """What the person wishes; by default never quiet, the digest at seven."""
    begin, end = (dt.time.fromisoformat(each) for each in quiet.split("-"))
    return Wish.objects.create(person=person, quiet_from=begin, quiet_until=end, zone=zone, digest_hour=digest_hour)


def tell(person: Person, kind: str = AT_ONCE, *, due: dt.datetime | None = None, **given: Any) -> Message:
    """A message for the person, due at once or at `due`."""
    number = next(_numbers)
    with transaction.atomic():
        message = queue(
            kind,
            person=person,
            **{"subject": f"Subject {number}", "dedupe_key": f"test:{number}", "context": {"text": "Text."}, **given},
        )
    if due is not None:
        Message.objects.filter(pk=message.pk).update(due_at=due, queued_at=due)
        message.refresh_from_db()
    return message


def told(message: Message) -> str:
    """How far the message is."""
    message.refresh_from_db()
    return message.state


def purpose(monkeypatch: pytest.MonkeyPatch, key: str, page: links.Page) -> str:
    """A purpose of links for one test."""
    monkeypatch.setitem(links._purposes, key, links.Purpose(key, "Test", page))
    return key
