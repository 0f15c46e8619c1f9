"""The sidebar and the Settings page: each app adds its own entries, shown to those who hold the right."""

from collections.abc import Callable
from dataclasses import dataclass

from big.accounts.models import User


@dataclass(frozen=True, slots=True)
class Entry:
    """A link: `right` is what one must hold somewhere to see it ("" for everybody); `count` only where one must act.

    `tab` is a short label that puts it in the phone's tab bar, which has room for four; `shown_to` narrows further.
    """

    group: str
    label: str
    icon: str
    url_name: str
    right: str = ""
    order: int = 50
    count: Callable[[User], int] | None = None
    tab: str = ""
    shown_to: Callable[[User], bool] | None = None


GROUPS = ("", "Strategy", "Delivery", "Governance", "Settings")
_entries: list[Entry] = []


def register(entry: Entry) -> None:
    """Add a link; ValueError for a group that does not exist."""
    if entry.group not in GROUPS:
        raise ValueError(f"navigation has no group {entry.group!r}")
    _entries.append(entry)


def entries() -> list[Entry]:
    """Every link, by group and order."""
    return sorted(_entries, key=lambda entry: (GROUPS.index(entry.group), entry.order, entry.label))
