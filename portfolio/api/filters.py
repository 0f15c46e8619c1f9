"""How lists of work and of what belongs to work are narrowed: the filters of the pages, by the same selectors."""

from functools import cache
from typing import Any

import django_filters
from django.db import models
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

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
from big.organisation.models import Node, NodeReach, Person, Unit, UnitReach
from big.registry import pages
from portfolio.api.shapes import MARKS
from portfolio.models.milestones import Milestone
from portfolio.models.money import MoneyLine
from portfolio.models.people import Capacity, Demand, Skill
from portfolio.models.status import Rating, StatusReport, WholeLifeCost
from portfolio.models.types import WorkType
from portfolio.models.work import Stream, Work
from portfolio.selectors.asking import HOST
from portfolio.selectors.attention import needing_attention
from portfolio.selectors.finding import named
from portfolio.selectors.frame import frame
from portfolio.selectors.standing import with_mark


class UnderFilter(KeyFilter):
    """Rows at one unit or node, or anywhere below it."""

    def __init__(self, model: type[models.Model], **kwargs: Any) -> None:
        self.reach: Any = UnitReach if model is Unit else NodeReach
        noun = "unit" if model is Unit else "node"
        super().__init__(model, **{"help_text": f"At this {noun}, or at any below it.", **kwargs})

    def filter(self, qs: "models.QuerySet[Any]", value: int | None) -> "models.QuerySet[Any]":
        """The rows; one subquery."""
        if value is None:
            return qs
        below = self.reach.objects.filter(above=value).values("below")
        return qs.filter(**{f"{self.field_name}__in": below})


@extend_schema_field(OpenApiTypes.STR)
class _AddedFilter(django_filters.CharFilter):  # type: ignore[misc]
    """A filter that an upper app adds to the list of work, such as the objective that work serves."""

    def __init__(self, added: pages.Filter) -> None:
        self.added = added
        super().__init__(max_length=100, help_text=f"{added.label}: a code, or none.")

    def filter(self, qs: "models.QuerySet[Any]", value: str) -> "models.QuerySet[Any]":
        """The rows as the upper app narrows them."""
        return self.added.apply(qs, value, self.parent.request.user) if value else qs


class _WorkFilter(RecordFilter):
    """The filters of the portfolio list."""

    q = django_filters.CharFilter(method="by_words", max_length=200, help_text="Words of the name, or the code.")
    code = CodeFilter()
    stream = ChoiceFilter(Stream)
    work_type = KeyFilter(WorkType)
    type = CodeFilter(field_name="work_type__key", help_text="The key of the type, such as project.")
    state = CodeFilter(field_name="state__key", help_text="The key of the state, such as in-delivery.")
    is_live = YesNoFilter(field_name="state__is_live", help_text="Whether it is being done now.")
    mark = ChoiceFilter(MARKS, method="by_mark", help_text="The status as it counts today.")
    attention = YesNoFilter(method="by_attention", help_text="Whether it needs attention, by the rule of the pages.")
    unit = UnderFilter(Unit)
    node = UnderFilter(Node)
    owner = KeyFilter(Person)
    sponsor = KeyFilter(Person)
    parent = KeyFilter(Work)
    is_must_do = YesNoFilter()
    is_confidential = YesNoFilter()
    ends_from = DayFilter(field_name="ends_on", lookup_expr="gte", help_text="Baseline end on this day or later.")
    ends_to = DayFilter(field_name="ends_on", lookup_expr="lte", help_text="Baseline end on this day or earlier.")
    updated_since = updated_since()

    class Meta:
        model = Work
        fields: tuple[str, ...] = ()

    def by_words(self, rows: "models.QuerySet[Any]", name: str, value: str) -> "models.QuerySet[Any]":
        """As the search of the list does."""
        return named(rows, value)

    def by_mark(self, rows: "models.QuerySet[Any]", name: str, value: str) -> "models.QuerySet[Any]":
        """By the mark that the pages draw."""
        reading = frame()
        return with_mark(rows, reading.today, stale_after=reading.stale_after).filter(shown_mark=value)

    def by_attention(self, rows: "models.QuerySet[Any]", name: str, value: bool) -> "models.QuerySet[Any]":
        """By the rule of the tab "Needs attention"."""
        needing = needing_attention(Work.objects.visible_to(self.request.user), frame()).order_by().values("pk")
        return rows.filter(pk__in=needing) if value else rows.exclude(pk__in=needing)


