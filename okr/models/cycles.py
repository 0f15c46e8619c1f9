"""Cycles, and the OKR sets that units, nodes and people hold in them."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse

from big.accounts.models import User
from big.addresses import address_of
from big.history.rows import RowsQuerySet
from big.organisation.models import Person, Unit
from big.organisation.nodes import Node
from big.organisation.scope import holds_anywhere
from big.records import Record
from okr.models.purposes import STRATEGY_VIEW
from portfolio.models.work import CODE

# Whose OKRs a set can be.
OkrPlace = Unit | Node | Person


class CycleQuerySet(RowsQuerySet["Cycle"]):
    """The words for asking about cycles."""

    def visible_to(self, user: User) -> Self:
        """All, to those who may see strategy."""
        return self if holds_anywhere(user, STRATEGY_VIEW) else self.none()

    def at(self, day: dt.date) -> Self:
        """Those that `day` lies in, the shortest first: the quarter before its year."""
        return self.filter(starts_on__lte=day, ends_on__gte=day).order_by(F("ends_on") - F("starts_on"), "code")


class Cycle(Record):
    """A time for which OKRs are set: a financial year, a quarter, or any other days; cycles may overlap."""

    class Kind(models.TextChoices):
        ANNUAL = "annual", "Annual"
        QUARTERLY = "quarterly", "Quarterly"
        CUSTOM = "custom", "Custom"

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        OPEN = "open", "Open"
        CLOSING = "closing", "Closing"
        CLOSED = "closed", "Closed"

    code = models.CharField(max_length=40, unique=True, validators=[CODE])
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CUSTOM)
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)

    objects = CycleQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "ends_on", "code"]
        constraints = [
            models.UniqueConstraint(
                Upper("code"),
                name="cycle_code_unique_in_any_case",
                violation_error_message="Another cycle has this code.",
            ),
            models.CheckConstraint(
                name="cycle_ends_after_it_starts",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message="A cycle ends after it starts.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short(self) -> str:
        """Its name without the year, beside others of the same: Quarter 3."""
        return self.name.partition(",")[0]

    def get_absolute_url(self) -> str:
        """The overview of the cycle."""
        return address_of("okr:cycle_detail", self.code.lower())


class OkrSetQuerySet(RowsQuerySet["OkrSet"]):
    """The words for asking about OKR sets."""

    def visible_to(self, user: User) -> Self:
        """All, to those who may see strategy; what is confidential in one shows by its objectives."""
        return self if holds_anywhere(user, STRATEGY_VIEW) else self.none()

    def for_rows(self) -> Self:
        """What a row needs of other tables, in one query and a stable order."""
        related = self.select_related("cycle", "unit", "node", "person", "approved_by")
        return related.order_by("unit__name", "node__name", "person__name", "pk")


class OkrSet(Record):
    """The objectives that one unit, governance node or person pursues in one cycle."""

    class Stage(models.TextChoices):
        DRAFT = "draft", "Draft"
        ALIGNING = "aligning", "Aligning"
        REVIEW = "review", "In review"
        APPROVED = "approved", "Approved"

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="sets")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="okr_sets")
    node = models.ForeignKey(Node, null=True, blank=True, on_delete=models.PROTECT, related_name="okr_sets")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="okr_sets")

    stage = models.CharField(max_length=8, choices=Stage, default=Stage.DRAFT)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_on = models.DateField(null=True, blank=True)
    gate_override = models.TextField(blank=True, help_text="Why it was approved although something is to be mended.")

    objects = OkrSetQuerySet.as_manager()

    class Meta:
        ordering = ["cycle", "pk"]
        constraints = [
            models.CheckConstraint(
                name="okr_set_of_one_place",
                condition=Q(unit__isnull=False, node__isnull=True, person__isnull=True)
                | Q(unit__isnull=True, node__isnull=False, person__isnull=True)
                | Q(unit__isnull=True, node__isnull=True, person__isnull=False),
                violation_error_message="Choose a unit, a node or a person, one of the three.",
            ),
            models.UniqueConstraint(
                fields=["cycle", "unit", "node", "person"],
                nulls_distinct=False,
                name="okr_set_once",
                violation_error_message="It has OKRs in this cycle already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}, {self.cycle}"

    @property
    def place(self) -> OkrPlace:
        """Whose OKRs they are."""
        found = self.unit or self.node or self.person
        assert found is not None  # noqa: S101 - the database holds one of the three
        return found

    @property
    def stem(self) -> str:
        """What the codes of its objectives begin with: OPS- for those of a unit with the code OPS."""
        return f"{self.place.code}-"

    def get_absolute_url(self) -> str:
        """The page of the unit, node or person in the cycle."""
        return okr_address(self.place, self.cycle)


def okr_address(place: OkrPlace, cycle: Cycle) -> str:
    """The page of a unit, node or person in a cycle, whether it has OKRs there or not."""
    return reverse(f"okr:{place._meta.model_name}_okrs", args=[place.code.lower(), cycle.code.lower()])
