"""Everything that changes jobs: asking for one, running it once, and sweeping up what was forgotten."""

from django.db import transaction

from big import clock
from big.accounts.models import User
from big.celery import enqueue
from big.errors import RuleError
from big.jobs import handlers
from big.jobs.heartbeat import beating
from big.jobs.models import Job

RUN_TASK = "big.run_job"


@transaction.atomic
def request_job(kind: str, *, actor: User, subject_id: int, title: str) -> Job:
    """Ask for a job, in the transaction of the record it works on; an unfinished one for it is given back instead."""
    handler = handlers.get(kind)
    running = Job.objects.filter(kind=kind, subject_id=subject_id, state__in=[Job.State.QUEUED, Job.State.RUNNING])
    if job := running.first():
        return job
    job = Job.objects.create(
        kind=kind,
        subject_id=subject_id,
        title=title[:250],
        requested_by=actor,
        steps=list(handler.steps),
    )
    enqueue(RUN_TASK, job.pk)
    return job


def run_job(job_id: int) -> bool:
    """Run one job; False if it is finished already or in somebody else's hands.

    The result and the mark "done" are stored in one transaction that still holds the claim, so a job delivered
    twice, or taken over after its lease, leaves one result.
    """
    claim = Job.objects.claim(job_id, clock.now())
    if claim is None:
        return False
    mine = Job.objects.filter(pk=job_id, claim=claim, state=Job.State.RUNNING)
    job = mine.select_related("requested_by").get()
    handler = handlers.get(job.kind)

    def tell(step: int, detail: str = "") -> None:
        mine.update(step=step, detail=detail[:250])

    try:
        with beating(job_id, claim):
            store = handler.work(job, tell)
        with transaction.atomic():
            if mine.select_for_update().first() is None:
                return False
            store()
            mine.update(
                state=Job.State.DONE, step=len(job.steps), detail="", problem="", claim=None, finished_at=clock.now()
            )
    except RuleError as error:
        problem = " ".join(error.messages)
        mine.update(state=Job.State.FAILED, problem=problem, claim=None, finished_at=clock.now())
        return False
    except Exception:
        mine.update(state=Job.State.QUEUED, detail="", claim=None, leased_until=None)
        raise
    return True


@transaction.atomic
def sweep_jobs() -> int:
    """Send again what a lost message or a dead worker left behind, and give up what has used its attempts."""
    moment = clock.now()
    Job.objects.spent(moment).update(
        state=Job.State.FAILED,
        claim=None,
        finished_at=moment,
        problem="This failed several times. Ask for it again; if it fails again, tell the administrator its number.",
    )
    forgotten = list(Job.objects.claimable(moment).values_list("pk", flat=True)[:100])
    for job_id in forgotten:
        enqueue(RUN_TASK, job_id)
    return len(forgotten)