@cache
def work_filter() -> type[_WorkFilter]:
    """The filters of work, with those that upper apps added; made once all of them are wired."""
    added = {each.key: _AddedFilter(each) for each in pages.filters(HOST)}
    return type("WorkFilter", (_WorkFilter,), {"Meta": _WorkFilter.Meta, "__module__": __name__, **added})


class OfWorkFilter(RecordFilter):
    """What everything that belongs to a piece of work is narrowed by."""

    work = KeyFilter(Work)
    stream = ChoiceFilter(Stream, field_name="work__stream")
    unit = UnderFilter(Unit, field_name="work__unit")
    node = UnderFilter(Node, field_name="work__node")
    updated_since = updated_since()


class StatusReportFilter(OfWorkFilter):
    """The filters of status reports."""

    rating = ChoiceFilter(Rating)
    is_draft = YesNoFilter(field_name="submitted_at", lookup_expr="isnull")
    reported_from = DayFilter(field_name="report_on", lookup_expr="gte")
    reported_to = DayFilter(field_name="report_on", lookup_expr="lte")
    reported_by = KeyFilter(Person)

    class Meta:
        model = StatusReport
        fields: tuple[str, ...] = ()


class WholeLifeCostFilter(OfWorkFilter):
    """The filters of whole-life costs."""

    is_withheld = YesNoFilter(field_name="amount", lookup_expr="isnull")
    stated_from = DayFilter(field_name="stated_on", lookup_expr="gte")
    stated_to = DayFilter(field_name="stated_on", lookup_expr="lte")

    class Meta:
        model = WholeLifeCost
        fields: tuple[str, ...] = ()


class MilestoneFilter(OfWorkFilter):
    """The filters of milestones."""

    q = WordsFilter("title")
    kind = ChoiceFilter(Milestone.Kind)
    owner = KeyFilter(Person)
    is_met = YesNoFilter(field_name="actual_on", lookup_expr="isnull", exclude=True)
    is_cancelled = YesNoFilter()
    baseline_from = DayFilter(field_name="baseline_on", lookup_expr="gte")
    baseline_to = DayFilter(field_name="baseline_on", lookup_expr="lte")
    forecast_from = DayFilter(field_name="forecast_on", lookup_expr="gte")
    forecast_to = DayFilter(field_name="forecast_on", lookup_expr="lte")

    class Meta:
        model = Milestone
        fields: tuple[str, ...] = ()


class MoneyLineFilter(OfWorkFilter):
    """The filters of money."""

    direction = ChoiceFilter(MoneyLine.Direction)
    nature = ChoiceFilter(MoneyLine.Nature)
    currency = CodeFilter()
    starts_from = DayFilter(field_name="starts_on", lookup_expr="gte", help_text="The period begins then or later.")
    ends_to = DayFilter(field_name="ends_on", lookup_expr="lte", help_text="The period ends then or earlier.")

    class Meta:
        model = MoneyLine
        fields: tuple[str, ...] = ()


class CapacityFilter(RecordFilter):
    """The filters of capacity."""

    skill = KeyFilter(Skill)
    unit = UnderFilter(Unit)
    starts_from = DayFilter(field_name="starts_on", lookup_expr="gte")
    ends_to = DayFilter(field_name="ends_on", lookup_expr="lte")
    updated_since = updated_since()

    class Meta:
        model = Capacity
        fields: tuple[str, ...] = ()


class DemandFilter(OfWorkFilter):
    """The filters of demand."""

    skill = KeyFilter(Skill)
    state = ChoiceFilter(Demand.State)
    starts_from = DayFilter(field_name="starts_on", lookup_expr="gte")
    ends_to = DayFilter(field_name="ends_on", lookup_expr="lte")

    class Meta:
        model = Demand
        fields: tuple[str, ...] = ()
