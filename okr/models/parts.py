"""Who has a part in an objective beside the accountable person: delegates, and units that contribute."""

from typing import Self

from django.conf import settings
from django.db import models

from big.accounts.models import User
from big.history.rows import RowsQuerySet
from big.records import Record
from okr.models.objectives import StrategicObjective


class DelegateQuerySet(RowsQuerySet["Delegate"]):
    """The words for asking about delegates."""

    def visible_to(self, user: User) -> Self:
        """Those of the objectives that `user` may see."""
        return self.filter(objective__in=StrategicObjective.objects.visible_to(user))


class Delegate(Record):
    """Somebody who answers for an objective in place of the accountable person, who stays the one accountable."""

    objective = models.ForeignKey(StrategicObjective, on_delete=models.CASCADE, related_name="delegates")
    person = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="delegated")
    note = models.CharField(max_length=300, blank=True, help_text="What for, or until when.")

    objects = DelegateQuerySet.as_manager()

    class Meta:
        ordering = ["objective", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["objective", "person"],
                name="delegate_once",
                violation_error_message="This person is a delegate already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} for {self.objective}"


class ContributingUnitQuerySet(RowsQuerySet["ContributingUnit"]):
    """The words for asking about contributing units."""

    def visible_to(self, user: User) -> Self:
        """Those of the objectives that `user` may see."""
        return self.filter(objective__in=StrategicObjective.objects.visible_to(user))

    def counted(self) -> Self:
        """Those that are asked or have accepted."""
        return self.exclude(state=ContributingUnit.State.DECLINED)


class ContributingUnit(Record):
    """A unit that is asked to contribute to an objective of another, and its answer; it counts once it has accepted."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    objective = models.ForeignKey(StrategicObjective, on_delete=models.CASCADE, related_name="contributing_units")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="contributes_to")
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    request = models.CharField(max_length=300, blank=True, help_text="What the unit is asked for.")
    answer = models.CharField(max_length=300, blank=True, help_text="What the unit takes on, or why it does not.")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_on = models.DateField(null=True, blank=True)

    objects = ContributingUnitQuerySet.as_manager()

    class Meta:
        ordering = ["objective", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["objective", "unit"],
                name="contributing_unit_once",
                violation_error_message="This unit is asked already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} in {self.objective}"
