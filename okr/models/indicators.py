"""KPIs: continuing measures of how the organisation runs, with a target, a state of health and dated values."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from big.accounts.models import User
from big.addresses import address_of
from big.history.rows import RowsQuerySet
from big.organisation.scope import holds_anywhere
from big.records import Record
from okr.models.key_results import Measured
from okr.models.purposes import STRATEGY_VIEW
from portfolio.models.work import CODE


class IndicatorQuerySet(RowsQuerySet["Indicator"]):
    """The words for asking about KPIs."""

    def visible_to(self, user: User) -> Self:
        """All, to those who may see strategy."""
        return self if holds_anywhere(user, STRATEGY_VIEW) else self.none()

    def for_rows(self) -> Self:
        """What a row needs of other tables, in one query and a stable order."""
        return self.select_related("unit", "owner", "parent").order_by("-is_key", "code", "pk")


class Indicator(Record):
    """A KPI: what is measured, where it should be, and how it stands.

    `health` is as somebody judged it, -1 to 3, in the words of Health; `target_text` is the target as people say it,
    `target` a number where there is one. Between `red_at` and `green_at` a value is amber, in either direction.
    """

    class Direction(models.TextChoices):
        UP = "up", "Higher is better"
        DOWN = "down", "Lower is better"
        STEADY = "steady", "Near the target is best"

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        LIVE = "live", "Live"
        RETIRED = "retired", "Retired"

    class Health(models.IntegerChoices):
        CONFIDENTIAL = -1, "Not public"
        UNKNOWN = 0, "Not known"
        PROBLEM = 1, "Needs help"
        ATTENTION = 2, "Needs attention"
        OKAY = 3, "Healthy"

    code = models.CharField(max_length=40, unique=True, validators=[CODE])
    name = models.CharField(max_length=300)
    definition = models.TextField(blank=True)
    unit = models.ForeignKey(
        "organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="indicators"
    )
    owner = models.ForeignKey(
        "organisation.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="indicators"
    )
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    measure = models.CharField(max_length=100, blank=True, help_text="Unit of measure, such as days or %.")
    direction = models.CharField(max_length=6, choices=Direction, blank=True)
    target_text = models.TextField(blank=True, help_text="The target in words.")
    target = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    red_at = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    green_at = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    health = models.SmallIntegerField(
        choices=Health, null=True, blank=True, validators=[MinValueValidator(-1), MaxValueValidator(3)]
    )
    health_reasons = models.TextField(blank=True, help_text="Why it stands so, a line each.")
    is_key = models.BooleanField(default=False, help_text="One of the few that the organisation looks at first.")
    state = models.CharField(max_length=7, choices=State, default=State.LIVE)
    position = models.PositiveIntegerField(default=0)
    exchange = models.JSONField(default=dict, blank=True, help_text="What a file says of it besides.")

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(
                Upper("code"),
                name="indicator_code_unique_in_any_case",
                violation_error_message="Another KPI has this code.",
            ),
            models.CheckConstraint(
                name="indicator_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message="A KPI cannot stand under itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The KPI's page."""
        return address_of("okr:indicator_detail", self.code.lower())


class IndicatorValueQuerySet(RowsQuerySet["IndicatorValue"]):
    """The words for asking about values of KPIs."""

    def visible_to(self, user: User) -> Self:
        """Those of the KPIs that `user` may see."""
        return self.filter(indicator__in=Indicator.objects.visible_to(user))


class IndicatorValue(Measured):
    """What a KPI came to on a day, or over the days from `starts_on` to it."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="measured")
    read_on = models.DateField()

    objects = IndicatorValueQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "-read_on", "-pk"]
        indexes = [models.Index(fields=["indicator", "-read_on"], name="indicator_value_date")]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value} on {self.read_on}"
