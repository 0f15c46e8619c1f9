"""Drivers: the opportunities, threats, imperatives and goals that the organisation faces."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from big.accounts.models import User
from big.addresses import address_of
from big.history.rows import RowsQuerySet, seen_today
from big.organisation.scope import (
    CONFIDENTIAL_VIEW,
    held_at_the_top,
    holds_anywhere,
    person_named_q,
    reads_open_only,
    rights_of,
    scope_q,
)
from big.records import Record
from okr.models.purposes import STRATEGY_VIEW, Purpose
from portfolio.models.work import CODE


def published_or_cleared_q(user: User, *, named: Q) -> Q:
    """Open strategy shows to everybody who may see strategy; confidential strategy to the cleared and the named."""
    if rights_of(user) is None or not holds_anywhere(user, STRATEGY_VIEW):
        return Q(pk__in=[])
    if reads_open_only(user):
        return Q(is_confidential=False)
    # What stands at no node belongs to the whole, so it shows to whoever is cleared at the top.
    at_the_top = Q(node__isnull=True) & held_at_the_top(user, CONFIDENTIAL_VIEW)
    return Q(is_confidential=False) | scope_q(user, CONFIDENTIAL_VIEW, unit="node__unit") | at_the_top | named


class DriverQuerySet(RowsQuerySet["Driver"]):
    """The words for asking about drivers."""

    @seen_today
    def visible_to(self, user: User) -> Self:
        """Open drivers, to those who may see the strategy; confidential ones to the cleared and the owner."""
        return self.filter(published_or_cleared_q(user, named=person_named_q(user, "owner")))

    def current(self) -> Self:
        """Still driving: not closed."""
        return self.exclude(state=Driver.State.CLOSED)


class Driver(Record):
    """Something that drives the organisation and calls for an answer (OTIG)."""

    class Kind(models.TextChoices):
        OPPORTUNITY = "opportunity", "Opportunity"
        THREAT = "threat", "Threat"
        IMPERATIVE = "imperative", "Imperative"
        GOAL = "goal", "Goal"

    class State(models.TextChoices):
        LOGGED = "logged", "Logged"
        ASSESSED = "assessed", "Assessed"
        ACCEPTED = "accepted", "Accepted"
        ANSWERED = "answered", "Answered"
        MONITORED = "monitored", "Monitored"
        CLOSED = "closed", "Closed"

    code = models.CharField(max_length=20, unique=True, validators=[CODE])
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=250)
    description = models.TextField(blank=True)
    evidence = models.TextField(blank=True, help_text="Where we know it from.")
    obligation = models.CharField(max_length=300, blank=True, help_text="The law, rule or contract of an imperative.")
    horizon = models.CharField(max_length=80, blank=True, help_text="When it bites, in words.")
    magnitude = models.CharField(max_length=80, blank=True)
    purposes = models.ManyToManyField(Purpose, blank=True, related_name="drivers")
    node = models.ForeignKey(
        "organisation.Node", null=True, blank=True, on_delete=models.PROTECT, related_name="drivers"
    )
    owner = models.ForeignKey(
        "organisation.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="drivers"
    )
    state = models.CharField(max_length=10, choices=State, default=State.LOGGED)
    reviewed_on = models.DateField(null=True, blank=True)
    is_confidential = models.BooleanField(default=False)

    objects = DriverQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                Upper("code"),
                name="driver_code_unique_in_any_case",
                violation_error_message="Another driver has this code.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The driver's page."""
        return address_of("okr:driver_detail", self.code.lower())
