"""The readings and targets on the way of a key result: those that are new, and those that the file says otherwise."""

from typing import Any

from okr.importing.course import Step
from okr.importing.stored import Stored
from okr.importing.values import ReadingRead, readings_of
from okr.importing.wording import KEY, fitting
from okr.models.key_results import PhasedTarget, Reading


def measure(step: Step, stored: Stored) -> None:
    """Set what the file adds to the history of a key result; a changed one counts as a change of the key result.

    A row that says what it said at the last import has no new history.
    """
    if step.node is None or (step.action == "unchanged"):
        return
    held = {each.exchange.get(KEY, {}).get("key"): each for each in stored.readings.get(step.record.pk or 0, [])}
    for position, read in enumerate(readings_of(step.node), 1):
        values = _values(read)
        found = held.get(read.key)
        if found is None:
            step.readings.append(Reading(**values, position=min(position, 32_000)))
        elif changes := _differing(found, values):
            step.corrected.append((found, changes))
    _targets(step, stored)


def _targets(step: Step, stored: Stored) -> None:
    held = {each.exchange.get(KEY, {}).get("key"): each for each in stored.targets.get(step.record.pk or 0, [])}
    for position, read in enumerate(step.node.phased if step.node else (), 1):
        key = f"by {read.due_on} {position if read.due_on is None else ''}".strip()
        values = {"due_on": read.due_on, "value": fitting(read.value), "exchange": {KEY: {"key": key}}}
        found = held.get(key)
        if found is None:
            step.targets.append(PhasedTarget(**values, position=min(position, 32_000)))
        elif changes := _differing(found, values):
            step.corrected.append((found, changes))


def _values(read: ReadingRead) -> dict[str, Any]:
    return {
        "read_on": read.read_on,
        "value": read.value,
        "note": read.note,
        "confidence": read.confidence,
        "exchange": {KEY: {"key": read.key, **({"said": read.rest} if read.rest else {})}},
    }


def _differing(record: Reading | PhasedTarget, values: dict[str, Any]) -> dict[str, Any]:
    return {name: new for name, new in values.items() if getattr(record, name) != new}
