"""Everything that changes imports: checking a file, applying what was checked, setting it aside.

One way for the wizard, the command line and background work: read the kept file, plan it, compare with what the
person saw, write all of it or nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from big import clock
from big.accounts.models import User
from big.audit.record import one_act, record, register
from big.documents import services as documents
from big.documents.models import Document
from big.documents.storing import undone_on_error
from big.errors import RefusedFileError, RuleError, StaleError
from big.imports import formats
from big.imports.guards import require_size, safe_filename
from big.imports.models import APPLY_JOB, ImportRun
from big.imports.plan import ImportPlan
from big.imports.policies import can_import
from big.jobs.models import Job
from big.jobs.services import request_job
from big.organisation.models import Node
from big.organisation.policies import can_manage_organisation
from big.organisation.services.founding import found_if_new
from big.policies import require
from big.records import plain

IMPORT_REFUSED = register("imports.run.refused", "had the file refused: {after[reason]}")
IMPORT_APPLIED = register("imports.run.applied", "applied the import")
IMPORT_DISCARDED = register("imports.run.discarded", "discarded the import")

NEW_ORGANISATION = "There is no governance node yet: the Main Board is added, which every pack is built for."

# Two imports at once would each plan against a world that the other is about to change.
_ONE_AT_A_TIME = 7_239_001


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was read and planned, but of which nothing is stored."""

    data: Any
    plan: ImportPlan


def plan_file(
    format_key: str,
    *,
    actor: User,
    content: bytes,
    options: Mapping[str, Any],
    filename: str = "",
    tell: Callable[[str], None] = lambda step: None,
) -> Checked:
    """Read and plan a file and store nothing, not even the file; RefusedFileError if it cannot be read.

    `tell` hears when the reading is done and the comparing begins.
    """
    entry = formats.get(format_key)
    require(can_import(actor, entry))
    data = entry.read(require_size(content, entry.max_bytes), _for_reader(options, filename))
    tell("Comparing")
    return Checked(data, plan_of(entry, data, actor))


def plan_of(entry: formats.Format, data: Any, actor: User) -> ImportPlan:
    """What the format plans, with a word on what an organisation gets that begins with this import."""
    plan = entry.plan(data, actor)
    if not Node.objects.exists() and can_manage_organisation(actor):
        plan.notes.append(NEW_ORGANISATION)
    return plan


def _for_reader(options: Mapping[str, Any], filename: str) -> dict[str, Any]:
    """What a reader is given: the options as they are kept, and the name of the file, which may say its year."""
    return {**as_kept(options), "filename": safe_filename(filename)}


