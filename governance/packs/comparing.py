"""Compares the stored figures of a pack with the same figures read again, and says in words what differs and why."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

GONE, THERE = "not there", "there"
_IN_WORDS: Final = {
    "lede": "Sentence of the cover",
    "objective_marks": "Objectives",
    "work_marks": "Work",
    "scorecard": "Objective",
    "streams": "Stream",
    "objectives": "Money of objective",
    "unlinked": "Money without objective",
    "total": "Total",
    "works": "Work",
    "whole_life": "Whole-life cost",
    "findings": "Finding",
    "figures": "Explained figure",
    "sources": "Source",
    "capacity": "Skill",
    "read_on": "read on",
    "as_of": "recorded at",
}
_MARKS: Final = {
    "R": "red",
    "AR": "amber/red",
    "A": "amber",
    "AG": "amber/green",
    "G": "green",
    "N": "not reported",
    "W": "withheld",
}
_KEYS: Final = ("code", "objective", "stream", "skill", "rule", "file", "text", "figure")
_SEEN: Final = ("works", "scorecard", "objectives")
"""Lists in which each row is a record that the builder may or may not see."""
_RIGHTS = "What {builder} may see has changed since; rights and confidentiality are always those of today."
_FOLLOWS = "It follows from what {builder} may see today."
_TEMPLATE = "The pack was made by template {was}, and is read by {now} today, which may compute it otherwise."
_UNKNOWN = "Nothing that Sightline knows of explains it. Tell your administrator."


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """One figure or sentence: what the pack says, what is read now, and why the two may differ."""

    figure: str
    was: str
    now: str
    why: str


def compare_figures(
    stored: Mapping[str, Any], read: Mapping[str, Any], *, builder: str
) -> tuple[FigureDifference, ...]:
    """Every figure that differs, in the order of the pack; none where both are equal."""
    was, now = dict(_flat(stored)), dict(_flat(read))
    if was == now:
        return ()
    hidden = any(_rows_of(stored, name) != _rows_of(read, name) for name in _SEEN)
    template = stored.get("template"), read.get("template")
    found = []
    for path in [*was, *(path for path in now if path not in was)]:
        before, after = was.get(path, GONE), now.get(path, GONE)
        # Of a row that is not there on one side, the row itself is named and not each of its figures.
        row_is_gone = any((path[:end] in was) != (path[:end] in now) for end in range(2, len(path)))
        if before != after and not row_is_gone:
            seen = path[0] in _SEEN and GONE in (before, after)
            why = _why(seen=seen, hidden=hidden, template=template).format(
                builder=builder, was=template[0], now=template[1]
            )
            found.append(FigureDifference(_words(path), before, after, why))
    return tuple(found)


def _why(*, seen: bool, hidden: bool, template: tuple[Any, Any]) -> str:
    if template[0] != template[1] and not seen:
        return _TEMPLATE
    if hidden:
        return _RIGHTS if seen else _FOLLOWS
    return _UNKNOWN


def _rows_of(snapshot: Mapping[str, Any], name: str) -> list[str]:
    return sorted(str(row.get("code") or row.get("objective")) for row in snapshot.get(name, []))


def _flat(snapshot: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every figure by its path; the template is not one of them."""
    # Through JSON once: what the database kept came that way too.
    for name, value in json.loads(json.dumps(snapshot)).items():
        if name != "template":
            yield from _below((name,), value)


def _below(path: tuple[str, ...], value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    match value:
        case dict():
            for name, each in value.items():
                yield from _below((*path, name), each)
        case [] if len(path) == 1:
            return  # no rows
        case list() if value and isinstance(value[0], dict):
            seen: Counter[str] = Counter()
            for row in value:
                key = next((name for name in _KEYS if row.get(name)), "")
                called = str(row.get(key, ""))
                seen[called] += 1
                here = (*path, called if seen[called] == 1 else f"{called} ({seen[called]})")
                yield here, str(row.get("name") or row.get("title") or THERE)
                yield from _below(here, {name: each for name, each in row.items() if name != key})
        case list() if value and isinstance(value[0], list):
            for number, row in enumerate(value, start=1):
                yield (*path, str(number)), _said(row)
        case _:
            yield path, _said(value)


def _said(value: Any) -> str:
    match value:
        case None | "" | []:
            return "none"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(_said(each) for each in value if each not in (None, ""))
        case str():
            return _grouped(value)
        case _:
            return str(value)


def _grouped(text: str) -> str:
    """An amount with its thousands apart, to the last digit; any other text as it is."""
    try:
        return format(Decimal(text), ",f") if text[-1:].isdigit() and "-" not in text[1:] else text
    except InvalidOperation:
        return text


def _words(path: tuple[str, ...]) -> str:
    """A path as a person says it: "Work C-101, forecast"."""
    head, *rest = path
    named = _IN_WORDS.get(head, head.replace("_", " ").capitalize())
    if head in ("objective_marks", "work_marks"):
        return f"{named} marked {_MARKS.get(rest[0], rest[0])}"
    if not rest:
        return named
    if head in ("unlinked", "total", "whole_life"):
        return f"{named}, {rest[0]}"
    tail = "".join(f", {_IN_WORDS.get(each, each.replace('_', ' '))}" for each in rest[1:])
    return f"{named} {rest[0]}{tail}"
