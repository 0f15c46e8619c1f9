"""Governance nodes, who belongs to them in which role, and the two trees along which rights are inherited."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from big import clock
from big.accounts.models import User
from big.addresses import address_of
from big.history.rows import RowsQuerySet
from big.organisation.scope import belongs_q
from big.records import Record


def mid_sentence(label: str) -> str:
    """A label inside a sentence: its first letter small, unless its first word is an abbreviation."""
    first = label.split(" ", 1)[0]
    return label if first.isupper() and len(first) > 1 else label[:1].lower() + label[1:]


class NodeType(models.Model):
    """A kind of governance node, such as Main Board or Programme; the labels are the organisation's."""

    key = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=80)
    plural = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    objects = RowsQuerySet["NodeType"].as_manager()

    class Meta:
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """The page where kinds of node are listed."""
        return reverse("organisation:settings")


class NodeQuerySet(RowsQuerySet["Node"]):
    """The words for asking about nodes."""

    def visible_to(self, user: User) -> Self:
        """Every node, to whoever belongs to the organisation; nothing to anybody else."""
        return self.filter(belongs_q(user))

    def for_rows(self) -> Self:
        """What a row shows, in one query and a stable order."""
        return self.select_related("node_type", "parent", "unit", "accountable").order_by("node_type", "name", "pk")


class Node(Record):
    """A point of accountability: a board, group or team with an agenda, members and delegated authority."""

    class State(models.TextChoices):
        DESIGNED = "designed", "Designed"
        OPERATING = "operating", "Operating"
        SUSPENDED = "suspended", "Suspended"
        RETIRED = "retired", "Retired"

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    node_type = models.ForeignKey(NodeType, on_delete=models.PROTECT, related_name="nodes")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    unit = models.ForeignKey("organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="nodes")
    accountable = models.ForeignKey(
        "organisation.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="accountable_nodes"
    )
    terms_of_reference = models.TextField(blank=True)
    cadence = models.CharField(max_length=80, blank=True, help_text="How often it meets, in words.")
    quorum = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPERATING)

    objects = NodeQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The node's page."""
        return address_of("organisation:node_detail", self.code.lower())


class NodeReach(models.Model):
    """Node `below` stands `depth` levels under `above`; 0 for itself. Kept by services.reach."""

    above = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="reach_down")
    below = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="reach_up")
    depth = models.PositiveSmallIntegerField()

    objects = RowsQuerySet["NodeReach"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["above", "below"], name="node_reach_once")]

    def __str__(self) -> str:
        return f"{self.above_id} > {self.below_id}"


class UnitReach(models.Model):
    """Unit `below` stands `depth` levels under `above`; 0 for itself. Kept by services.reach."""

    above = models.ForeignKey("organisation.Unit", on_delete=models.CASCADE, related_name="reach_down")
    below = models.ForeignKey("organisation.Unit", on_delete=models.CASCADE, related_name="reach_up")
    depth = models.PositiveSmallIntegerField()

    objects = RowsQuerySet["UnitReach"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["above", "below"], name="unit_reach_once")]

    def __str__(self) -> str:
        return f"{self.above_id} > {self.below_id}"


class Role(Record):
    """What a member may do where they are a member; the set of rights is the organisation's."""

    class Home(models.TextChoices):
        PMO = "pmo", "Disconnects first"
        EXECUTIVE = "executive", "Decisions and the latest pack first"
        UNIT = "unit", "Own unit's objectives and work first"
        FINANCE = "finance", "Money first"
        GOVERNANCE = "governance", "Nodes, packs and accountability first"

    key = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=80, unique=True)
    rights = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    home = models.CharField(max_length=12, choices=Home, default=Home.UNIT)
    position = models.PositiveSmallIntegerField(default=0, help_text="The first of a person's roles decides Home.")

    objects = RowsQuerySet["Role"].as_manager()

    class Meta:
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """The role's page."""
        return address_of("organisation:role_detail", self.key)


class MembershipQuerySet(RowsQuerySet["Membership"]):
    """The words for asking about memberships."""

    def visible_to(self, user: User) -> Self:
        """Every membership, to whoever belongs to the organisation."""
        return self.filter(belongs_q(user))

    def current(self) -> Self:
        """Those in force on the present day; real time, for a right is never read as past."""
        day = clock.real_now().date()
        return self.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=day)).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        )

    def held_by(self, user: User) -> Self:
        """What `user` holds now; nothing for an account that is closed."""
        return self.current().filter(person__user=user, person__user__is_active=True, person__is_active=True)

    def main_first(self) -> Self:
        """A person's main role first: the one they hold highest up; of equals, the first in the order of roles.

        Who keeps the finances of the whole and chairs one group of it is a finance director first.
        """
        node = NodeReach.objects.filter(below=OuterRef("node")).order_by("-depth").values("depth")[:1]
        unit = UnitReach.objects.filter(below=OuterRef("unit")).order_by("-depth").values("depth")[:1]
        return self.order_by(Coalesce(Subquery(node), Subquery(unit)), "role__position", "role__key", "pk")

    def for_rows(self) -> Self:
        """What a row shows, in one query and a stable order."""
        return self.select_related("person", "role", "node", "unit").order_by("role__position", "person__name", "pk")


class Membership(Record):
    """A person's role at one node or in one unit, with all below it."""

    person = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="memberships")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="memberships")
    node = models.ForeignKey(Node, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(
        "organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["person", "role"]
        constraints = [
            models.CheckConstraint(
                name="membership_of_one_place",
                condition=Q(node__isnull=False, unit__isnull=True) | Q(node__isnull=True, unit__isnull=False),
                violation_error_message="Choose a node or a unit, not both.",
            ),
            models.CheckConstraint(
                name="membership_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="The membership cannot end before it starts.",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "node", "unit"],
                condition=Q(ends_on__isnull=True),
                nulls_distinct=False,
                name="membership_open_once",
                violation_error_message="This person holds that role here already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {mid_sentence(self.role.label)} of {self.node or self.unit}"

    def get_absolute_url(self) -> str:
        """The page of the person who holds it."""
        return self.person.get_absolute_url()


class DelegatedAuthority(Record):
    """What a node may decide by itself: up to this sum, or within this tolerance."""

    class Matter(models.TextChoices):
        SPEND = "spend", "Spend"
        CHANGE = "change", "Change"
        RISK = "risk", "Risk"
        RESOURCE = "resource", "Resource"
        CONTRACT = "contract", "Contract"

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="authorities")
    matter = models.CharField(max_length=10, choices=Matter)
    limit = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="GBP")
    tolerance = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = RowsQuerySet["DelegatedAuthority"].as_manager()

    class Meta:
        ordering = ["node", "matter", "-starts_on"]
        constraints = [
            models.CheckConstraint(
                name="authority_says_how_much",
                condition=Q(limit__isnull=False) | ~Q(tolerance=""),
                violation_error_message="Enter a limit, or a tolerance in words.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_matter_display()} at {self.node}"

    def get_absolute_url(self) -> str:
        """The page of the node that holds it."""
        return self.node.get_absolute_url()
