"""Work: one register over business as usual, value creation, change and customer work."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from big.accounts.models import User
from big.addresses import address_of
from big.history.rows import RowsQuerySet, seen_today
from big.organisation.scope import open_or_cleared_q, person_named_q
from big.records import Record
from big.registry import rights
from portfolio.models.types import LifecycleState, WorkType

WORK_VIEW = rights.register("work.view", "See work with its status, milestones and money")
WORK_EDIT = rights.register("work.edit", "Add and change work, its milestones and its place")
WORK_REPORT = rights.register("work.report", "Submit status reports")
MONEY_EDIT = rights.register("money.edit", "Change budgets, actuals, forecasts and released funds")


CODE = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._-]*$", "Use letters, digits, hyphens, dots and underscores; the code is an address."
)


class Stream(models.TextChoices):
    """The four streams that all work falls into; their order is the order on every page."""

    BUSINESS_AS_USUAL = "bau", "Business as usual"
    VALUE_CREATION = "value", "Value creation"
    CHANGE = "change", "Change"
    CUSTOMER = "customer", "Customer projects"


class WorkQuerySet(RowsQuerySet["Work"]):
    """The words for asking about work. Code that serves a user starts with `visible_to`."""

    @seen_today
    def visible_to(self, user: User) -> Self:
        """Work where the user may see work, confidential work only for the cleared, and the user's own."""
        named = person_named_q(user, "owner", "sponsor")
        return self.filter(open_or_cleared_q(user, WORK_VIEW, named=named))

    def live(self) -> Self:
        """Being done now: neither proposed, paused nor closed, as its lifecycle says."""
        return self.filter(state__is_live=True)

    def for_rows(self) -> Self:
        """Everything a table row needs of other tables, in one query and a stable order."""
        return self.select_related("work_type", "state", "owner", "sponsor", "unit", "node", "parent").order_by(
            "code", "pk"
        )


class Work(Record):
    """Anything that consumes money or people: a portfolio, programme, project, product, service or customer project."""

    code = models.CharField(max_length=40, unique=True, validators=[CODE])
    name = models.CharField(max_length=300)
    stream = models.CharField(max_length=10, choices=Stream)
    work_type = models.ForeignKey(WorkType, on_delete=models.PROTECT, related_name="works")
    state = models.ForeignKey(LifecycleState, on_delete=models.PROTECT, related_name="works")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    node = models.ForeignKey("organisation.Node", null=True, blank=True, on_delete=models.PROTECT, related_name="works")
    unit = models.ForeignKey("organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="works")
    owner = models.ForeignKey(
        "organisation.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="owned_works"
    )
    sponsor = models.ForeignKey(
        "organisation.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="sponsored_works"
    )
    description = models.TextField(blank=True)
    customer = models.CharField(max_length=200, blank=True)
    contract_code = models.CharField(max_length=60, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="Baseline end.")
    forecast_ends_on = models.DateField(null=True, blank=True)
    is_must_do = models.BooleanField(default=False)
    obligation = models.CharField(max_length=300, blank=True, help_text="The obligation that makes it a must-do.")
    is_confidential = models.BooleanField(default=False)

    objects = WorkQuerySet.as_manager()

    class Meta:
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(
                Upper("code"),
                name="work_code_unique_in_any_case",
                violation_error_message="Another piece of work has this code.",
            ),
            models.CheckConstraint(
                name="work_must_do_names_obligation",
                condition=Q(is_must_do=False) | ~Q(obligation=""),
                violation_error_message="Name the obligation that makes this a must-do.",
            ),
            models.CheckConstraint(
                name="work_ends_after_start",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="The baseline end is before the start.",
            ),
            models.CheckConstraint(
                name="work_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message="Work cannot stand under itself.",
            ),
        ]
        indexes = [
            models.Index(fields=["stream", "code"], name="work_stream_code"),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="work_name_parts"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of this work."""
        return address_of("portfolio:work_detail", self.code.lower())


class WorkReference(models.Model):
    """What another system calls this work, so that the next import finds it."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="references")
    scheme = models.CharField(max_length=40, help_text='Whose name it is, such as "gmpp".')
    value = models.CharField(max_length=500, help_text="An id, or a name with its department.")

    objects = RowsQuerySet["WorkReference"].as_manager()

    class Meta:
        ordering = ["scheme", "value"]
        constraints = [models.UniqueConstraint(fields=["scheme", "value"], name="work_reference_once")]

    def __str__(self) -> str:
        return f"{self.scheme}: {self.value}"
