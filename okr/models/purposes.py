"""Why the organisation exists: purposes, vision, mission, values, stakeholders, and the plans they were stated in."""

from typing import Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse

from big.accounts.models import User
from big.addresses import address_of
from big.history.rows import RowsQuerySet
from big.organisation.scope import belongs_q, holds_anywhere
from big.records import Record
from big.registry import rights
from portfolio.models.work import CODE

STRATEGY_VIEW = rights.register("strategy.view", "See the strategy: purposes, drivers, objectives and key results")
STRATEGY_EDIT = rights.register("strategy.edit", "Add and change purposes, drivers, objectives and key results")
OKR_EDIT = rights.register("okr.edit", "Write the OKRs of units, nodes and people")
CHECK_IN = rights.register("strategy.check_in", "Record readings and confidence of key results")
LINK_CLAIM = rights.register("link.claim", "Claim that work contributes to an objective, and name supporters")
LINK_AGREE = rights.register("link.agree", "Agree or challenge a claimed contribution")


M = TypeVar("M", bound=models.Model)


class StrategyQuerySet(RowsQuerySet[M]):
    """The words for asking about the strategy as published: what everybody who may see strategy sees."""

    def visible_to(self, user: User) -> Self:
        """All of it, to those who may see the strategy anywhere."""
        return self.filter(belongs_q(user)) if holds_anywhere(user, STRATEGY_VIEW) else self.none()


class Plan(Record):
    """A written plan or report of the organisation, with the dates it covers."""

    class Kind(models.TextChoices):
        STRATEGIC = "Strategic_Plan", "Strategic plan"
        PERFORMANCE = "Performance_Plan", "Performance plan"
        REPORT = "Performance_Report", "Performance report"

    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.STRATEGIC)
    description = models.TextField(blank=True)
    other_information = models.TextField(blank=True)
    identifier = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    address = models.CharField(max_length=500, blank=True, help_text="Where it was published.")
    exchange = models.JSONField(default=dict, blank=True, help_text="What a file format carries and no page shows.")

    objects = StrategyQuerySet["Plan"].as_manager()

    class Meta:
        ordering = ["-starts_on", "name"]

    def __str__(self) -> str:
        return self.name


class StakeholderQuerySet(StrategyQuerySet["Stakeholder"]):
    """The words for asking about stakeholders."""

    def named(self) -> Self:
        """Those with a name; plan files also carry empty places for stakeholders, which pages leave out."""
        return self.exclude(name="")


class Stakeholder(Record):
    """A person or body with an interest in what the organisation does.

    A plan file names a stakeholder anew in each place where it plays a part, or leaves the place empty; each such
    place is a record, so that nothing of the file is lost. Pages show those that are `named()`.
    """

    class Kind(models.TextChoices):
        PERSON = "Person", "Person"
        ORGANISATION = "Organization", "Organisation"
        GROUP = "Generic_Group", "Group"

    name = models.CharField(max_length=300, blank=True, help_text="Empty only where a plan file leaves it empty.")
    kind = models.CharField(max_length=20, choices=Kind, blank=True)
    description = models.TextField(blank=True)
    interest = models.TextField(blank=True)
    expectation = models.TextField(blank=True)
    plan = models.ForeignKey(
        Plan, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="stakeholders"
    )
    position = models.PositiveSmallIntegerField(default=0, editable=False, help_text="Place in the plan's file.")
    exchange = models.JSONField(default=dict, blank=True, help_text="What a file format carries and no page shows.")

    objects = StakeholderQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="stakeholder_is_named_or_imported",
                condition=~Q(name="") | Q(source__isnull=False),
                violation_error_message="Enter the name of the stakeholder.",
            )
        ]

    def __str__(self) -> str:
        return self.name or "A stakeholder without a name"

    def clean(self) -> None:
        """Only an import may leave the name empty."""
        if not self.name and self.source_id is None:
            raise ValidationError({"name": "Enter the name of the stakeholder."})

    def get_absolute_url(self) -> str:
        """Its place on the page of purpose and drivers."""
        return f"{reverse('okr:strategy')}#stakeholders"


class Purpose(Record):
    """Why the organisation exists; there may be several, each with the versions it went through."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        ADOPTED = "adopted", "Adopted"
        UNDER_REVIEW = "under_review", "Under review"
        RETIRED = "retired", "Retired"

    code = models.CharField(max_length=20, unique=True, validators=[CODE])
    statement = models.TextField()
    rationale = models.TextField(blank=True)
    sustainability = models.TextField("sustainability relevance", blank=True)
    wellbeing = models.TextField("wellbeing relevance", blank=True)
    stakeholders = models.ManyToManyField(Stakeholder, blank=True, related_name="purposes")
    owner = models.ForeignKey(
        "organisation.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="purposes"
    )
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    edition = models.PositiveSmallIntegerField(default=1, help_text="Grows each time a changed statement is adopted.")
    review_on = models.DateField(null=True, blank=True)

    objects = StrategyQuerySet["Purpose"].as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                Upper("code"),
                name="purpose_code_unique_in_any_case",
                violation_error_message="Another purpose has this code.",
            )
        ]

    def __str__(self) -> str:
        return self.statement

    def get_absolute_url(self) -> str:
        """The purpose's page."""
        return address_of("okr:purpose_detail", self.code.lower())


class PurposeEdition(models.Model):
    """A statement of a purpose as it was once adopted; never changed."""

    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    statement = models.TextField()
    rationale = models.TextField(blank=True)
    adopted_on = models.DateField()

    objects = RowsQuerySet["PurposeEdition"].as_manager()

    class Meta:
        ordering = ["purpose", "-number"]
        constraints = [models.UniqueConstraint(fields=["purpose", "number"], name="purpose_edition_once")]

    def __str__(self) -> str:
        return f"{self.purpose.code}, edition {self.number}"


class StatementQuerySet(StrategyQuerySet["Statement"]):
    """The words for asking about statements."""

    def worded(self) -> Self:
        """Those that say something; plan files also carry empty ones, which pages leave out."""
        return self.exclude(name="", text="")


class Statement(Record):
    """A vision, a mission or a value, as adopted; pages show those that are `worded()`."""

    class Kind(models.TextChoices):
        VISION = "vision", "Vision"
        MISSION = "mission", "Mission"
        VALUE = "value", "Value"

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        ADOPTED = "adopted", "Adopted"
        SUPERSEDED = "superseded", "Superseded"

    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=300, blank=True, help_text="Values have a name; vision and mission may not.")
    text = models.TextField(blank=True)
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="statements")
    identifier = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ADOPTED)
    position = models.PositiveSmallIntegerField(default=0)
    exchange = models.JSONField(default=dict, blank=True, help_text="What a file format carries and no page shows.")

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="statement_says_something",
                condition=~Q(name="", text="") | Q(source__isnull=False),
                violation_error_message="Enter a name or a text.",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.text[:80] or f"A {self.get_kind_display().lower()} without words"

    def clean(self) -> None:
        """Only an import may leave both empty."""
        if not self.name and not self.text and self.source_id is None:
            raise ValidationError("Enter a name or a text.")

    def get_absolute_url(self) -> str:
        """Its place on the page of purpose and drivers."""
        return f"{reverse('okr:strategy')}#{self.kind}"
