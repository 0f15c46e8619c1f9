"""Chooses what a page says first: of all findings that are true, the one that matters most."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A true sentence, and how much it matters: from 0 (nothing to report) to 100 (act today)."""

    weight: int
    text: str


def best(candidates: Iterable[Candidate | None], otherwise: str = "") -> str:
    """The sentence of most weight, of equals the first; `otherwise` where there is none."""
    found = [each for each in candidates if each is not None and each.text]
    return max(found, key=lambda each: each.weight).text if found else otherwise
