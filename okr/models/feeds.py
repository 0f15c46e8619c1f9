"""Feeds: where a key result takes its readings from, if no person enters them."""

from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from big.accounts.models import User
from big.history.rows import RowsQuerySet
from big.records import Record
from okr.models.indicators import Indicator
from okr.models.key_results import KeyResult
from portfolio.models.milestones import Milestone
from portfolio.models.money import MoneyLine
from portfolio.models.work import Work


class FeedQuerySet(RowsQuerySet["Feed"]):
    """The words for asking about feeds."""

    def visible_to(self, user: User) -> Self:
        """Those of the key results that `user` may see."""
        return self.filter(key_result__in=KeyResult.objects.visible_to(user))


class Feed(Record):
    """What a key result takes its readings from: a milestone, money of work, a KPI, or other key results."""

    class Kind(models.TextChoices):
        MILESTONE = "milestone", "A milestone"
        MONEY = "money", "A money figure"
        INDICATOR = "indicator", "A KPI"
        KEY_RESULTS = "key_results", "Other key results"

    class Amount(models.TextChoices):
        BUDGET = "budget", "Budget"
        ACTUAL = "actual", "Actual"
        FORECAST = "forecast", "Forecast"
        RELEASED = "released", "Released"

    class Span(models.TextChoices):
        LIFE = "life", "Its whole life"
        YEAR = "year", "The financial year of the due date"

    class Combine(models.TextChoices):
        AVERAGE = "average", "Their average"
        SUM = "sum", "Their sum"
        WEIGHTED = "weighted", "Their weighted average"

    key_result = models.OneToOneField(KeyResult, on_delete=models.CASCADE, related_name="feed")
    kind = models.CharField(max_length=11, choices=Kind)
    milestone = models.ForeignKey(Milestone, null=True, blank=True, on_delete=models.PROTECT, related_name="feeds")
    work = models.ForeignKey(Work, null=True, blank=True, on_delete=models.PROTECT, related_name="feeds")
    indicator = models.ForeignKey(Indicator, null=True, blank=True, on_delete=models.PROTECT, related_name="feeds")
    amount = models.CharField(max_length=8, choices=Amount, blank=True)
    direction = models.CharField(max_length=6, choices=MoneyLine.Direction, default=MoneyLine.Direction.COST)
    span = models.CharField(max_length=4, choices=Span, default=Span.LIFE)
    combine = models.CharField(max_length=8, choices=Combine, blank=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["key_result"]
        constraints = [
            models.CheckConstraint(
                name="feed_names_its_source",
                condition=Q(kind="milestone", milestone__isnull=False, work__isnull=True, indicator__isnull=True)
                | (Q(kind="money", milestone__isnull=True, work__isnull=False, indicator__isnull=True) & ~Q(amount=""))
                | Q(kind="indicator", milestone__isnull=True, work__isnull=True, indicator__isnull=False)
                | (
                    Q(kind="key_results", milestone__isnull=True, work__isnull=True, indicator__isnull=True)
                    & ~Q(combine="")
                ),
                violation_error_message="Name what feeds the key result.",
            )
        ]

    def __str__(self) -> str:
        return f"Feed of {self.key_result}"


class FeedPartQuerySet(RowsQuerySet["FeedPart"]):
    """The words for asking about the parts of feeds."""

    def visible_to(self, user: User) -> Self:
        """Those of which `user` may see both key results."""
        seen = KeyResult.objects.visible_to(user)
        return self.filter(feed__key_result__in=seen, key_result__in=seen)


class FeedPart(Record):
    """One of the key results that feed another, with its weight in a weighted average."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="parts")
    key_result = models.ForeignKey(KeyResult, on_delete=models.PROTECT, related_name="feeds_into")
    weight = models.DecimalField(
        max_digits=9, decimal_places=4, null=True, blank=True, validators=[MinValueValidator(0)]
    )

    objects = FeedPartQuerySet.as_manager()

    class Meta:
        ordering = ["feed", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "key_result"],
                name="feed_part_once",
                violation_error_message="This key result is chosen twice.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key_result} in {self.feed}"
