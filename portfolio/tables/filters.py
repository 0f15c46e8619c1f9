"""The filter bar of the portfolio list: what can be chosen, what is chosen, and how each choice is taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import models

from big import picking
from big.accounts.models import User
from big.core import marks
from big.organisation.models import Node, Person, Unit
from big.registry import pages
from portfolio.models.types import LifecycleState
from portfolio.models.work import Work
from portfolio.selectors.asking import HOST, LIVE
from portfolio.selectors.frame import Frame
from portfolio.selectors.money import spans_of_all
from portfolio.selectors.standing import SEVERITY
from portfolio.tables.asked import Asked

Choices = list[tuple[str, str]]
# What stands in the bar at once; the others wait behind "More" until they are set.
_FIRST: Final = ("unit", "mark", "state")


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter of the bar, as components/filters.html takes it."""

    key: str
    label: str
    value: str
    choices: picking.Choices
    clear_url: str
    is_lesser: bool = False

    @property
    def is_shown(self) -> bool:
        """Whether it stands in the bar; a lesser filter only while it is set, else it waits behind "More"."""
        return bool(self.value) or not self.is_lesser


def bar(user: User, asked: Asked, frame: Frame) -> list[Filter]:
    """The filters with their choices, those first that people use most; six queries, plus the added filters'."""
    works = Work.objects.visible_to(user)
    offered: list[tuple[str, str, picking.Choices]] = [
        ("unit", "Unit", _indented(Unit.objects.visible_to(user))),
        ("mark", "Status", [(mark, marks.NAMES[mark]) for mark in SEVERITY]),
        ("state", "State", _states(works)),
        ("type", "Type", _types(works)),
        ("owner", "Owner", _people(works)),
        ("node", "Node", _indented(Node.objects.visible_to(user))),
        ("must", "Must-do", [("yes", "Must-do only"), ("no", "Not a must-do")]),
    ]
    own = [
        Filter(key, label, asked.params[key], choices, asked.address(**{key: None}), key not in _FIRST)
        for key, label, choices in offered
    ]
    added = [
        Filter(
            each.key,
            each.label,
            asked.query.extra.get(each.key, ""),
            each.choices(user),
            asked.address(**{each.key: None}),
        )
        for each in pages.filters(HOST)
    ]
    return [*own[:2], *added, *own[2:]]


def year_filter(user: User, asked: Asked, frame: Frame) -> Filter:
    """The years for which visible work has money, and the present one; two queries at most."""
    every = spans_of_all()
    seen = Work.objects.visible_to(user).order_by().values_list("pk", flat=True)
    spans = [every[key] for key in seen if key in every]
    present = frame.year.starts_on
    first = frame.year_of(min((span[0] for span in spans), default=present)).starts_on.year
    last = frame.year_of(max((span[1] for span in spans), default=present)).starts_on.year
    first, last = min(first, present.year), max(last, present.year)
    chosen = asked.year.starts_on.year
    years = sorted({*range(max(first, last - 30), last + 1), chosen}, reverse=True)
    choices = [(str(year), frame.year_of(present.replace(year=year)).name) for year in years]
    return Filter("year", "Year", str(chosen), choices, "" if asked.year == frame.year else asked.address(year=None))


def _states(works: "models.QuerySet[Work]") -> Choices:
    """The states that any visible work is in; types share names, so each key stands once."""
    used = LifecycleState.objects.filter(pk__in=works.order_by().values("state"))
    found = dict(used.order_by("work_type__position", "position").values_list("key", "label"))
    return [(LIVE, "Being done now"), *found.items()] if found else []


def _types(works: "models.QuerySet[Work]") -> Choices:
    used = works.order_by("work_type__position").values_list("work_type__key", "work_type__label").distinct()
    return [(key, label) for key, label in used]


def _people(works: "models.QuerySet[Work]") -> picking.Choices:
    owners = Person.objects.filter(pk__in=works.order_by().values("owner")).order_by("name", "pk")
    return picking.few(owners, lambda each: (str(each.pk), each.name), by="pk")


def _indented(places: "models.QuerySet[Any]") -> Choices:
    """A tree as choices: each place under the one above it, indented by its depth; one query."""
    rows = list(places.order_by("name", "pk").values_list("pk", "parent_id", "name"))
    known = {key for key, _, _ in rows}
    below: dict[int | None, list[tuple[int, str]]] = {}
    for key, parent, name in rows:
        below.setdefault(parent if parent in known else None, []).append((key, name))
    return list(_walk(below, None, 0))


def _walk(below: dict[int | None, list[tuple[int, str]]], parent: int | None, depth: int) -> Iterable[tuple[str, str]]:
    for key, name in below.get(parent, []):
        yield str(key), "\N{NO-BREAK SPACE}" * 3 * depth + name
        yield from _walk(below, key, depth + 1)
