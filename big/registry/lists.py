"""The lists that people save views of: each app adds its own, so that a view of any list is kept in one place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SavedList:
    """A list whose address keeps what is asked of it: `right` is what one must hold somewhere to see it."""

    key: str
    label: str
    url_name: str
    right: str
    icon: str = "filter"


_lists: dict[str, SavedList] = {}


def register(found: SavedList) -> None:
    """Add a list; ValueError for a key that is taken, or too long to be kept with a view."""
    if found.key in _lists or len(found.key) > 20:
        raise ValueError(f"no views can be saved of {found.key!r}")
    _lists[found.key] = found


def lists() -> dict[str, SavedList]:
    """Every list by its key."""
    return dict(_lists)
