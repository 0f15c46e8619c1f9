"""Contributions: the links from work up to the objectives it serves."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from big.accounts.models import User
from big.history.rows import RowsQuerySet
from big.records import Record
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective, Supporter
from portfolio.models.work import Work


class ContributionQuerySet(RowsQuerySet["Contribution"]):
    """The words for asking about contributions."""

    def visible_to(self, user: User) -> Self:
        """Those of which the work and the objective are both visible."""
        return self.filter(
            work__in=Work.objects.visible_to(user), objective__in=StrategicObjective.objects.visible_to(user)
        )

    def standing(self) -> Self:
        """Those that count as a link: claimed or agreed."""
        return self.filter(state__in=[Contribution.State.CLAIMED, Contribution.State.AGREED])

    def unsupported(self) -> Self:
        """Those whose objective nobody supports in the work's unit or above it, nor at the work's node or above it."""
        place = Q(unit__reach_down__below=OuterRef("work__unit")) | Q(node__reach_down__below=OuterRef("work__node"))
        support = Supporter.objects.current().filter(place, objective=OuterRef("objective"))
        return self.exclude(Exists(support))

    def agreed(self) -> Self:
        """Those that both sides hold to be true; only these carry money to an objective."""
        return self.filter(state=Contribution.State.AGREED)


class Contribution(Record):
    """The claim that a piece of work serves an objective, with the share of the work it takes up."""

    class State(models.TextChoices):
        CLAIMED = "claimed", "Claimed"
        AGREED = "agreed", "Agreed"
        CHALLENGED = "challenged", "Challenged"
        WITHDRAWN = "withdrawn", "Withdrawn"

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="contributions")
    objective = models.ForeignKey(StrategicObjective, on_delete=models.PROTECT, related_name="contributions")
    key_results = models.ManyToManyField(KeyResult, blank=True, related_name="contributions")
    weight = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        help_text="Percent of the work; all of one work sum to at most 100.",
    )
    state = models.CharField(max_length=10, choices=State, default=State.CLAIMED)
    evidence = models.TextField(blank=True, help_text="Why the work serves the objective.")
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField(blank=True, help_text="Why it was challenged.")

    objects = ContributionQuerySet.as_manager()

    class Meta:
        ordering = ["work", "-weight", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["work", "objective"],
                condition=~Q(state="withdrawn"),
                name="contribution_once",
                violation_error_message="This work has a link to that objective already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.work} to {self.objective}"

    def get_absolute_url(self) -> str:
        """The link's page."""
        return reverse("okr:contribution_detail", args=[self.pk])
