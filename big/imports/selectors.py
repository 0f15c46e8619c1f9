"""What the pages of imports show: the list of runs, and one run with its rows, counts and ways on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q

from big.accounts.models import User
from big.core import words
from big.documents.models import DocumentVersion
from big.imports import formats
from big.imports.formats import Written
from big.imports.models import APPLY_JOB, ImportRun
from big.imports.plan import COUNTED
from big.imports.policies import can_import
from big.jobs.models import Job

ROWS_PER_PAGE: Final = 50
NOT_READ_SHOWN: Final = 200
WOULD: Final = {"create": "Create", "update": "Change", "unchanged": "Leave as is", "refused": "Refuse"}
DID: Final = {"create": "Created", "update": "Changed", "unchanged": "Left as is", "refused": "Refused"}


def model_label(model: str) -> str:
    """The name of a kind of record as a person reads it: "strategic_objectives" is "Strategic objectives"."""
    return words.capital(model.replace("_", " "))


def format_title(key: str) -> str:
    """What a format is called; its key, where the product no longer knows it."""
    try:
        return formats.get(key).title
    except LookupError:
        return key


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in the list, with its counts in words."""

    run: ImportRun
    format_title: str
    outcome: str


def run_rows(user: User, page: str | int | None) -> tuple[list[RunRow], "Page[ImportRun]"]:
    """One page of the runs that `user` may see, newest first; three queries, whatever their number."""
    runs = ImportRun.objects.visible_to(user).for_rows().annotate(tally=F("plan__counts"))
    found: Page[ImportRun] = Paginator(runs, ROWS_PER_PAGE).get_page(page)
    return [RunRow(run, format_title(run.format), _outcome(run)) for run in found.object_list], found


def _outcome(run: ImportRun) -> str:
    sums: Counter[str] = Counter()
    for counts in (getattr(run, "tally", None) or {}).values():
        sums.update(counts)
    if run.state == ImportRun.State.REFUSED:
        return f"{words.counted(sums['refused'], 'row')} refused" if sums["refused"] else "cannot be read"
    parts = [f"{words.number(sums[name])} {name}" for name in COUNTED.values() if sums[name]]
    return ", ".join(parts) or "nothing to write"


def list_message(user: User) -> str:
    """The sentence of the list; one query."""
    runs = ImportRun.objects.visible_to(user)
    found = runs.aggregate(
        waiting=Count("pk", filter=Q(state=ImportRun.State.CHECKED)),
        applied=Count("pk", filter=Q(state=ImportRun.State.APPLIED)),
    )
    applied, waiting = found["applied"], found["waiting"]
    if not applied and not waiting:
        return "No file was imported yet." if not runs.exists() else "No file waits, and none was written."
    written = f"{words.capital(words.in_words(applied))} {'file was' if applied == 1 else 'files were'} imported."
    waits = f"{words.capital(words.in_words(waiting))} {'waits' if waiting == 1 else 'wait'} to be applied."
    return " ".join([written] * bool(applied) + [waits] * bool(waiting))


@dataclass(frozen=True, slots=True)
class CountRow:
    """How many records of one kind a run creates, changes, leaves and refuses."""

    label: str
    created: int
    updated: int
    unchanged: int
    refused: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow the rows."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the plan in words."""

    model: str
    action: str
    verb: str
    label: str
    place: str
    reason: str
    changes: list[tuple[str, Any, Any]]


@dataclass(frozen=True, slots=True)
class RunPage:
    """One run as a page: `rows` is one page of those that the chosen action and kind leave."""

    run: ImportRun
    format_title: str
    message: str
    refusal: str
    counts: list[CountRow]
    totals: CountRow
    rows: "Page[ShownRow]"
    actions: list[Choice]
    models: list[Choice]
    not_read: list[str]
    not_read_left: int
    notes: list[str]
    options: list[tuple[str, Any]]
    can_apply: bool
    can_discard: bool
    shows_file: bool
    job: Job | None
    account: Mapping[str, int] = field(default_factory=dict)
    written: list[Written] = field(default_factory=list)


