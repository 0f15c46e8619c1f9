"""The organisation itself, its units and its people."""

from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from big.accounts.models import User
from big.addresses import address_of
from big.history.rows import RowsQuerySet
from big.organisation.nodes import (
    DelegatedAuthority,
    Membership,
    Node,
    NodeReach,
    NodeType,
    Role,
    UnitReach,
)
from big.organisation.scope import belongs_q
from big.records import Record

# Django finds a model only through its app's models module, and so does everybody else.
__all__ = [
    "DelegatedAuthority",
    "Membership",
    "Node",
    "NodeReach",
    "NodeType",
    "Organisation",
    "Person",
    "Role",
    "Unit",
    "UnitReach",
]


def check_zone(name: str) -> None:
    """Refuse a name that is no time zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError) as error:
        raise ValidationError("Enter a time zone such as Europe/London.", code="zone") from error


class Organisation(Record):
    """The one organisation of an installation, with the settings that the whole product reads."""

    name = models.CharField(max_length=200)
    acronym = models.CharField(max_length=40, blank=True)
    identifier = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    currency = models.CharField(max_length=3, default="GBP")
    zone = models.CharField("time zone", max_length=60, default="Europe/London", validators=[check_zone])
    financial_year_starts = models.PositiveSmallIntegerField(
        default=4, validators=[MinValueValidator(1), MaxValueValidator(12)], help_text="Month in which the year opens."
    )
    stale_after_days = models.PositiveSmallIntegerField(
        default=30, help_text="A status or reading older than this shows as not reported."
    )
    red_below = models.PositiveSmallIntegerField(default=60, help_text="Percent of expected progress.")
    green_from = models.PositiveSmallIntegerField(default=90, help_text="Percent of expected progress.")
    terms = models.JSONField(default=dict, blank=True, help_text="The organisation's own words for the product's.")
    pinned_today = models.DateField(
        null=True, blank=True, help_text="Read every page as of this date; the demo organisation sets it."
    )
    singleton = models.BooleanField(default=True, editable=False, unique=True)

    objects = RowsQuerySet["Organisation"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organisation_bands_in_order",
                condition=Q(red_below__lt=models.F("green_from")),
                violation_error_message="The red band must end below where green begins.",
            ),
            models.CheckConstraint(name="organisation_is_one", condition=Q(singleton=True)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The Settings page."""
        return reverse("organisation:settings")


class UnitQuerySet(RowsQuerySet["Unit"]):
    """The words for asking about units."""

    def visible_to(self, user: User) -> Self:
        """Every unit, to whoever belongs to the organisation; nothing to anybody else."""
        return self.filter(belongs_q(user))

    def for_rows(self) -> Self:
        """What a row shows, in one query and a stable order."""
        return self.select_related("parent", "head").order_by("name", "pk")


class Unit(Record):
    """A part of the organisation that has a head and spends money: directorate, department, team."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    head = models.ForeignKey("Person", null=True, blank=True, on_delete=models.PROTECT, related_name="heads")
    cost_account = models.CharField(max_length=60, blank=True)
    is_open = models.BooleanField(default=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                "parent",
                name="unit_name_unique_in_parent",
                nulls_distinct=False,
                violation_error_message="There is already a unit of that name here.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The unit's page."""
        return address_of("organisation:unit_detail", self.code.lower())


class PersonQuerySet(RowsQuerySet["Person"]):
    """The words for asking about people."""

    def visible_to(self, user: User) -> Self:
        """Everybody, to whoever belongs to the organisation; nobody to anybody else."""
        return self.filter(belongs_q(user))

    def of(self, user: User) -> Self:
        """The person that `user` signs in as."""
        return self.filter(user=user)

    def for_rows(self) -> Self:
        """What a row shows, in one query and a stable order."""
        return self.select_related("unit", "line_manager").order_by("name", "pk")


class Person(Record):
    """Somebody who owns, decides, supports or does; with an account only if they sign in."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    job_title = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="people")
    line_manager = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    payroll_number = models.CharField(max_length=40, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="person"
    )
    is_active = models.BooleanField(default=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="person_email_unique",
                condition=~Q(email=""),
                violation_error_message="There is already a person with this address.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The person's page."""
        return address_of("organisation:person_detail", self.code.lower())
