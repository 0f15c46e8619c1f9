"""The fields of a record, from what a file says of an objective, key result or deliverable."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from okr.files.shapes import CheckInRead, NodeRead, Status
from okr.importing.wording import check_in_rest, clean, fitting
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective

# Of 10, as people who check in by a status mean it; the file's own word is kept with the reading.
CONFIDENCE: Final[dict[Status, int]] = {"on_track": 8, "at_risk": 5, "behind": 3}
_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class ReadingRead:
    """A reading as it will stand: `key` finds it again in the next import."""

    key: str
    read_on: dt.date | None
    value: Decimal | None
    note: str = ""
    confidence: int | None = None
    rest: dict[str, str] = field(default_factory=dict)


def objective_values(node: NodeRead) -> dict[str, Any]:
    """What the file says of an objective itself; its days only where they are in order."""
    values: dict[str, Any] = {
        "title": _title(node, 300),
        "statement": clean(node.description),
        "identifier": clean(node.own_id)[:200],
    }
    if node.starts_on and node.ends_on and node.starts_on < node.ends_on:
        values |= {"starts_on": node.starts_on, "due_on": node.ends_on}
    if node.goal_type:
        is_far = node.goal_type == "aspirational"
        ambition = StrategicObjective.Ambition
        values["ambition"] = (ambition.ASPIRATIONAL if is_far else ambition.COMMITTED).value
    return values


def key_result_values(node: NodeRead) -> dict[str, Any]:
    """What the file says of a key result. Where it gives neither start nor target, percent or score tell the scale."""
    start, target, unit = node.start, node.target, node.unit
    if start is None and target is None:
        if is_scored(node):
            start, target, unit = Decimal(0), Decimal(1), unit or "score"
        elif is_percent(node):
            start, target, unit = Decimal(0), _HUNDRED, unit or "%"
    falls = node.direction == "decrease" or (start is not None and target is not None and start > target)
    in_order = not (node.starts_on and node.ends_on) or node.starts_on < node.ends_on
    return {
        "title": _title(node, 500),
        "description": clean(node.description),
        "identifier": clean(node.own_id)[:200],
        "unit": clean(unit)[:300],
        "baseline": fitting(start),
        "target": fitting(target),
        "direction": (KeyResult.Direction.DECREASE if falls else KeyResult.Direction.INCREASE).value,
        "starts_on": node.starts_on if in_order else None,
        "due_on": node.ends_on if in_order else None,
    }


def _title(node: NodeRead, most: int) -> str:
    return " ".join(clean(node.title).split())[:most] or "Without a title"


def has_long_title(node: NodeRead, most: int) -> bool:
    """Whether the record holds another spelling of the title than the file."""
    return _title(node, most) != node.title


def is_scored(node: NodeRead) -> bool:
    """Whether nothing but scores from 0 to 1 measures it."""
    scores = [each for each in (node.score, node.score_mid, node.score_projected) if each is not None]
    return bool(scores) and all(0 <= each <= 1 for each in scores) and not is_percent(node)


def is_percent(node: NodeRead) -> bool:
    """Whether progress, or a value of check-ins, is all that measures it."""
    values = (node.progress, node.current, *(each.value for each in node.check_ins))
    return node.start is None and node.target is None and any(each is not None for each in values)


def readings_of(node: NodeRead) -> list[ReadingRead]:
    """Its history, oldest first: check-ins, scores, and the value of the export where no check-in says it."""
    found = list(_checked_in(node))
    if is_scored(node) and node.start is None and node.target is None:
        return [*found, *_scored(node)]
    current = node.current
    if current is None and is_percent(node):
        current = node.progress
    value = fitting(current)
    if value is not None and (not found or found[-1].value != value):
        on = node.last_check_in.date() if node.last_check_in else (found[-1].read_on if found else None)
        note = clean(node.last_note) if not found else ""
        confidence = CONFIDENCE.get(node.status)
        found.append(ReadingRead(f"current {on or ''}".strip(), on, value, note, confidence))
    return found


def _checked_in(node: NodeRead) -> Iterator[ReadingRead]:
    seen: dict[str, int] = {}
    for read in node.check_ins:
        key = read.id or f"on {read.on}"
        seen[key] = seen.get(key, 0) + 1
        yield _reading(read, key if seen[key] == 1 else f"{key} ~{seen[key]}")


def _reading(read: CheckInRead, key: str) -> ReadingRead:
    on = read.on or (read.moment.date() if read.moment else None)
    confidence = CONFIDENCE.get(read.status)
    return ReadingRead(key, on, fitting(read.value), clean(read.note), confidence, check_in_rest(read))


def _scored(node: NodeRead) -> Iterator[ReadingRead]:
    """Scores of a period stand at its middle and its end; both are undated where the period has no days."""
    period = node.period
    start, end = (period.starts_on, period.ends_on) if period else (None, None)
    middle = start + (end - start) / 2 if start and end else None
    if node.score_mid is not None:
        yield ReadingRead("mid", middle, fitting(node.score_mid), "Score in the middle of the period.")
    if node.score is not None:
        yield ReadingRead("end", end, fitting(node.score), "Score at the end of the period.")
