"""Celery's way in: a task decides nothing, it calls one service."""

from celery import shared_task

from big import clock
from big.jobs import services


@shared_task(
    name="big.run_job",
    acks_late=True,
    reject_on_worker_lost=True,
    soft_time_limit=270,
    time_limit=300,
)
def run_job(job_id: int) -> None:
    """Run one job. Safe to deliver twice: only the run that wins the claim does the work."""
    clock.forget()
    services.run_job(job_id)


@shared_task(name="big.sweep_jobs", soft_time_limit=20, time_limit=30)
def sweep_jobs() -> None:
    """Send again what was forgotten; beat runs this each minute."""
    services.sweep_jobs()
