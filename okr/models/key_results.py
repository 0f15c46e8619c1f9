"""Key results: measured outcomes of an objective, their targets and their dated readings."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from big import clock
from big.accounts.models import User
from big.addresses import address_of
from big.core import words
from big.history.rows import RowsQuerySet
from big.records import Record
from okr.models.objectives import Contributing, Scored, StrategicObjective
from portfolio.models.work import CODE


class KeyResultQuerySet(RowsQuerySet["KeyResult"]):
    """The words for asking about key results."""

    def visible_to(self, user: User) -> Self:
        """Those of the objectives that `user` may see."""
        return self.filter(objective__in=StrategicObjective.objects.visible_to(user))

    def tracked(self) -> Self:
        """Those that are being measured: neither drafts nor dropped."""
        return self.exclude(state__in=[KeyResult.State.DRAFT, KeyResult.State.DROPPED])

    def for_rows(self) -> Self:
        """What a row needs of other tables, in one query and a stable order."""
        return self.select_related("objective", "owner").order_by("objective__position", "objective", "position", "pk")


class KeyResult(Contributing, Scored, Record):
    """A measurable outcome, with its unit, baseline, target and due date."""

    class Direction(models.TextChoices):
        INCREASE = "increase", "Increase to the target"
        DECREASE = "decrease", "Decrease to the target"
        BAND = "band", "Keep within a band"
        YES_NO = "yes_no", "Yes or no"
        MILESTONE = "milestone", "Milestone reached"

    # Nothing lies between no and yes: read as 0 and 1, and nothing is expected before the due date.
    SWITCHES = (Direction.YES_NO, Direction.MILESTONE)

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        AGREED = "agreed", "Agreed"
        TRACKING = "tracking", "Tracking"
        MET = "met", "Met"
        MISSED = "missed", "Missed"
        DROPPED = "dropped", "Dropped"

    code = models.CharField(max_length=40, unique=True, validators=[CODE])
    objective = models.ForeignKey(StrategicObjective, on_delete=models.PROTECT, related_name="key_results")
    title = models.CharField(max_length=500)
    description = models.TextField(blank=True)
    unit = models.CharField(max_length=300, blank=True, help_text="Unit of measure, such as days or £m.")
    baseline = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    target = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    upper = models.DecimalField(
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="The upper edge of a band; its target is the lower one.",
    )
    direction = models.CharField(max_length=9, choices=Direction, default=Direction.INCREASE)
    starts_on = models.DateField(null=True, blank=True, help_text="When progress begins to count.")
    due_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(
        "organisation.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="key_results"
    )
    check_in_owner = models.ForeignKey(
        "organisation.Person",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="check_ins",
        help_text="Who takes the readings, where that is not the owner.",
    )
    data_source = models.CharField(max_length=300, blank=True, help_text="Where the readings come from.")
    cadence_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Days after which a reading is stale; the organisation's number if empty."
    )
    state = models.CharField(max_length=8, choices=State, default=State.TRACKING)
    position = models.PositiveIntegerField(default=0)
    identifier = models.CharField(max_length=200, blank=True)
    exchange = models.JSONField(default=dict, blank=True, help_text="What a file format carries and no page shows.")

    objects = KeyResultQuerySet.as_manager()

    class Meta:
        ordering = ["objective", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                Upper("code"),
                name="key_result_code_unique_in_any_case",
                violation_error_message="Another key result has this code.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The key result's page."""
        return address_of("okr:key_result_detail", self.code.lower())

    @property
    def is_switch(self) -> bool:
        """Whether it is read as yes or no."""
        return self.direction in self.SWITCHES

    @property
    def needs(self) -> tuple[str, ...]:
        """The fields without which it cannot be measured; what is kept within a band may begin anywhere."""
        begins = "upper" if self.direction == self.Direction.BAND else "baseline"
        return ("unit", begins, "target", "due_on", "data_source")

    @property
    def aim(self) -> str:
        """What it is to reach, as a person reads it: "14 days", "2 to 5 days", "Yes"; empty where nothing says."""
        if self.target is None:
            return ""
        if self.upper is not None:
            return f"{words.reading(self.target)} to {words.measured(self.upper, self.unit)}"
        return words.measured(self.target, self.unit)

    @property
    def bare_aim(self) -> str:
        """The same where the unit stands elsewhere: "14", "2 to 5"; empty for yes or no."""
        if self.target is None or self.is_switch:
            return ""
        low = words.stands(self.target, self.unit)
        return low if self.upper is None else f"{low} to {words.stands(self.upper, self.unit)}"


class Measured(Record):
    """What targets and readings share: a period and a value, or words where there is no number."""

    starts_on = models.DateField(null=True, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    note = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    exchange = models.JSONField(default=dict, blank=True, help_text="What a file format carries and no page shows.")

    class Meta:
        abstract = True


class PhasedTargetQuerySet(RowsQuerySet["PhasedTarget"]):
    """The words for asking about phased targets."""

    def visible_to(self, user: User) -> Self:
        """Those of the key results that `user` may see."""
        return self.filter(key_result__in=KeyResult.objects.visible_to(user))


class PhasedTarget(Measured):
    """What a key result is meant to reach by a date on the way."""

    key_result = models.ForeignKey(KeyResult, on_delete=models.CASCADE, related_name="phased_targets")
    due_on = models.DateField(null=True, blank=True)

    objects = PhasedTargetQuerySet.as_manager()

    class Meta:
        ordering = ["key_result", "position", "due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.key_result}: {self.value} by {self.due_on}"


class ReadingQuerySet(RowsQuerySet["Reading"]):
    """The words for asking about readings."""

    def visible_to(self, user: User) -> Self:
        """Those of the key results that `user` may see."""
        return self.filter(key_result__in=KeyResult.objects.visible_to(user))

    def newest_first(self) -> Self:
        """By the date they were read, the later entry first where two share it."""
        return self.order_by("key_result", "-read_on", "-pk")


class Reading(Measured):
    """What a key result measured on a date, with the confidence of whoever read it."""

    key_result = models.ForeignKey(KeyResult, on_delete=models.CASCADE, related_name="readings")
    read_on = models.DateField(null=True, blank=True)
    confidence = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(10)]
    )
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)
    blocker = models.TextField(blank=True, help_text="What stands in the way, in words.")
    is_attested = models.BooleanField(
        default=False, help_text="Said without a new measurement: nothing has changed, the last value is still true."
    )

    late_reason = models.TextField(blank=True, help_text="Why it was taken after its cycle had closed.")
    is_fed = models.BooleanField(default=False, help_text="Taken from what feeds the key result, not by a person.")
    is_by_link = models.BooleanField(
        default=False, help_text="It came by a link in a mail, from somebody who did not sign in."
    )
    push_token = models.ForeignKey(
        "okr.PushToken",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.RESTRICT,
        related_name="readings",
        help_text="The token by which a program pushed it.",
    )

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["key_result", "-read_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="reading_has_a_date_or_a_source",
                condition=Q(read_on__isnull=False) | Q(source__isnull=False),
                violation_error_message="Enter the date of the reading.",
            )
        ]
        indexes = [models.Index(fields=["key_result", "-read_on"], name="reading_key_result_date")]

    def __str__(self) -> str:
        return f"{self.key_result}: {self.value} on {self.read_on}"
