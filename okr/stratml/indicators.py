"""Planning of key results with their phased targets and readings, from indicators and their measurements."""

from collections.abc import Sequence
from typing import Any, Final

from okr.models.key_results import KeyResult, PhasedTarget, Reading
from okr.models.objectives import StrategicObjective
from okr.stratml import frame, matching
from okr.stratml.codecs import Line
from okr.stratml.coding import Codes
from okr.stratml.forming import form_of
from okr.stratml.measures import overall, overall_of
from okr.stratml.nodes import Piece, comparable
from okr.stratml.slots import problems_of, sequence_of, values_of
from okr.stratml.steps import Course, Step, differing, step_for
from okr.stratml.stored import Held

_TITLE: Final = Line(500)
# What a key result says of itself follows from its targets until somebody sets it by hand.
FOLLOWING: Final = ("target", "starts_on", "due_on")
MEASURES: Final[dict[str, tuple[str, type[PhasedTarget] | type[Reading]]]] = {
    "TargetResult": ("phased_targets", PhasedTarget),
    "ActualResult": ("readings", Reading),
}


class IndicatorPlanner:
    """Plans the indicators of one file."""

    def __init__(self, course: Course, codes: Codes, hidden: frozenset[int]) -> None:
        self._course, self._codes, self._hidden = course, codes, hidden
        self._pairing = matching.Pairing()

    def pair(self, aims: Sequence[Piece], held: Sequence[Held], above: matching.Pairing) -> None:
        """Find the stored key results: by identifier anywhere in the plan, else within the same objective."""
        pieces = [each for aim in aims for each in aim.of("PerformanceIndicator")]
        old = [each for aim in held for each in aim.of("PerformanceIndicator")]
        once = matching.by_identifier(pieces, old)
        self._pairing.join(pieces, old, matching.by_identifier_and_words, once)
        for aim in aims:
            if found := above.of(aim):
                inside = found.of("PerformanceIndicator")
                self._pairing.join(aim.of("PerformanceIndicator"), inside, *matching.AIM_KEYS)

    def run(self, aim: Piece, held: Held | None, record: StrategicObjective) -> None:
        """Plan the key results of one aim."""
        pieces = aim.of("PerformanceIndicator")
        known = [found.record.position for piece in pieces if (found := self._pairing.of(piece))]
        after = max(known, default=0)
        for number, piece in enumerate(pieces, 1):
            self._indicator(piece, aim, record, number, after)

    def _indicator(self, piece: Piece, aim: Piece, objective: StrategicObjective, number: int, after: int) -> None:
        self._course.notes += problems_of(piece.own)
        held = self._pairing.of(piece)
        values, exchange = _values_of(piece, number)
        whole = _whole_of(piece)
        if held is None:
            record = KeyResult(
                code=self._codes.indicator(piece, aim, objective.code, number),
                objective=objective,
                position=after + number if after else number,
                exchange=exchange,
                **values,
                **whole,
            )
            changes: dict[str, Any] = {}
        else:
            record = held.record
            changes = self._changes(piece, held, values, exchange)
            if record.objective_id != objective.pk:
                changes["objective"] = objective
        measures = self._measures(piece, held, record)
        if held is not None and any(step.action in {"create", "update"} for step in measures):
            changes |= self._followed(held, record, whole)
        may = objective.pk not in self._hidden
        label = f"{record.code} {values['title']}"
        self._course.steps.append(
            step_for("key_results", label, piece.line, record, changes, is_new=held is None, may_change=may)
        )
        self._course.steps += measures

    def _changes(self, piece: Piece, held: Held, values: dict[str, Any], exchange: dict[str, Any]) -> dict[str, Any]:
        if comparable(piece.own) == comparable(held.own):
            return {}
        if values["identifier"] == frame.given_identifier(held.record):
            values = {**values, "identifier": held.record.identifier or values["identifier"]}
        return differing(held.record, {**values, "exchange": exchange})

    def _followed(self, held: Held, record: KeyResult, whole: dict[str, Any]) -> dict[str, Any]:
        """The overall target, where it still is what the stored targets made it."""
        targets = [each.record for each in held.of("TargetResult") if each.record]
        before = dict(zip(FOLLOWING, overall(targets), strict=True))
        changed = {name for name in FOLLOWING if whole[name] != before[name]}
        kept = {name for name in changed if getattr(record, name) not in (before[name], whole[name])}
        if kept:
            words = " and ".join(name.replace("_", " ") for name in sorted(kept))
            self._course.notes.append(f"{record.code} keeps its own {words}; the file's targets say otherwise.")
        return {name: whole[name] for name in changed - kept if getattr(record, name) != whole[name]}

    def _measures(self, piece: Piece, held: Held | None, record: KeyResult) -> list[Step]:
        steps: list[Step] = []
        is_replaced = held is not None and comparable(piece.own) != comparable(held.own)
        for tag in MEASURES:
            pieces, old = piece.of(tag), held.of(tag) if held else []
            pairing = matching.Pairing()
            pairing.join(pieces, old, matching.by_form)
            places = {each.record.position: each for each in pairing.left(old) if each.record and each.record.position}
            for ordinal, each in enumerate(pieces, 1):
                found = pairing.of(each) or places.pop(ordinal, None)
                if step := self._measure(each, found, record, ordinal, is_replaced=is_replaced):
                    steps.append(step)
        return steps

    def _measure(
        self, piece: Piece, held: Held | None, record: KeyResult, ordinal: int, *, is_replaced: bool
    ) -> Step | None:
        self._course.notes += problems_of(piece.own)
        model, kind = MEASURES[piece.tag]
        values: dict[str, Any] = {**values_of(piece.own), "exchange": {"form": form_of(piece.own)}}
        label = f"{record.code} {_said(values)}"
        if held is None:
            made: PhasedTarget | Reading = kind(key_result=record, position=ordinal, **values)
            return Step(model, label, piece.line, "create", made)
        if held.record is None:
            # The target that the key result itself holds: no record of its own.
            return None
        changes = {} if comparable(piece.own) == comparable(held.own) else differing(held.record, values)
        if is_replaced and held.record.position != ordinal:
            changes["position"] = ordinal
        may = record.objective_id not in self._hidden
        return step_for(model, label, piece.line, held.record, changes, is_new=False, may_change=may)


def _values_of(piece: Piece, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of a key result; one that measures nothing by name is called by its first target."""
    values, exchange = values_of(piece.own), {"form": form_of(piece.own)}
    if not values["title"]:
        targets = (_TITLE.parse(values_of(each.own)["note"]) for each in piece.of("TargetResult"))
        fallback = f"Indicator {sequence_of(piece.own) or number}"
        values["title"] = next(filter(None, targets), "") or fallback
        exchange["derived"] = {"title": values["title"]}
    return values, exchange


def _whole_of(piece: Piece) -> dict[str, Any]:
    found = [values_of(each.own) for each in piece.of("TargetResult")]
    whole = overall_of([(each["value"], each["starts_on"], each["due_on"]) for each in found])
    return dict(zip(FOLLOWING, whole, strict=True))


def _said(values: dict[str, Any]) -> str:
    day = values.get("due_on") or values.get("read_on") or values["starts_on"]
    value = values["value"]
    words = f"{value.normalize():f}" if value is not None else str(values["note"])[:80] or "no value"
    return f"{words}, {day.isoformat()}" if day else words
