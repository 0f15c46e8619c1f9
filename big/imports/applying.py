"""How a worker applies an import that is too large for a page to wait for."""

from collections.abc import Callable

from big.imports import formats, services
from big.imports.models import APPLY_JOB, ImportRun
from big.jobs.handlers import Handler, Tell
from big.jobs.models import Job

# Rows above which a worker applies the import; below, the page does while the person waits a second or two.
ROWS_AT_ONCE = 400


def is_large(run: ImportRun) -> bool:
    """Whether a worker should apply this run."""
    return len(run.plan.get("rows", [])) > ROWS_AT_ONCE


def _apply(job: Job, tell: Tell) -> Callable[[], None]:
    run = ImportRun.objects.select_related("file__document").get(pk=job.subject_id)
    tell(0, run.file.filename)
    data = services.read_run(run)
    tell(1, "")
    plan = services.plan_of(formats.get(run.format), data, job.requested_by)
    services.require_same_plan(run, plan)
    tell(2, f"{len(plan.rows)} rows")

    def store() -> None:
        services.apply_run(run.pk, actor=job.requested_by, data=data)

    return store


def _result_url(job: Job) -> str:
    return ImportRun(pk=job.subject_id).get_absolute_url()


HANDLER = Handler(kind=APPLY_JOB, steps=("Reading", "Comparing", "Writing"), work=_apply, result_url=_result_url)
