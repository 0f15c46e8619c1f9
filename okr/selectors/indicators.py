"""What the pages of KPIs show: the library, and one KPI with its values."""

from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q

from big.accounts.models import User
from big.core import words
from okr import policies
from okr.models.indicators import Indicator, IndicatorValue

PER_PAGE = 50
VALUES_SHOWN = 60


@dataclass(frozen=True, slots=True)
class IndicatorList:
    """One page of the library, narrowed by words, to key ones, or to one state of health."""

    page: "Page[Indicator]"
    message: str
    total: int
    problems: int


def indicator_list(user: User, *, q: str = "", key: bool = False, page: str | None = None) -> IndicatorList:
    """The library; three queries, whatever its size."""
    seen = Indicator.objects.visible_to(user)
    found = seen.filter(Q(name__icontains=q) | Q(code__icontains=q) | Q(definition__icontains=q)) if q else seen
    if key:
        found = found.filter(is_key=True)
    health = Counter(seen.order_by().values_list("health", flat=True))
    total = health.total()
    bad = health[Indicator.Health.PROBLEM]
    told = "needs" if bad == 1 else "need"
    message = f"{words.capital(words.counted(bad, 'KPI'))} of {words.number(total)} {told} help." if total else ""
    shown: Page[Indicator] = Paginator(found.for_rows(), PER_PAGE).get_page(page)
    return IndicatorList(shown, message or "No KPI is in the library yet.", total, bad)


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """One KPI: its latest values, newest first, and those that stand under it."""

    values: list[IndicatorValue]
    children: list[Indicator]
    message: str
    may_edit: bool


def indicator_page(indicator: Indicator, user: User) -> IndicatorPage:
    """The page of a KPI."""
    values = list(indicator.measured.visible_to(user).order_by("-read_on", "-pk")[:VALUES_SHOWN])
    children = list(Indicator.objects.visible_to(user).filter(parent=indicator).for_rows())
    health = indicator.get_health_display() if indicator.health is not None else "Nobody has judged its health"
    return IndicatorPage(values, children, f"{health}.", policies.can_edit_indicator(user, indicator.unit))
