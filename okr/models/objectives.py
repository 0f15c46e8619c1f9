"""Strategic objectives: what is to be achieved, by whom, and who supports the connection to delivery."""

from decimal import Decimal
from typing import Self

from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from big.accounts.models import User
from big.addresses import address_of
from big.history.rows import RowsQuerySet, seen_today
from big.organisation.scope import person_named_q
from big.records import Record
from okr.models.cycles import OkrSet
from okr.models.drivers import Driver, published_or_cleared_q
from okr.models.purposes import Plan, Purpose, Stakeholder
from portfolio.models.work import CODE


class ObjectiveQuerySet(RowsQuerySet["StrategicObjective"]):
    """The words for asking about strategic objectives."""

    @seen_today
    def visible_to(self, user: User) -> Self:
        """Open ones, to those who may see strategy; confidential ones to the cleared and those who have a part in them.

        These are the accountable person, delegates, the reviewer and supporters.
        """
        supporting = Q(pk__in=Supporter.objects.filter(person__user=user.pk, ended_on__isnull=True).values("objective"))
        delegated = Q(pk__in=apps.get_model("okr", "Delegate").objects.filter(person__user=user.pk).values("objective"))
        named = person_named_q(user, "accountable", "reviewer") | supporting | delegated
        return self.filter(published_or_cleared_q(user, named=named))

    def pursued(self) -> Self:
        """Those that delivery is asked about: neither proposed nor finished, one way or another."""
        return self.filter(state__in=StrategicObjective.PURSUED)

    def for_rows(self) -> Self:
        """What a row needs of other tables, in one query and a stable order."""
        return self.select_related("parent", "accountable", "node", "plan").order_by("position", "code", "pk")


class Contributing(models.Model):
    """What a child of an objective says of its part in the outcome of that objective."""

    share = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        help_text="Fixed percent of the objective above; those without one share the rest equally.",
    )
    contributes = models.BooleanField(
        default=True, help_text="Whether its progress counts in the outcome of the objective above."
    )

    class Meta:
        abstract = True


class Scored(models.Model):
    """What is said when a cycle closes: a score, which is neither progress nor confidence, and what it continues."""

    score = models.DecimalField(
        max_digits=3,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="0 to 1, given when the cycle closes.",
    )
    suggested_score = models.DecimalField(
        max_digits=3, decimal_places=2, null=True, blank=True, editable=False, help_text="What was suggested then."
    )
    closing_note = models.TextField(blank=True, help_text="What was learned.")
    continues = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="continued_by")

    class Meta:
        abstract = True


