"""How lists of strategy are narrowed: the filters of the pages, and a hidden record as good as none."""

import datetime as dt

from django.db import models
from django.db.models import Q

from big.api.filters import (
    ChoiceFilter,
    CodeFilter,
    DayFilter,
    KeyFilter,
    RecordFilter,
    WordsFilter,
    YesNoFilter,
    updated_since,
)
from big.organisation.models import Node, Person, Unit
from okr.models.comments import Comment
from okr.models.cycles import Cycle, OkrSet
from okr.models.drivers import Driver
from okr.models.key_results import KeyResult, PhasedTarget, Reading
from okr.models.links import Contribution
from okr.models.objectives import ObjectiveLink, StrategicObjective, Supporter
from okr.models.parts import ContributingUnit, Delegate
from okr.models.purposes import Plan, Purpose, Stakeholder, Statement
from okr.models.rhythms import CheckInRhythm
from portfolio.api.filters import UnderFilter
from portfolio.models.work import Stream, Work


class PurposeFilter(RecordFilter):
    """Which purposes."""

    q = WordsFilter("code", "statement")
    code = CodeFilter()
    state = ChoiceFilter(Purpose.State)
    owner = KeyFilter(Person)
    review_to = DayFilter(field_name="review_on", lookup_expr="lte", help_text="To be reviewed by this day.")
    updated_since = updated_since()

    class Meta:
        model = Purpose
        fields: tuple[str, ...] = ()


class StatementFilter(RecordFilter):
    """Which statements."""

    q = WordsFilter("name", "text")
    kind = ChoiceFilter(Statement.Kind)
    state = ChoiceFilter(Statement.State)
    plan = KeyFilter(Plan)
    updated_since = updated_since()

    class Meta:
        model = Statement
        fields: tuple[str, ...] = ()


class StakeholderFilter(RecordFilter):
    """Which stakeholders."""

    q = WordsFilter("name", "description")
    kind = ChoiceFilter(Stakeholder.Kind)
    plan = KeyFilter(Plan)
    is_named = YesNoFilter(method="by_name")
    updated_since = updated_since()

    class Meta:
        model = Stakeholder
        fields: tuple[str, ...] = ()

    def by_name(self, rows: "models.QuerySet[Stakeholder]", name: str, value: bool) -> "models.QuerySet[Stakeholder]":
        """Whether it has a name; plan files also leave places empty."""
        return rows.exclude(name="") if value else rows.filter(name="")


class PlanFilter(RecordFilter):
    """Which plans."""

    q = WordsFilter("name", "identifier")
    kind = ChoiceFilter(Plan.Kind)
    updated_since = updated_since()

    class Meta:
        model = Plan
        fields: tuple[str, ...] = ()


class DriverFilter(RecordFilter):
    """Which drivers."""

    q = WordsFilter("code", "title", "description")
    code = CodeFilter()
    kind = ChoiceFilter(Driver.Kind)
    state = ChoiceFilter(Driver.State)
    purpose = KeyFilter(Purpose, field_name="purposes", distinct=True)
    objective = KeyFilter(StrategicObjective, field_name="objectives", distinct=True)
    owner = KeyFilter(Person)
    node = UnderFilter(Node)
    is_confidential = YesNoFilter()
    updated_since = updated_since()

    class Meta:
        model = Driver
        fields: tuple[str, ...] = ()


class CycleFilter(RecordFilter):
    """Which cycles."""

    q = WordsFilter("code", "name")
    code = CodeFilter()
    kind = ChoiceFilter(Cycle.Kind)
    state = ChoiceFilter(Cycle.State)
    on = DayFilter(method="by_day", help_text="That this day lies in.")
    updated_since = updated_since()

    class Meta:
        model = Cycle
        fields: tuple[str, ...] = ()

    def by_day(self, rows: "models.QuerySet[Cycle]", name: str, value: dt.date) -> "models.QuerySet[Cycle]":
        """Those that run on a day."""
        return rows.filter(starts_on__lte=value, ends_on__gte=value)


class OkrSetFilter(RecordFilter):
    """Which OKR sets."""

    cycle = KeyFilter(Cycle)
    unit = KeyFilter(Unit)
    node = KeyFilter(Node)
    person = KeyFilter(Person)
    updated_since = updated_since()

    class Meta:
        model = OkrSet
        fields: tuple[str, ...] = ()


class CommentFilter(RecordFilter):
    """Which comments."""

    objective = KeyFilter(StrategicObjective)
    key_result = KeyFilter(KeyResult)
    updated_since = updated_since()

    class Meta:
        model = Comment
        fields: tuple[str, ...] = ()


class CheckInRhythmFilter(RecordFilter):
    """Which rhythms."""

    unit = KeyFilter(Unit)
    node = KeyFilter(Node)
    every = ChoiceFilter(CheckInRhythm.Every)
    updated_since = updated_since()

    class Meta:
        model = CheckInRhythm
        fields: tuple[str, ...] = ()


