"""The kinds of page that are measured, and what each may cost at most (docs/bench.md says where that is from)."""

from dataclasses import dataclass
from enum import Enum
from typing import Final


class Scale(Enum):
    """What an aim is counted in."""

    UNIT = "U"
    OTHER = "x the other line"
    MEGABYTES = "MB"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of page and its aim; with no aim it is measured and judged by nobody."""

    name: str
    most: float | None
    scale: Scale = Scale.UNIT


UNIT: Final = Kind("unit", None)
LIST: Final = Kind("list", 6)
FRAGMENT: Final = Kind("fragment", 4)
DETAIL: Final = Kind("detail", 4)
WRITE: Final = Kind("write", 4)
# A write together with a page that shows what it changed: the sum of the two aims.
WRITE_AND_LIST: Final = Kind("write, then list", 10)
WRITE_AND_PAGE: Final = Kind("write, then detail", 8)
API_LIST: Final = Kind("API list", 3)
API_DETAIL: Final = Kind("API detail", 3)
SIGHT: Final = Kind("line of sight", 12)
SEARCH: Final = Kind("search", 8)
HOME: Final = Kind("home", 12)
ROLL_UP: Final = Kind("roll-up", 8)
EXPORT: Final = Kind("export", 10)
PACK: Final = Kind("pack", 500, Scale.MEGABYTES)
# These are compared with another line, named by `against`: the past with the present, a write with one without history.
AS_OF: Final = Kind("as of", 1.3, Scale.OTHER)
WRITE_BARE: Final = Kind("write without history", None)
WRITE_WITH_HISTORY: Final = Kind("write with history", 1.5, Scale.OTHER)

# What a restricted user may cost, as a multiple of the administrator on the same page.
RESTRICTED_MOST: Final = 1.2
