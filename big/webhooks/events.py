"""Which events programs elsewhere may be told of: each app registers its own, and a webhook chooses among them."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens to a record: its key stands in every delivery, its label and sentence on the form."""

    key: str
    label: str
    about: str


_events: dict[str, Event] = {}


def register(key: str, *, label: str, about: str) -> str:
    """Make an event known, such as "okr.reading_recorded", and return its key; ValueError if it is taken."""
    if key in _events:
        raise ValueError(f"event {key} is registered twice")
    _events[key] = Event(key, label, about)
    return key


def get(key: str) -> Event:
    """The event; LookupError if nobody registered it."""
    if key not in _events:
        raise LookupError(f"{key} is not registered as an event")
    return _events[key]


def label_of(key: str) -> str:
    """What the event is called, also where only an older version knew it."""
    return _events[key].label if key in _events else key


def known() -> list[Event]:
    """Every event that a webhook may choose, by label; a test is sent by hand alone."""
    return sorted((each for each in _events.values() if each.key != PING), key=lambda each: each.label)


PING: Final = register("webhooks.ping", label="Test", about="Sent by hand, to see that deliveries arrive.")
