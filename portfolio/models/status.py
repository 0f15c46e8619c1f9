"""Dated status reports; once submitted they never change, a database trigger sees to it."""

from typing import Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from big import clock
from big.accounts.models import User
from big.history.rows import RowsQuerySet
from big.records import Record
from portfolio.models.work import Work


class Rating(models.TextChoices):
    """Delivery confidence in the three-point scale, the older five-point scale, or why there is none.

    Five points: UK delivery confidence assessment until 2021; three points since (domain.md 4.8).
    """

    RED = "R", "Red"
    AMBER_RED = "AR", "Amber/Red"
    AMBER = "A", "Amber"
    AMBER_GREEN = "AG", "Amber/Green"
    GREEN = "G", "Green"
    RESET = "reset", "Reset"
    WITHHELD = "withheld", "Withheld"
    NONE = "none", "Not rated"


def mark_of(rating: str) -> str:
    """The mark that is drawn for a rating: itself, "W" for withheld, "N" where there is none."""
    if rating in RATED:
        return rating
    return "W" if rating == Rating.WITHHELD else "N"


RATED = (Rating.RED, Rating.AMBER_RED, Rating.AMBER, Rating.AMBER_GREEN, Rating.GREEN)


class Mark(models.TextChoices):
    """A red, amber or green mark for one aspect."""

    RED = "R", "Red"
    AMBER = "A", "Amber"
    GREEN = "G", "Green"


class StatusReportQuerySet(RowsQuerySet["StatusReport"]):
    """The words for asking about status reports."""

    def visible_to(self, user: User) -> Self:
        """Those of the work that `user` may see."""
        return self.filter(work__in=Work.objects.visible_to(user))

    def submitted(self) -> Self:
        """Those that count."""
        return self.filter(submitted_at__isnull=False)

    def newest_first(self) -> Self:
        """By the date they report, the later submission first where two report the same day."""
        return self.order_by("work_id", "-report_on", "-submitted_at", "-pk")


class StatusReport(Record):
    """How a piece of work stands on one date, in its owner's words."""

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="status_reports")
    report_on = models.DateField(help_text="The date that it reports.")
    rating = models.CharField(max_length=8, choices=Rating, default=Rating.NONE)
    rating_reason = models.TextField(blank=True, help_text="Why it is withheld or reset, or what the rating rests on.")
    sponsor_rating = models.CharField(
        max_length=8, choices=Rating, blank=True, help_text="The senior responsible owner's own rating, where given."
    )
    is_five_point = models.BooleanField(default=False, help_text="Whether the scale has Amber/Red and Amber/Green.")
    time_mark = models.CharField(max_length=1, choices=Mark, blank=True)
    cost_mark = models.CharField(max_length=1, choices=Mark, blank=True)
    benefit_mark = models.CharField(max_length=1, choices=Mark, blank=True)
    confidence = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(10)], help_text="Delivery confidence, 0 to 10."
    )
    narrative = models.TextField(blank=True)
    schedule_narrative = models.TextField(blank=True)
    budget_narrative = models.TextField(blank=True)
    starts_on = models.DateField(null=True, blank=True, help_text="Start as reported then.")
    ends_on = models.DateField(null=True, blank=True, help_text="End as reported then.")
    dates_note = models.TextField(blank=True, help_text="What stood where a date is missing.")
    reported_by = models.ForeignKey(
        "organisation.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="status_reports"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = StatusReportQuerySet.as_manager()

    class Meta:
        ordering = ["work", "-report_on", "-pk"]
        get_latest_by = "report_on"
        constraints = [
            models.CheckConstraint(
                name="status_withheld_has_reason",
                condition=~Q(rating=Rating.WITHHELD) | ~Q(rating_reason=""),
                violation_error_message="Say why the rating is withheld.",
            ),
            models.UniqueConstraint(
                fields=["work", "report_on"],
                condition=Q(submitted_at__isnull=True),
                name="status_one_draft_a_date",
                violation_error_message="There is already a draft report for that date.",
            ),
        ]
        indexes = [models.Index(fields=["work", "-report_on"], name="status_work_date")]

    def __str__(self) -> str:
        return f"{self.work}, {self.report_on}"

    @property
    def mark(self) -> str:
        """The mark that is drawn for its rating."""
        return mark_of(self.rating)

    @property
    def sponsor_mark(self) -> str:
        """The mark that is drawn for the sponsor's own rating."""
        return mark_of(self.sponsor_rating)


class WholeLifeCostQuerySet(RowsQuerySet["WholeLifeCost"]):
    """The words for asking about whole-life costs."""

    def visible_to(self, user: User) -> Self:
        """Those of the work that `user` may see."""
        return self.filter(work__in=Work.objects.visible_to(user))


class WholeLifeCost(Record):
    """What a piece of work was said to cost over its whole life, on one date, or why that was withheld."""

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="whole_life_costs")
    stated_on = models.DateField()
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="GBP")
    withheld_reason = models.TextField(blank=True)
    narrative = models.TextField(blank=True)
    stated_at = models.DateTimeField(default=clock.now)

    objects = WholeLifeCostQuerySet.as_manager()

    class Meta:
        ordering = ["work", "-stated_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["work", "stated_on"], name="whole_life_cost_once_a_date"),
            models.CheckConstraint(
                name="whole_life_cost_or_reason",
                condition=Q(amount__isnull=False) | ~Q(withheld_reason=""),
                violation_error_message="Enter an amount, or say why it is withheld.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work}, {self.stated_on}"