class ObjectiveFilter(RecordFilter):
    """Which objectives."""

    q = WordsFilter("code", "title", "statement")
    code = CodeFilter()
    kind = ChoiceFilter(StrategicObjective.Kind)
    state = ChoiceFilter(StrategicObjective.State)
    is_pursued = YesNoFilter(method="by_pursued", help_text="Whether delivery is asked about it.")
    perspective = ChoiceFilter(StrategicObjective.Perspective)
    parent = KeyFilter(StrategicObjective)
    okr_set = KeyFilter(OkrSet)
    cycle = KeyFilter(Cycle, field_name="okr_set__cycle")
    is_strategic = YesNoFilter(field_name="okr_set", lookup_expr="isnull", help_text="Of nobody's OKRs of a cycle.")
    ambition = ChoiceFilter(StrategicObjective.Ambition)
    purpose = KeyFilter(Purpose)
    driver = KeyFilter(Driver, field_name="drivers", distinct=True)
    plan = KeyFilter(Plan)
    accountable = KeyFilter(Person)
    node = UnderFilter(Node)
    is_mission_critical = YesNoFilter()
    is_confidential = YesNoFilter()
    due_from = DayFilter(field_name="due_on", lookup_expr="gte")
    due_to = DayFilter(field_name="due_on", lookup_expr="lte")
    updated_since = updated_since()

    class Meta:
        model = StrategicObjective
        fields: tuple[str, ...] = ()

    def by_pursued(
        self, rows: "models.QuerySet[StrategicObjective]", name: str, value: bool
    ) -> "models.QuerySet[StrategicObjective]":
        """Neither proposed nor finished."""
        pursued = Q(state__in=StrategicObjective.PURSUED)
        return rows.filter(pursued if value else ~pursued)


class ObjectiveLinkFilter(RecordFilter):
    """Which links between objectives."""

    from_objective = KeyFilter(StrategicObjective)
    to_objective = KeyFilter(StrategicObjective)
    kind = ChoiceFilter(ObjectiveLink.Kind)
    updated_since = updated_since()

    class Meta:
        model = ObjectiveLink
        fields: tuple[str, ...] = ()


class DelegateFilter(RecordFilter):
    """Which delegates."""

    objective = KeyFilter(StrategicObjective)
    person = KeyFilter(Person)
    updated_since = updated_since()

    class Meta:
        model = Delegate
        fields: tuple[str, ...] = ()


class ContributingUnitFilter(RecordFilter):
    """Which contributing units."""

    objective = KeyFilter(StrategicObjective)
    unit = UnderFilter(Unit)
    state = ChoiceFilter(ContributingUnit.State)
    updated_since = updated_since()

    class Meta:
        model = ContributingUnit
        fields: tuple[str, ...] = ()


class SupporterFilter(RecordFilter):
    """Which supporters."""

    objective = KeyFilter(StrategicObjective)
    person = KeyFilter(Person)
    unit = UnderFilter(Unit)
    node = UnderFilter(Node)
    is_current = YesNoFilter(field_name="ended_on", lookup_expr="isnull")
    updated_since = updated_since()

    class Meta:
        model = Supporter
        fields: tuple[str, ...] = ()


class KeyResultFilter(RecordFilter):
    """Which key results."""

    q = WordsFilter("code", "title", "description")
    code = CodeFilter()
    objective = KeyFilter(StrategicObjective)
    state = ChoiceFilter(KeyResult.State)
    owner = KeyFilter(Person)
    node = UnderFilter(Node, field_name="objective__node")
    due_from = DayFilter(field_name="due_on", lookup_expr="gte")
    due_to = DayFilter(field_name="due_on", lookup_expr="lte")
    updated_since = updated_since()

    class Meta:
        model = KeyResult
        fields: tuple[str, ...] = ()


class ReadingFilter(RecordFilter):
    """Which readings."""

    key_result = KeyFilter(KeyResult)
    objective = KeyFilter(StrategicObjective, field_name="key_result__objective")
    read_from = DayFilter(field_name="read_on", lookup_expr="gte")
    read_to = DayFilter(field_name="read_on", lookup_expr="lte")
    updated_since = updated_since()

    class Meta:
        model = Reading
        fields: tuple[str, ...] = ()


class PhasedTargetFilter(RecordFilter):
    """Which phased targets."""

    key_result = KeyFilter(KeyResult)
    objective = KeyFilter(StrategicObjective, field_name="key_result__objective")
    due_from = DayFilter(field_name="due_on", lookup_expr="gte")
    due_to = DayFilter(field_name="due_on", lookup_expr="lte")
    updated_since = updated_since()

    class Meta:
        model = PhasedTarget
        fields: tuple[str, ...] = ()


class ContributionFilter(RecordFilter):
    """Which contributions."""

    work = KeyFilter(Work)
    objective = KeyFilter(StrategicObjective)
    key_result = KeyFilter(KeyResult, field_name="key_results", distinct=True)
    state = ChoiceFilter(Contribution.State)
    stream = ChoiceFilter(Stream, field_name="work__stream")
    unit = UnderFilter(Unit, field_name="work__unit")
    is_supported = YesNoFilter(method="by_support", help_text="Whether somebody supports the objective at the work.")
    updated_since = updated_since()

    class Meta:
        model = Contribution
        fields: tuple[str, ...] = ()

    def by_support(
        self, rows: "models.QuerySet[Contribution]", name: str, value: bool
    ) -> "models.QuerySet[Contribution]":
        """By the rule of the integrity page."""
        lonely = Contribution.objects.unsupported().order_by().values("pk")
        return rows.exclude(pk__in=lonely) if value else rows.filter(pk__in=lonely)
