"""Rules of key results: measured, fresh, and delivered by somebody."""

from django.db.models import Q

from big.core import words
from governance.integrity.rule import Row, Rule, Severity
from governance.integrity.scope import Scope, named
from okr.models.key_results import KeyResult
from okr.models.links import Contribution
from okr.selectors.progress import Progress


def _row(key_result: KeyResult, why: str, progress: Progress | None = None) -> Row:
    return Row(
        kind="key_result",
        pk=key_result.pk,
        code=key_result.code,
        name=key_result.title,
        url=key_result.get_absolute_url(),
        why=why,
        person=named(key_result.owner),
        mark=progress.mark if progress else "",
        days=progress.age_days if progress else None,
    )


def _never_read(scope: Scope) -> list[Row]:
    return [
        _row(key_result, progress.sentence.rstrip("."), progress)
        for key_result, progress in scope.measured
        if progress.reason in ("no_reading", "undated")
    ]


def _stale(scope: Scope) -> list[Row]:
    found = [
        _row(key_result, f"Last reading {words.counted(progress.age_days or 0, 'day')} old", progress)
        for key_result, progress in scope.measured
        if progress.is_stale
    ]
    return sorted(found, key=lambda row: -(row.days or 0))


def _undelivered(scope: Scope) -> list[Row]:
    """A link that names no key result serves the whole objective, and so every key result of it."""
    links = scope.all_links.order_by()
    naming = Contribution.key_results.through.objects.filter(contribution__in=links.values("pk"))
    whole = links.exclude(pk__in=naming.values("contribution")).values("objective")
    delivered = Q(pk__in=naming.values("keyresult")) | Q(objective__in=whole)
    found = scope.key_results.exclude(delivered).for_rows()
    return [_row(key_result, f"No work delivers it, under {key_result.objective.code}") for key_result in found]


def _unmeasurable(scope: Scope) -> list[Row]:
    found = []
    for key_result, _ in scope.measured:
        objective = key_result.objective
        due = key_result.due_on or objective.due_on or (objective.plan.ends_on if objective.plan else None)
        lacking = {
            "unit": key_result.unit,
            "baseline": key_result.baseline is not None,
            "target": key_result.target is not None,
            "due date": due,
            "data source": key_result.data_source,
        }
        missing = [name for name, given in lacking.items() if not given]
        if missing:
            found.append(_row(key_result, f"Lacks {words.listed(missing)}"))
    return found


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
