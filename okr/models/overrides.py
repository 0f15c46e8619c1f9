"""Overrides: what a person says in place of what is computed, with the reason; the computed stays beside it."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from big.accounts.models import User
from big.history.rows import RowsQuerySet
from big.records import Record
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective


class OverrideQuerySet(RowsQuerySet["Override"]):
    """The words for asking about overrides."""

    def visible_to(self, user: User) -> Self:
        """Those of the objectives and key results that `user` may see."""
        return self.filter(
            Q(objective__in=StrategicObjective.objects.visible_to(user))
            | Q(key_result__in=KeyResult.objects.visible_to(user))
        )

    def standing(self, today: dt.date) -> Self:
        """Those that hold on a date: from the day on which they were set to the day before they ended."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today), set_on__lte=today)


class Override(Record):
    """A mark, a percentage or both, said by a person of a key result or of an objective.

    One that is not lasting ends with the next reading of the key result, or of any under the objective.
    """

    class Mark(models.TextChoices):
        RED = "R", "Red"
        AMBER = "A", "Amber"
        GREEN = "G", "Green"

    key_result = models.ForeignKey(KeyResult, null=True, blank=True, on_delete=models.CASCADE, related_name="overrides")
    objective = models.ForeignKey(
        StrategicObjective, null=True, blank=True, on_delete=models.CASCADE, related_name="overrides"
    )
    mark = models.CharField(max_length=1, choices=Mark, blank=True)
    percent = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="Of the way.",
    )
    is_lasting = models.BooleanField(
        default=False, help_text="Holds until it is taken back, not until the next reading."
    )
    why = models.TextField()
    set_on = models.DateField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        ordering = ["-set_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="override_of_one_record",
                condition=Q(key_result__isnull=False, objective__isnull=True)
                | Q(key_result__isnull=True, objective__isnull=False),
                violation_error_message="Choose a key result or an objective.",
            ),
            models.CheckConstraint(
                name="override_says_something",
                condition=~Q(mark="") | Q(percent__isnull=False),
                violation_error_message="Give a status, a percentage, or both.",
            ),
            models.UniqueConstraint(
                fields=["key_result", "objective"],
                condition=Q(ended_on__isnull=True),
                nulls_distinct=False,
                name="override_once",
                violation_error_message="It is overridden already.",
            ),
        ]

    def __str__(self) -> str:
        return f"What is said of {self.key_result or self.objective}"
