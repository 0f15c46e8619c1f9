"""What the figures of this app are narrowed to, and the reading that all of them share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from big.accounts.models import User
from big.organisation.models import Unit
from big.registry.provenance import Asked, Provenance, day_of
from governance.selectors.home.reading import Reading
from portfolio.selectors.frame import frame

TAKES: Final[Mapping[str, str]] = {"unit": "The code of a unit, with all below it; everything if left out."}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A reading of everything, or of one unit, and how a sentence says which."""

    reading: Reading
    of: str = ""


def narrowed(user: User, asked: Asked) -> Narrowed | None:
    """The reading that these parameters ask for; None for a unit that is not there to see."""
    code, unit = asked.get("unit", ""), None
    if code:
        unit = Unit.objects.visible_to(user).filter(code__iexact=code).first()
        if unit is None:
            return None
    return Narrowed(
        Reading(user, frame(day_of(asked)), unit), f" of {unit.name} and the units below it" if unit else ""
    )


def told(tell: Callable[[Narrowed], Provenance | None], user: User, asked: Asked) -> Provenance | None:
    """What `tell` says of the reading that these parameters ask for; whoever has a reading tells it at once."""
    found = narrowed(user, asked)
    return None if found is None else tell(found)
