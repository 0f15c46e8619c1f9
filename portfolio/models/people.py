"""People as capacity: skills, what there is of them and what work asks for, per period, in full-time equivalents."""

from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from big.accounts.models import User
from big.history.rows import RowsQuerySet
from big.organisation.scope import belongs_q
from big.records import Record
from portfolio.models.work import Work


class SkillQuerySet(RowsQuerySet["Skill"]):
    """The words for asking about skills."""

    def visible_to(self, user: User) -> Self:
        """Every skill, to whoever belongs to the organisation."""
        return self.filter(belongs_q(user))


class Skill(Record):
    """A scarce ability that work competes for, such as controls engineer."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120, unique=True)

    objects = SkillQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CapacityQuerySet(RowsQuerySet["Capacity"]):
    """The words for asking about capacity."""

    def visible_to(self, user: User) -> Self:
        """All of it, to whoever belongs to the organisation."""
        return self.filter(belongs_q(user))


class Capacity(Record):
    """How much of a skill there is in a period, in full-time equivalents."""

    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="capacities")
    unit = models.ForeignKey(
        "organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="capacities"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    fte = models.DecimalField(max_digits=7, decimal_places=2, validators=[MinValueValidator(0)])

    objects = CapacityQuerySet.as_manager()

    class Meta:
        ordering = ["skill", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["skill", "unit", "starts_on", "ends_on"],
                nulls_distinct=False,
                name="capacity_once_a_period",
                violation_error_message="There is already a figure for this skill and period.",
            ),
            models.CheckConstraint(
                name="capacity_period_in_order",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="The period ends before it starts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill} from {self.starts_on}"


class DemandQuerySet(RowsQuerySet["Demand"]):
    """The words for asking about demand."""

    def visible_to(self, user: User) -> Self:
        """That of the work that `user` may see."""
        return self.filter(work__in=Work.objects.visible_to(user))


class Demand(Record):
    """How much of a skill a piece of work asks for in a period, in full-time equivalents."""

    class State(models.TextChoices):
        REQUESTED = "requested", "Requested"
        NEGOTIATED = "negotiated", "Negotiated"
        COMMITTED = "committed", "Committed"
        DECLINED = "declined", "Declined"
        RELEASED = "released", "Released"

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="demands")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="demands")
    starts_on = models.DateField()
    ends_on = models.DateField()
    fte = models.DecimalField(max_digits=7, decimal_places=2, validators=[MinValueValidator(0)])
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)

    objects = DemandQuerySet.as_manager()

    class Meta:
        ordering = ["work", "skill", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["work", "skill", "starts_on", "ends_on"],
                name="demand_once_a_period",
                violation_error_message="This work asks for the skill in that period already.",
            ),
            models.CheckConstraint(
                name="demand_period_in_order",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="The period ends before it starts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work} asks for {self.fte} {self.skill}"