def run_page(run: ImportRun, user: User, *, action: str = "", model: str = "", page: str | int | None = 1) -> RunPage:
    """The page of a run, narrowed to one action and one kind of record."""
    rows: list[dict[str, Any]] = run.plan.get("rows", [])
    chosen = [row for row in rows if action in ("", row["action"]) and model in ("", row["model"])]
    verbs = DID if run.state == ImportRun.State.APPLIED else WOULD
    # The database keeps no order of keys: kinds stand in the order in which the file brings them.
    order = {key: at for at, key in enumerate(dict.fromkeys(row["model"] for row in rows))}
    counted = sorted(run.plan.get("counts", {}).items(), key=lambda item: order.get(item[0], len(order)))
    counts = [CountRow(model_label(key), **numbers) for key, numbers in counted]
    totals = CountRow("All", *(sum(getattr(each, name) for each in counts) for name in COUNTED.values()))
    not_read = run.plan.get("not_read", [])
    entry = formats.get(run.format) if run.format in {each.key for each in formats.offered()} else None
    may = entry is not None and can_import(user, entry)
    job = Job.objects.open().filter(kind=APPLY_JOB, subject_id=run.pk).first()
    shown: Page[ShownRow] = Paginator(_Shown(chosen, verbs), ROWS_PER_PAGE).get_page(page)
    is_checked, is_applied = run.state == ImportRun.State.CHECKED, run.state == ImportRun.State.APPLIED
    return RunPage(
        run=run,
        format_title=format_title(run.format),
        message=_message(run, totals),
        refusal=run.plan.get("refusal", ""),
        counts=counts,
        totals=totals,
        rows=shown,
        actions=_choices((row["action"] for row in rows if model in ("", row["model"])), verbs),
        models=_choices((row["model"] for row in rows if action in ("", row["action"])), None),
        not_read=not_read[:NOT_READ_SHOWN],
        not_read_left=max(len(not_read) - NOT_READ_SHOWN, 0),
        notes=run.plan.get("notes", []),
        options=_options(run, entry),
        can_apply=may and is_checked and job is None,
        can_discard=may and job is None and (is_checked or run.state == ImportRun.State.REFUSED),
        shows_file=DocumentVersion.objects.visible_to(user).filter(pk=run.file_id).exists(),
        job=job,
        account=run.plan.get("account", {}),
        written=entry.written(run, user) if entry and is_applied else [],
    )


class _Shown(Sequence[ShownRow]):
    """Rows turned into words only where a page shows them."""

    def __init__(self, rows: list[dict[str, Any]], verbs: Mapping[str, str]) -> None:
        self._rows, self._verbs = rows, verbs

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self._shown(row) for row in self._rows[at]]
        return self._shown(self._rows[at])

    def _shown(self, row: dict[str, Any]) -> ShownRow:
        return ShownRow(
            model=model_label(row["model"]),
            action=row["action"],
            verb=self._verbs[row["action"]],
            label=row["label"],
            place=row["place"],
            reason=row["reason"],
            changes=[(model_label(name), was, now) for name, (was, now) in row["changes"].items()],
        )


def _choices(keys: Any, labels: Mapping[str, str] | None) -> list[Choice]:
    found = Counter(keys)
    order = [key for key in (labels or found) if found[key]]
    return [Choice(key, labels[key] if labels else model_label(key), found[key]) for key in order]


def _options(run: ImportRun, entry: formats.Format | None) -> list[tuple[str, Any]]:
    """What the person chose, labelled as the form labels it."""
    fields = entry.options_form.base_fields if entry else {}
    return [
        (_option_label(name, fields.get(name)), _option(name, value, fields)) for name, value in run.options.items()
    ]


def _option_label(name: str, field: forms.Field | None) -> str:
    return str(field.label or model_label(name)) if field else model_label(name)


def _option(name: str, value: Any, fields: Mapping[str, forms.Field]) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    choices = dict(getattr(fields.get(name), "choices", ()))
    return choices.get(value, value)


def _message(run: ImportRun, totals: CountRow) -> str:
    match run.state:
        case ImportRun.State.REFUSED if totals.refused:
            return f"{words.capital(words.counted(totals.refused, 'row'))} cannot be imported, so nothing was written."
        case ImportRun.State.REFUSED:
            return "This file cannot be read. Nothing was written."
        case ImportRun.State.APPLIED:
            return f"This {_deeds(totals, 'created', 'changed') or 'changed nothing'}."
        case ImportRun.State.DISCARDED:
            return "This import was set aside. Nothing was written."
        case _:
            deeds = _deeds(totals, "create", "change")
            return f"This would {deeds}." if deeds else "Everything in this file is here already."


def _deeds(totals: CountRow, create: str, change: str) -> str:
    made, changed = words.counted(totals.created, "record"), words.counted(totals.updated, "record")
    parts = [f"{create} {made}"] if totals.created else []
    parts += [f"{change} {changed if not totals.created else words.number(totals.updated)}"] if totals.updated else []
    return " and ".join(parts)
