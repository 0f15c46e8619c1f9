"""Money of a piece of work, per period: budget, actual, forecast and funds released, cost and income."""

import datetime as dt
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q

from big.accounts.models import User
from big.history.rows import RowsQuerySet
from big.records import Record
from portfolio.models.work import Work

AMOUNTS = ("budget", "actual", "forecast", "released")


class MoneyLineQuerySet(RowsQuerySet["MoneyLine"]):
    """The words for asking about money."""

    def visible_to(self, user: User) -> Self:
        """That of the work that `user` may see."""
        return self.filter(work__in=Work.objects.visible_to(user))

    def cost(self) -> Self:
        """What is spent."""
        return self.filter(direction=MoneyLine.Direction.COST)

    def income(self) -> Self:
        """What is earned."""
        return self.filter(direction=MoneyLine.Direction.INCOME)

    def overlapping(self, starts_on: dt.date, ends_on: dt.date) -> Self:
        """Lines of which at least one day lies between the two dates, both included."""
        return self.filter(starts_on__lte=ends_on, ends_on__gte=starts_on)

    def within(self, starts_on: dt.date, ends_on: dt.date) -> Self:
        """Lines that lie wholly between the two dates, both included; totals of a year use these."""
        return self.filter(starts_on__gte=starts_on, ends_on__lte=ends_on)


class MoneyLine(Record):
    """One period's money of one kind for one piece of work."""

    class Direction(models.TextChoices):
        COST = "cost", "Cost"
        INCOME = "income", "Income"

    class Nature(models.TextChoices):
        REVENUE = "revenue", "Revenue"
        CAPITAL = "capital", "Capital"

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="money")
    starts_on = models.DateField()
    ends_on = models.DateField()
    direction = models.CharField(max_length=6, choices=Direction, default=Direction.COST)
    nature = models.CharField(max_length=7, choices=Nature, default=Nature.REVENUE)
    currency = models.CharField(max_length=3, default="GBP")
    budget = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    actual = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    forecast = models.DecimalField(
        max_digits=18, decimal_places=2, null=True, blank=True, help_text="Of the whole period, actuals included."
    )
    released = models.DecimalField(
        max_digits=18, decimal_places=2, null=True, blank=True, help_text="Funds released for the period."
    )
    note = models.TextField(blank=True, help_text="Why an amount is missing or estimated.")

    objects = MoneyLineQuerySet.as_manager()

    class Meta:
        ordering = ["work", "starts_on", "direction", "nature"]
        constraints = [
            models.UniqueConstraint(
                fields=["work", "starts_on", "ends_on", "direction", "nature", "currency"],
                name="money_line_once_a_period",
                violation_error_message="There is already a line for this period and kind.",
            ),
            models.CheckConstraint(
                name="money_line_period_in_order",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="The period ends before it starts.",
            ),
        ]
        indexes = [models.Index(fields=["work", "starts_on", "ends_on"], name="money_work_period")]

    @property
    def variance(self) -> Decimal | None:
        """Forecast minus budget; None where one of them is not known."""
        return None if self.forecast is None or self.budget is None else self.forecast - self.budget

    def __str__(self) -> str:
        return f"{self.work}, {self.get_direction_display().lower()} from {self.starts_on}"
