"""Codes for imported objectives and key results: from the file's own numbering, unique in the product."""

import re
from typing import Final

from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.models.purposes import Purpose
from okr.stratml.nodes import Piece
from okr.stratml.slots import sequence_of

_LONGEST: Final = 40
_NUMBERED: Final = re.compile(r"G\d", re.IGNORECASE)


class Codes:
    """Hands out codes for one plan: G1, G1.2 and KR1.2.1, or P2-G1 where another plan has those already."""

    def __init__(self, goals: list[Piece], prefix: str | None) -> None:
        self._taken = {
            code.upper()
            for model in (StrategicObjective, KeyResult)
            for code in model._default_manager.values_list("code", flat=True)
        }
        self.prefix = self._free_prefix(goals) if prefix is None else prefix

    def _free_prefix(self, goals: list[Piece]) -> str:
        stems = [_goal_stem(goal, number) for number, goal in enumerate(goals, 1)]
        number, prefix = 1, ""
        while any(f"{prefix}{stem}".upper() in self._taken for stem in stems):
            number += 1
            prefix = f"P{number}-"
        return prefix

    def goal(self, piece: Piece, number: int) -> str:
        """The code of a goal, the `number`th of its plan."""
        return self._take(f"{self.prefix}{_goal_stem(piece, number)}")

    def objective(self, piece: Piece, goal: Piece, goal_code: str, number: int) -> str:
        """The code of an objective, the `number`th of its goal."""
        return self._take(f"{goal_code}.{_own_part(piece, goal, number)}")

    def indicator(self, piece: Piece, aim: Piece, aim_code: str, number: int) -> str:
        """The code of a key result, the `number`th of its goal or objective."""
        stem = aim_code.removeprefix(self.prefix)
        stem = stem[1:] if _NUMBERED.match(stem) else stem
        return self._take(f"{self.prefix}KR{stem}.{_own_part(piece, aim, number)}")

    def _take(self, wanted: str) -> str:
        stem, number = wanted[: _LONGEST - 4].rstrip("-._"), 1
        code = stem
        while code.upper() in self._taken:
            number += 1
            code = f"{stem}-{number}"
        self._taken.add(code.upper())
        return code


def _goal_stem(goal: Piece, number: int) -> str:
    word = _clean(sequence_of(goal.own)) or str(number)
    return word if _NUMBERED.match(word) else f"G{word}"


def _own_part(piece: Piece, above: Piece, number: int) -> str:
    """What the numbering adds to that of the element above: "2" of "1.2" under "1"; else the whole of it."""
    word, stem = _clean(sequence_of(piece.own)), _clean(sequence_of(above.own))
    for mark in ".-_":
        if stem and word.startswith(f"{stem}{mark}"):
            word = word.removeprefix(f"{stem}{mark}")
    return word or str(number)


def _clean(word: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", word).strip("-._")


def purpose_code() -> str:
    """The next free code of a purpose, such as P3."""
    taken = {code.upper() for code in Purpose.objects.values_list("code", flat=True)}
    number = 1
    while f"P{number}" in taken:
        number += 1
    return f"P{number}"
