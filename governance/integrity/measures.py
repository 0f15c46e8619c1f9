"""Rules of key results: measured, fresh, and delivered by somebody."""

from collections.abc import Sequence

from big.core import words
from governance.integrity.rule import Row, Rows, Rule, Severity, rows_of
from governance.integrity.scope import Scope, named
from okr.models.key_results import KeyResult
from okr.selectors.key_result_marks import KeyResultMark
from okr.selectors.outline import named_key_results
from okr.selectors.progress import WHY_NOT


def _row(key_result: KeyResult, why: str, mark: KeyResultMark | None = None) -> Row:
    return Row(
        kind="key_result",
        pk=key_result.pk,
        code=key_result.code,
        name=key_result.title,
        url=key_result.get_absolute_url(),
        why=why,
        person=named(key_result.owner),
        mark=mark.mark if mark else "",
        days=mark.age_days if mark else None,
    )


def _never_read(scope: Scope) -> Rows:
    def made(marks: Sequence[KeyResultMark]) -> list[Row]:
        shown = KeyResult.objects.for_rows().in_bulk([each.key for each in marks])
        return [_row(shown[each.key], WHY_NOT[each.reason].rstrip("."), each) for each in marks]

    return Rows((each for each in scope.measured if each.reason in ("no_reading", "undated")), made)


def _stale(scope: Scope) -> Rows:
    def made(marks: Sequence[KeyResultMark]) -> list[Row]:
        shown = KeyResult.objects.for_rows().in_bulk([each.key for each in marks])
        old = "Last reading {} old"
        return [_row(shown[each.key], old.format(words.counted(each.age_days or 0, "day")), each) for each in marks]

    found = [each for each in scope.measured if each.reason == "stale"]
    found.sort(key=lambda each: -(each.age_days or 0))
    return Rows(found, made, oldest=found[0].age_days or 0 if found else 0)


def _undelivered(scope: Scope) -> Rows:
    """A link that names no key result serves the whole objective, and so every key result of it."""
    named = named_key_results()
    links = [each for each in scope.live_links if each.is_standing]
    whole = {each.objective for each in links if not named.get(each.key)}
    delivered = {key_result for each in links for key_result in named.get(each.key, ())}
    return rows_of(
        [each.key for each in scope.measured if each.key not in delivered and each.objective not in whole],
        KeyResult.objects.for_rows(),
        lambda key_result: _row(key_result, f"No work delivers it, under {key_result.objective.code}"),
    )


def _unmeasurable(scope: Scope) -> Rows:
    return rows_of(
        [each.key for each in scope.measured if each.lacks],
        KeyResult.objects.select_related("objective__plan", "owner"),
        lambda key_result: _row(key_result, f"Lacks {words.listed(_missing(key_result))}"),
    )


def _missing(key_result: KeyResult) -> list[str]:
    objective = key_result.objective
    lacking = {
        "unit": key_result.unit,
        **_ends(key_result),
        "due date": key_result.due_on or objective.due_on or (objective.plan.ends_on if objective.plan else None),
        "data source": key_result.data_source,
    }
    return [name for name, given in lacking.items() if not given]


def _ends(key_result: KeyResult) -> dict[str, bool]:
    target = {"target": key_result.target is not None}
    if key_result.direction == KeyResult.Direction.BAND:
        return {**target, "upper edge": key_result.upper is not None}
    return {"baseline": key_result.baseline is not None, **target}


KEY_RESULT_UNDELIVERED = Rule(
    key="key_result.undelivered",
    severity=Severity.BREAK,
    title="Key results that nobody delivers",
    one="key result has nobody delivering it",
    many="key results have nobody delivering them",
    clear="Every key result has work that delivers it.",
    mend="Link the work that moves it.",
    basis="BIG: measures are moved by work",
    find=_undelivered,
)
KEY_RESULT_UNREAD = Rule(
    key="key_result.unread",
    severity=Severity.DOUBT,
    title="Key results never read",
    one="key result has never been read",
    many="key results have never been read",
    clear="Every key result has a reading.",
    mend="Check in: record the first reading.",
    basis="BIG: every number carries a source and a date",
    find=_never_read,
)
KEY_RESULT_STALE = Rule(
    key="key_result.stale",
    severity=Severity.DOUBT,
    title="Key results with an old reading",
    one="key result is older than its cadence allows",
    many="key results are older than their cadence allows",
    clear="Every reading is within its cadence.",
    mend="Check in: record a new reading, or say that nothing changed.",
    basis="Sightline: numbers older than the cycle allows",
    find=_stale,
)
KEY_RESULT_INCOMPLETE = Rule(
    key="key_result.incomplete",
    severity=Severity.RECORD,
    title="Key results that cannot be measured",
    one="key result lacks what measuring needs",
    many="key results lack what measuring needs",
    clear="Every key result has unit, baseline, target, due date and data source.",
    mend="Add what is missing.",
    basis="OKR practice: a key result needs unit, baseline, target, due date and source",
    find=_unmeasurable,
)

RULES = (KEY_RESULT_UNDELIVERED, KEY_RESULT_UNREAD, KEY_RESULT_STALE, KEY_RESULT_INCOMPLETE)
