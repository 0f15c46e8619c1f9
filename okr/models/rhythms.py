"""When people are asked to check in: a rhythm of the organisation, of a unit or of a node, and the moments served."""

from typing import Final, Self
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from big import clock
from big.accounts.models import User
from big.history.rows import RowsQuerySet
from big.organisation.models import Unit, check_zone
from big.organisation.nodes import Node
from big.organisation.scope import holds_anywhere
from big.organisation.selectors.current import organisation
from big.records import Record
from okr.models.purposes import STRATEGY_VIEW

# Where a rhythm is set; None is the organisation as a whole.
RhythmPlace = Unit | Node | None
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MORNING: Final = 9


class RhythmQuerySet(RowsQuerySet["CheckInRhythm"]):
    """The words for asking about rhythms."""

    def visible_to(self, user: User) -> Self:
        """All, to those who may see strategy."""
        return self if holds_anywhere(user, STRATEGY_VIEW) else self.none()

    def of(self, place: RhythmPlace) -> Self:
        """The one that this very place has, if it has one of its own."""
        unit, node = (place if isinstance(place, kind) else None for kind in (Unit, Node))
        return self.filter(unit=unit, node=node)


class CheckInRhythm(Record):
    """How often, on which day and at which hour a place asks for check-ins; the places below it ask alike.

    `weekday` counts from 0, Monday, and belongs to weeks; `month_day` from 1 and belongs to months, where a shorter
    month has its last day instead. Every other week is counted from the week of `starts_on`.
    """

    class Every(models.TextChoices):
        WEEK = "week", "Every week"
        FORTNIGHT = "fortnight", "Every two weeks"
        MONTH = "month", "Every month"
        NEVER = "never", "Never"

    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    node = models.ForeignKey(Node, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    every = models.CharField(max_length=9, choices=Every, default=Every.WEEK)
    weekday = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(6)])
    month_day = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(31)])
    hour = models.PositiveSmallIntegerField(default=MORNING, validators=[MaxValueValidator(23)])
    zone = models.CharField(max_length=60, blank=True, validators=[check_zone], help_text="Empty: the organisation's.")
    starts_on = models.DateField(help_text="The first day on which it may ask.")
    applies_from = models.DateTimeField(
        default=clock.real_now, editable=False, help_text="What it would have asked before it was set is not asked."
    )

    objects = RhythmQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="check_in_rhythm_of_one_place",
                condition=Q(unit__isnull=True) | Q(node__isnull=True),
                violation_error_message="Choose a unit or a node, not both.",
            ),
            models.CheckConstraint(
                name="check_in_rhythm_in_range",
                condition=Q(weekday__lte=6, hour__lte=23, month_day__gte=1, month_day__lte=31),
                violation_error_message="Choose a day of the week, a day of the month and an hour that there are.",
            ),
            models.UniqueConstraint(
                fields=["unit", "node"],
                nulls_distinct=False,
                name="check_in_rhythm_once",
                violation_error_message="It has a rhythm of its own already.",
            ),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def place(self) -> RhythmPlace:
        """Whose rhythm it is; None for the organisation's."""
        return self.unit or self.node

    @property
    def clock_zone(self) -> ZoneInfo:
        """The clock that its hour is read on."""
        return ZoneInfo(self.zone or organisation().zone)

    @property
    def sentence(self) -> str:
        """When it asks: "every two weeks on Monday at 9am"."""
        if self.every == self.Every.NEVER:
            return "never"
        day = f"on {DAYS[self.weekday]}" if self.every != self.Every.MONTH else _of_month(self.month_day)
        zone = f" ({self.zone})" if self.zone and self.zone != organisation().zone else ""
        return f"{self.get_every_display().lower()} {day} at {hour_in_words(self.hour)}{zone}"


def hour_in_words(hour: int) -> str:
    """An hour of the day as people say it: 9am, 12pm."""
    return f"{hour % 12 or 12}{'am' if hour < 12 else 'pm'}"


def _of_month(day: int) -> str:
    if day == 31:
        return "on the last day"
    ending = "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"on the {day}{ending}"


class ReminderRound(models.Model):
    """A moment of a rhythm for which people are reminded; done once everybody was."""

    rhythm = models.ForeignKey(CheckInRhythm, on_delete=models.CASCADE, related_name="rounds")
    moment = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects = RowsQuerySet["ReminderRound"].as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["rhythm", "moment"], name="reminder_round_once")]

    def __str__(self) -> str:
        return f"{self.rhythm}: {self.moment:%Y-%m-%d %H:%M}"
