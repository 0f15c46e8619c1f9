"""Which work a list shows: tabs, filters and the order, all set-based, starting at what the reader may see."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import models
from django.db.models import Case, Count, F, IntegerField, Min, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Lower

from big.accounts.models import User
from big.organisation.nodes import NodeReach, UnitReach
from big.periods import Period
from big.registry import pages
from portfolio.models.milestones import Milestone
from portfolio.models.money import MoneyLine
from portfolio.models.work import Stream, Work
from portfolio.selectors.attention import needing_attention
from portfolio.selectors.finding import named
from portfolio.selectors.frame import Frame
from portfolio.selectors.standing import SEVERITY, with_mark

HOST: Final = "portfolio.work"
ATTENTION: Final = "attention"
LIVE: Final = "live"
GROUPS: Final = ("stream", "unit", "type", "owner", "none")
# What the rows of a group share, and how the address names the group of those that lack it.
GROUPED_BY: Final = {"stream": "stream", "unit": "unit_id", "type": "work_type_id", "owner": "owner_id"}
LACKING: Final = "none"
# The key of an owner who was typed and is not known: no work is theirs.
NOBODY: Final = 0
SORTS: Final = ("name", "code", "mark", "budget", "actual", "forecast", "variance", "milestone", "ends", "owner")


@dataclass(frozen=True, slots=True)
class WorkQuery:
    """What the address of a list asks for; empty fields ask for everything. `extra` holds filters of upper apps.

    `only` is the key of one group of the present grouping: its rows alone, whose total is the group's.
    """

    tab: str = ""
    text: str = ""
    unit: int | None = None
    node: int | None = None
    owner: int | None = None
    parent: int | None = None
    state: str = ""
    work_type: str = ""
    mark: str = ""
    must_do: str = ""
    only: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    group: str = "stream"

    @property
    def narrows(self) -> bool:
        """Whether any filter is set; a tab is no filter."""
        fixed = (self.text, self.unit, self.node, self.owner is not None, self.parent, self.state)
        return any(fixed) or any((self.work_type, self.mark, self.must_do, self.only)) or bool(self.extra)


def chosen(user: User, query: WorkQuery, frame: Frame) -> "models.QuerySet[Any]":
    """The work that `user` may see and the query asks for, in no order yet."""
    return filtered(tabbed(Work.objects.visible_to(user), query.tab, user, frame), query, user, frame)


def tabbed(works: "models.QuerySet[Any]", tab: str, user: User, frame: Frame) -> "models.QuerySet[Any]":
    """The work of one tab: all, that which needs attention, a stream, or a set that an upper app registered."""
    if tab == ATTENTION:
        return needing_attention(works, frame)
    if tab in Stream.values:
        return works.filter(stream=tab)
    for registered in pages.tabs(HOST):
        if registered.key == tab:
            return registered.apply(works, user)
    return works


def filtered(works: "models.QuerySet[Any]", query: WorkQuery, user: User, frame: Frame) -> "models.QuerySet[Any]":
    """`works` narrowed by every filter that is set; a unit or node includes all below it."""
    if query.text:
        works = named(works, query.text)
    if query.unit:
        works = works.filter(unit__in=UnitReach.objects.filter(above=query.unit).values("below"))
    if query.node:
        works = works.filter(node__in=NodeReach.objects.filter(above=query.node).values("below"))
    plain = {"owner": query.owner, "parent": query.parent, "work_type__key": query.work_type}
    works = works.filter(**{name: value for name, value in plain.items() if value not in (None, "")})
    if query.state:
        works = works.filter(_state_q(query.state))
    if query.only:
        works = works.filter(_group_q(query))
    if query.must_do:
        works = works.filter(is_must_do=query.must_do == "yes")
    if query.mark:
        works = with_mark(works, frame.today, stale_after=frame.stale_after).filter(shown_mark=query.mark)
    for registered in pages.filters(HOST):
        if value := query.extra.get(registered.key):
            works = registered.apply(works, value, user)
    return works


def _group_q(query: WorkQuery) -> Q:
    """The rows of one group; unlike the filter by unit, those of the unit itself."""
    column = GROUPED_BY.get(query.group)
    if column is None:
        return Q()
    return Q(**{f"{column}__isnull": True}) if query.only == LACKING else Q(**{column: query.only})


def _state_q(state: str) -> Q:
    return Q(state__is_live=True) if state == LIVE else Q(state__key=state)


@dataclass(frozen=True, slots=True)
class TabCount:
    """A tab with how many pieces of work stand on it."""

    key: str
    label: str
    count: int


def tab_counts(user: User, frame: Frame) -> list[TabCount]:
    """Every tab with its count over all that `user` may see; two queries, and one for each registered tab."""
    works = Work.objects.visible_to(user)
    streams = dict(works.order_by().values_list("stream").annotate(n=Count("pk")))
    tabs = [
        TabCount("", "All work", sum(streams.values())),
        TabCount(ATTENTION, "Needs attention", needing_attention(works, frame).count()),
        *(TabCount(stream.value, stream.label, streams.get(stream.value, 0)) for stream in Stream),
    ]
    registered = (TabCount(tab.key, tab.label, tab.apply(works, user).count()) for tab in pages.tabs(HOST))
    return [*tabs, *registered]


def ordered(works: "models.QuerySet[Any]", query: WorkQuery, frame: Frame, period: Period) -> "models.QuerySet[Any]":
    """By group, then by the sort asked for, then by code: a total order, so that pages never overlap."""
    key, down = query.sort.lstrip("-"), query.sort.startswith("-")
    works, by = _sort(works, key, frame, period)
    order = [by.desc(nulls_last=True) if down else by.asc(nulls_last=True)] if by is not None else []
    return works.order_by(*_group_order(query.group), *order, "code", "pk")


def _group_order(group: str) -> list[Any]:
    if group == "stream":
        places = (When(stream=stream, then=Value(place)) for place, stream in enumerate(Stream))
        return [Case(*places, default=Value(9), output_field=IntegerField())]
    orders: dict[str, list[Any]] = {
        "unit": [F("unit__name").asc(nulls_last=True), F("unit_id").asc(nulls_last=True)],
        "type": [F("work_type__position"), F("work_type_id")],
        "owner": [F("owner__name").asc(nulls_last=True), F("owner_id").asc(nulls_last=True)],
    }
    return orders.get(group, [])


def _sort(works: "models.QuerySet[Any]", key: str, frame: Frame, period: Period) -> tuple[Any, Any]:
    """The works with what the sort needs, and the expression to sort by; None for the order by code."""
    plain: dict[str, Any] = {
        "name": Lower("name"),
        "owner": Lower("owner__name"),
        "ends": Coalesce("forecast_ends_on", "ends_on"),
    }
    if key in plain:
        return works, plain[key]
    if key in ("budget", "actual", "forecast", "variance"):
        return works.annotate(sort_value=_money_of(key, period, frame.currency)), F("sort_value")
    if key == "mark":
        marked = with_mark(works, frame.today, stale_after=frame.stale_after)
        ranks = (When(shown_mark=mark, then=Value(place)) for place, mark in enumerate(SEVERITY))
        return marked, Case(*ranks, default=Value(9), output_field=IntegerField())
    if key == "milestone":
        due = Milestone.objects.open().filter(work=OuterRef("pk")).order_by().values("work")
        first = due.annotate(first=Min(Coalesce("forecast_on", "baseline_on"))).values("first")
        return works.annotate(sort_value=Subquery(first)), F("sort_value")
    return works, None


def _money_of(name: str, period: Period, currency: str) -> Subquery:
    """An amount of cost in the organisation's currency, to sort by; amounts in others cannot be compared."""
    lines = (
        MoneyLine.objects.cost()
        .within(period.starts_on, period.ends_on)
        .filter(work=OuterRef("pk"), currency=currency)
        .order_by()
        .values("work")
    )
    amount = Sum(F("forecast") - F("budget")) if name == "variance" else Sum(name)
    return Subquery(lines.annotate(amount=amount).values("amount"))
