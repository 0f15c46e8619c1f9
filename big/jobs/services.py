"""Everything that changes jobs: asking for one, running it once, trying it again, sweeping up what was forgotten."""

import logging
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from big import clock
from big.accounts.models import User
from big.celery import enqueue
from big.errors import RuleError
from big.jobs import handlers
from big.jobs.heartbeat import beating
from big.jobs.models import Job, JobQuerySet
from big.policies import require

logger = logging.getLogger(__name__)

RUN_TASK = "big.run_job"
GIVEN_UP = "This failed several times. Try it again; if it fails again, tell your administrator the number of the job."
NOT_ALLOWED = "You may no longer do this. Ask somebody who may, or ask your administrator for the right."


class JobLostError(Exception):
    """Another worker has taken the job over, because this one was silent for too long."""


@transaction.atomic
def request_job(kind: str, *, actor: User, subject_id: int, title: str) -> Job:
    """Ask for a job, in the transaction of the record it works on; an unfinished one for it is given back instead."""
    handler = handlers.get(kind)
    unfinished = Job.objects.open().filter(kind=kind, subject_id=subject_id)
    if job := unfinished.first():
        return job
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind, subject_id=subject_id, title=title[:250], requested_by=actor, steps=list(handler.steps)
            )
    except IntegrityError:
        # Somebody asked in the same moment; the constraint let one of the two through.
        return unfinished.get()
    enqueue(RUN_TASK, job.pk)
    return job


@transaction.atomic
def retry_job(job_id: int, *, actor: User) -> Job:
    """Try a failed job again from the start, with all its attempts; only whoever asked for it may."""
    job = Job.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=job_id)
    require(job.requested_by_id == actor.pk)
    if job.state != Job.State.FAILED:
        raise RuleError("Only a job that failed can be tried again.", code="job_not_failed")
    job.state, job.problem, job.detail, job.step = Job.State.QUEUED, "", "", 0
    job.attempts, job.requested_at, job.finished_at = 0, clock.real_now(), None
    try:
        with transaction.atomic():
            job.save()
    except IntegrityError as error:
        raise RuleError("This is being worked on already.", code="job_open") from error
    enqueue(RUN_TASK, job.pk)
    return job


def run_job(job_id: int) -> bool:
    """Run one job; False if it is finished already, in somebody else's hands, or cannot succeed.

    The result is stored in a transaction that ends by marking the job done under this run's claim, so a job
    delivered twice, or taken over after its lease, leaves one result. An unexpected error is raised again, for the
    log, after the job was put back for another attempt or given up.
    """
    claim = Job.objects.claim(job_id, clock.real_now())
    if claim is None:
        return False
    mine = Job.objects.filter(pk=job_id, claim=claim, state=Job.State.RUNNING)
    job = mine.select_related("requested_by").get()
    try:
        with beating(job_id, claim):
            store = handlers.get(job.kind).work(job, _teller(mine, job_id))
            _store_once(store, mine, job)
    except JobLostError:
        logger.warning("job %s was taken over by another worker; this run leaves nothing", job_id)
        return False
    except (RuleError, PermissionDenied) as error:
        _give_up(mine, " ".join(error.messages) if isinstance(error, RuleError) else NOT_ALLOWED)
        return False
    except Exception:
        if job.attempts >= JobQuerySet.MAX_ATTEMPTS:
            _give_up(mine, GIVEN_UP)
        else:
            mine.update(state=Job.State.QUEUED, detail="", claim=None, leased_until=None)
        raise
    return True


def _teller(mine: JobQuerySet, job_id: int) -> Callable[[int, str], None]:
    def tell(step: int, detail: str = "") -> None:
        if not mine.update(step=step, detail=detail[:250]):
            raise JobLostError(job_id)

    return tell


def _store_once(store: Callable[[], None], mine: JobQuerySet, job: Job) -> None:
    """Store and mark done in one transaction; the mark comes last, so that the heartbeat is never locked out."""
    with transaction.atomic():
        store()
        done = mine.update(
            state=Job.State.DONE,
            step=len(job.steps),
            detail="",
            problem="",
            claim=None,
            leased_until=None,
            finished_at=clock.real_now(),
        )
        if not done:
            raise JobLostError(job.pk)


def _give_up(jobs: JobQuerySet, problem: str) -> int:
    return jobs.update(
        state=Job.State.FAILED, problem=problem, claim=None, leased_until=None, finished_at=clock.real_now()
    )


@transaction.atomic
def sweep_jobs() -> int:
    """Send again what a lost message or a dead worker left behind, and give up what has used its attempts."""
    moment = clock.real_now()
    _give_up(Job.objects.spent(moment), GIVEN_UP)
    forgotten = list(Job.objects.forgotten(moment).order_by("pk").values_list("pk", flat=True)[:100])
    for job_id in forgotten:
        enqueue(RUN_TASK, job_id)
    return len(forgotten)
