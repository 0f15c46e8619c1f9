"""A job is a row: claimed by one conditional UPDATE, leased, counted in attempts, swept up when forgotten."""

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from big import clock
from big.accounts.models import User
from big.jobs import handlers


class JobQuerySet(models.QuerySet["Job"]):
    """The words for asking about jobs."""

    LEASE = dt.timedelta(seconds=45)  # renewed by big.jobs.heartbeat while the worker lives
    MAX_ATTEMPTS = 4
    GRACE = dt.timedelta(seconds=30)  # how long a message may take before the sweep sends another

    def visible_to(self, user: User) -> Self:
        """The user's own jobs, and those on records whose jobs the user may watch."""
        condition = Q(requested_by=user.pk)
        for kind, subjects in handlers.watched_by(user).items():
            condition |= Q(kind=kind, subject_id__in=subjects)
        return self.filter(condition)

    def open(self) -> Self:
        """Not finished: waiting or running."""
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])

    def claimable(self, moment: dt.datetime) -> Self:
        """Waiting, or left behind by a worker that died: its lease ran out."""
        free = Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, leased_until__lt=moment)
        return self.filter(free, attempts__lt=self.MAX_ATTEMPTS)

    def forgotten(self, moment: dt.datetime) -> Self:
        """Claimable, and no message can still be on its way."""
        return self.claimable(moment).exclude(state=Job.State.QUEUED, requested_at__gt=moment - self.GRACE)

    def spent(self, moment: dt.datetime) -> Self:
        """Abandoned for good: every attempt was used and the last worker went silent."""
        silent = Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, leased_until__lt=moment)
        return self.filter(silent, attempts__gte=self.MAX_ATTEMPTS)

    def claim(self, pk: int, moment: dt.datetime) -> uuid.UUID | None:
        """Take the job for this run, in one atomic UPDATE; None if there is nothing to do."""
        token = uuid.uuid4()
        taken = (
            self.claimable(moment)
            .filter(pk=pk)
            .update(
                state=Job.State.RUNNING,
                claim=token,
                leased_until=moment + self.LEASE,
                attempts=F("attempts") + 1,
                step=0,
            )
        )
        return token if taken else None


class Job(models.Model):
    """Long work that somebody asked for, with the step it has reached."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    kind = models.CharField(max_length=60, help_text="Names the handler in big.jobs.handlers.")
    subject_id = models.BigIntegerField(help_text="Key of the record that the handler works on.")
    title = models.CharField(max_length=250)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs")
    requested_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    steps = models.JSONField(default=list, help_text="The steps in words, in order.")
    step = models.PositiveSmallIntegerField(default=0, help_text="How many of the steps are finished.")
    detail = models.CharField(max_length=250, blank=True, help_text="What the present step is doing.")
    problem = models.TextField(blank=True, help_text="Why it failed, and what to do.")
    claim = models.UUIDField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "leased_until"], name="job_state_lease")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(state__in=["queued", "running"]),
                name="job_open_once",
                violation_error_message="This is being worked on already.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The job's progress page."""
        return reverse("jobs:job_detail", args=[self.pk])

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {self.State.DONE, self.State.FAILED}
