"""Milestones: points in time with what was planned, what is expected and what happened."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from big.accounts.models import User
from big.history.rows import RowsQuerySet
from big.records import Record
from portfolio.models.work import Work


class MilestoneQuerySet(RowsQuerySet["Milestone"]):
    """The words for asking about milestones."""

    def visible_to(self, user: User) -> Self:
        """Those of the work that `user` may see."""
        return self.filter(work__in=Work.objects.visible_to(user))

    def open(self) -> Self:
        """Neither achieved nor cancelled."""
        return self.filter(actual_on__isnull=True, is_cancelled=False)

    def by_date(self) -> Self:
        """By the date now expected: actual, else forecast, else baseline."""
        return self.order_by(Coalesce("actual_on", "forecast_on", "baseline_on"), "pk")


class Milestone(Record):
    """A point in time, named in the past tense: "Contract signed"."""

    class Kind(models.TextChoices):
        DELIVERY = "delivery", "Delivery"
        GATE = "gate", "Decision or gate"
        BENEFIT = "benefit", "Benefit"
        DEPENDENCY = "dependency", "Dependency"
        EXTERNAL = "external", "External"
        BILLING = "billing", "Billing"

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=250)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.DELIVERY)
    baseline_on = models.DateField(null=True, blank=True)
    forecast_on = models.DateField(null=True, blank=True)
    actual_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(
        "organisation.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="milestones"
    )
    slip_reason = models.CharField(max_length=300, blank=True)
    is_cancelled = models.BooleanField(default=False)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["work", "baseline_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="milestone_has_a_date",
                condition=Q(baseline_on__isnull=False) | Q(forecast_on__isnull=False) | Q(actual_on__isnull=False),
                violation_error_message="Enter a baseline date or a forecast date.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def expected_on(self) -> dt.date | None:
        """The date it happened, or is now expected, or was planned."""
        return self.actual_on or self.forecast_on or self.baseline_on

    @property
    def slip_days(self) -> int | None:
        """Days later than the baseline (negative: earlier); None without a baseline."""
        if not self.baseline_on or not self.expected_on:
            return None
        return (self.expected_on - self.baseline_on).days