class StrategicObjective(Contributing, Scored, Record):
    """A result to be achieved: an objective for change, a target for operation or a challenge for innovation (OTC)."""

    class Kind(models.TextChoices):
        OBJECTIVE = "objective", "Objective"
        TARGET = "target", "Target"
        CHALLENGE = "challenge", "Challenge"

    class Ambition(models.TextChoices):
        COMMITTED = "committed", "Committed"
        ASPIRATIONAL = "aspirational", "Aspirational"

    class Perspective(models.TextChoices):
        FINANCIAL = "financial", "Financial"
        CUSTOMER = "customer", "Customer"
        PROCESS = "process", "Process"
        LEARNING = "learning", "Learning and growth"

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        AGREED = "agreed", "Agreed"
        DELEGATED = "delegated", "Delegated"
        ACCEPTED = "accepted", "Accepted"
        CONTESTED = "contested", "Contested"
        IN_DELIVERY = "in_delivery", "In delivery"
        ACHIEVED = "achieved", "Achieved"
        NOT_ACHIEVED = "not_achieved", "Not achieved"
        WITHDRAWN = "withdrawn", "Withdrawn"
        SUPERSEDED = "superseded", "Superseded"

    PURSUED = (State.AGREED, State.DELEGATED, State.ACCEPTED, State.CONTESTED, State.IN_DELIVERY)

    code = models.CharField(max_length=40, unique=True, validators=[CODE])
    title = models.CharField(max_length=300)
    statement = models.TextField(blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OBJECTIVE)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    purpose = models.ForeignKey(Purpose, null=True, blank=True, on_delete=models.PROTECT, related_name="objectives")
    drivers = models.ManyToManyField(Driver, blank=True, related_name="objectives")
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="objectives")
    okr_set = models.ForeignKey(
        OkrSet,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="objectives",
        help_text="Whose OKRs it belongs to, and in which cycle; none for a strategic objective of the organisation.",
    )
    ambition = models.CharField(
        max_length=12,
        choices=Ambition,
        blank=True,
        help_text="Committed: to be reached whole. Aspirational: 0.7 of it is good.",
    )
    perspective = models.CharField(max_length=10, choices=Perspective, blank=True)
    accountable = models.ForeignKey(
        "organisation.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="objectives"
    )
    reviewer = models.ForeignKey(
        "organisation.Person",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reviews",
        help_text="Who looks at it before it is approved.",
    )
    node = models.ForeignKey(
        "organisation.Node", null=True, blank=True, on_delete=models.PROTECT, related_name="objectives"
    )
    is_mission_critical = models.BooleanField(default=False)
    confidence = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(10)], help_text="0 to 10, by the accountable person."
    )
    certainty = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(100)], help_text="Percent, of mission-critical objectives."
    )
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    starts_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0, help_text="Order among its siblings.")
    other_information = models.TextField(blank=True)
    identifier = models.CharField(max_length=200, blank=True, help_text="As another system or a plan file names it.")
    exchange = models.JSONField(default=dict, blank=True, help_text="What a file format carries and no page shows.")
    is_confidential = models.BooleanField(default=False)

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code", "pk"]
        constraints = [
            models.UniqueConstraint(
                Upper("code"),
                name="objective_code_unique_in_any_case",
                violation_error_message="Another objective has this code.",
            ),
            models.CheckConstraint(
                name="objective_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message="An objective cannot stand under itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The objective's page."""
        return address_of("okr:objective_detail", self.code.lower())


class ObjectiveStakeholder(models.Model):
    """A stakeholder's part in an objective, with the roles it plays there."""

    objective = models.ForeignKey(StrategicObjective, on_delete=models.CASCADE, related_name="stakeholdings")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.CASCADE, related_name="stakeholdings")
    position = models.PositiveSmallIntegerField(default=0)
    roles = models.JSONField(default=list, help_text="Per role: name, description, role types.")

    objects = RowsQuerySet["ObjectiveStakeholder"].as_manager()

    class Meta:
        ordering = ["objective", "position", "pk"]

    def __str__(self) -> str:
        return f"{self.stakeholder} in {self.objective}"


class ObjectiveLinkQuerySet(RowsQuerySet["ObjectiveLink"]):
    """The words for asking about links between objectives."""

    def visible_to(self, user: User) -> Self:
        """Those of which both ends are visible."""
        seen = StrategicObjective.objects.visible_to(user).values("pk")
        return self.filter(from_objective__in=seen, to_objective__in=seen)


class ObjectiveLink(Record):
    """How one objective bears on another."""

    class Kind(models.TextChoices):
        CAUSES = "causes", "Helps to achieve"
        CONFLICTS = "conflicts", "Conflicts with"
        DEPENDS = "depends", "Depends on"

    from_objective = models.ForeignKey(StrategicObjective, on_delete=models.CASCADE, related_name="links_out")
    to_objective = models.ForeignKey(StrategicObjective, on_delete=models.CASCADE, related_name="links_in")
    kind = models.CharField(max_length=10, choices=Kind)
    strength = models.PositiveSmallIntegerField(default=1, validators=[MaxValueValidator(3)], help_text="1 to 3.")
    note = models.CharField(max_length=300, blank=True)

    objects = ObjectiveLinkQuerySet.as_manager()

    class Meta:
        ordering = ["from_objective", "kind", "to_objective"]
        constraints = [
            models.UniqueConstraint(fields=["from_objective", "to_objective", "kind"], name="objective_link_once"),
            models.CheckConstraint(
                name="objective_link_joins_two",
                condition=~Q(from_objective=F("to_objective")),
                violation_error_message="Choose another objective to link to.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_objective} {self.get_kind_display().lower()} {self.to_objective}"


class SupporterQuerySet(RowsQuerySet["Supporter"]):
    """The words for asking about supporters."""

    def visible_to(self, user: User) -> Self:
        """Those of the objectives that `user` may see."""
        return self.filter(objective__in=StrategicObjective.objects.visible_to(user))

    def current(self) -> Self:
        """Still supporting."""
        return self.filter(ended_on__isnull=True)


class Supporter(Record):
    """Who supports the connection from an objective to its delivery in one unit or at one node.

    The question the product was founded on. Somebody supports a contribution of work when they support its objective
    in the work's unit or a unit above it, or at the work's node or a node above it.
    """

    objective = models.ForeignKey(StrategicObjective, on_delete=models.PROTECT, related_name="supporters")
    person = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="supports")
    unit = models.ForeignKey(
        "organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="supporters"
    )
    node = models.ForeignKey(
        "organisation.Node", null=True, blank=True, on_delete=models.PROTECT, related_name="supporters"
    )
    note = models.CharField(max_length=300, blank=True, help_text="What this person does to keep the connection.")
    since = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = SupporterQuerySet.as_manager()

    class Meta:
        ordering = ["objective", "since", "pk"]
        constraints = [
            models.CheckConstraint(
                name="supporter_of_one_place",
                condition=Q(unit__isnull=False, node__isnull=True) | Q(unit__isnull=True, node__isnull=False),
                violation_error_message="Choose a unit or a node, not both.",
            ),
            models.UniqueConstraint(
                fields=["objective", "person", "unit", "node"],
                condition=Q(ended_on__isnull=True),
                nulls_distinct=False,
                name="supporter_once",
                violation_error_message="This person supports the objective here already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} supports {self.objective}"