def as_kept(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options as a run stores them, and as a reader gets them: dates in ISO form, records by name."""
    return {name: plain(value) for name, value in options.items()}


def check_file(
    format_key: str,
    *,
    actor: User,
    filename: str,
    content: bytes,
    options: Mapping[str, Any],
    checked: Checked | None = None,
) -> ImportRun:
    """Keep a file, read it and plan it; the run says what would happen, or why the file is refused.

    A file that is empty or too large is not kept: RefusedFileError. One that cannot be read is, with the reason.
    `checked` saves doing again what `plan_file` just did.
    """
    entry = formats.get(format_key)
    require(can_import(actor, entry))
    require_size(content, entry.max_bytes)
    name = safe_filename(filename)
    try:
        found = checked or plan_file(format_key, actor=actor, content=content, options=options, filename=name)
        plan, refusal = found.plan, ""
    except RefusedFileError as error:
        plan, refusal = ImportPlan(), " ".join(error.messages)
    with undone_on_error(), transaction.atomic():
        kept = documents.keep_file(
            name,
            actor=actor,
            kind=Document.Kind.IMPORTED,
            filename=name,
            content=content,
            content_type=CONTENT_TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream"),
        )
        run = ImportRun.objects.create(
            format=format_key,
            file=kept,
            options=as_kept(options),
            state=ImportRun.State.REFUSED if refusal or plan.is_refused else ImportRun.State.CHECKED,
            plan={**plan.as_json(), "refusal": refusal},
            fingerprint=plan.fingerprint(),
            requested_by=actor,
        )
        if run.state == ImportRun.State.REFUSED:
            record(IMPORT_REFUSED, actor=actor, on=run, after={"reason": refusal or _refused_rows(plan)})
    return run


CONTENT_TYPES = {
    "xml": "application/xml",
    "stratml": "application/xml",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _refused_rows(plan: ImportPlan) -> str:
    count = sum(row.action == "refused" for row in plan.rows)
    return f"{count} of its rows cannot be imported"


def read_run(run: ImportRun) -> Any:
    """The data of a run's kept file, read anew; RuleError if the file is gone or was tampered with."""
    return formats.get(run.format).read(documents.content_of(run.file), _for_reader(run.options, run.file.filename))


def require_same_plan(run: ImportRun, plan: ImportPlan) -> None:
    """Refuse a plan that is not the one the person saw."""
    if plan.fingerprint() != run.fingerprint:
        raise StaleError(
            "What this import would do has changed since it was checked. Check the file again.", code="import_stale"
        )


def apply_run(run_id: int, *, actor: User, data: Any = None) -> ImportRun:
    """Write what a run planned, all of it or nothing, as one act; `data` saves reading the file a second time.

    The world may have changed since the check: the plan is made anew under lock and must be the same, or StaleError.
    """
    with undone_on_error(), transaction.atomic(), one_act():
        _take_turn()
        run = _locked(run_id, actor)
        entry = formats.get(run.format)
        require(can_import(actor, entry))
        _require_open(run)
        held = read_run(run) if data is None else data
        plan = plan_of(entry, held, actor)
        require_same_plan(run, plan)
        if plan.is_refused:
            raise RuleError("Rows of this file are refused, so none is written.", code="import_refused")
        written = entry.apply(held, run, actor)
        if written.counts() != plan.counts():
            raise RuntimeError(f"import {run.pk} did not write what it planned: {written.counts()}")
        found_if_new(actor=actor)
        run.state, run.applied_at = ImportRun.State.APPLIED, clock.now()
        run.save(update_fields=["state", "applied_at"])
        record(IMPORT_APPLIED, actor=actor, on=run, also=[run.file.document], after={"rows": plan.counts()})
    return run


@transaction.atomic
def request_apply(run_id: int, *, actor: User) -> Job:
    """Let a worker apply a run, with progress."""
    run = _locked(run_id, actor)
    require(can_import(actor, formats.get(run.format)))
    _require_open(run)
    return request_job(APPLY_JOB, actor=actor, subject_id=run.pk, title=str(run))


@transaction.atomic
def discard_run(run_id: int, *, actor: User) -> ImportRun:
    """Set a checked file aside; its run and its file stay as evidence."""
    run = _locked(run_id, actor)
    require(can_import(actor, formats.get(run.format)))
    if run.state not in {ImportRun.State.CHECKED, ImportRun.State.REFUSED}:
        raise RuleError("Only an import that was not applied can be discarded.", code="import_state")
    if Job.objects.open().filter(kind=APPLY_JOB, subject_id=run.pk).exists():
        raise RuleError("This import is being applied. Wait for it to end.", code="import_running")
    run.state = ImportRun.State.DISCARDED
    run.save(update_fields=["state"])
    record(IMPORT_DISCARDED, actor=actor, on=run)
    return run


def _locked(run_id: int, actor: User) -> ImportRun:
    runs = ImportRun.objects.visible_to(actor).select_related("file__document", "requested_by")
    return runs.select_for_update(of=("self",)).get(pk=run_id)


def _require_open(run: ImportRun) -> None:
    if run.state != ImportRun.State.CHECKED:
        state = run.get_state_display().lower()
        raise RuleError(f"This import is {state}, so it cannot be applied. Check the file again.", code="import_state")


def _take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
