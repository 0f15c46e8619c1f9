"""What this app adds to the pages of work: its line of sight, its objectives in the list, and how to link it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from big import picking
from big.accounts.models import User
from big.core import words
from big.registry import pages
from okr import policies
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective
from okr.selectors.links import linked_q, objectives_of_works, sight_of_work
from okr.selectors.outline import objectives_below
from portfolio.models.work import Work

HOST = "portfolio.work"
NONE = "none"


def connect() -> None:
    """Register on the host of work; called once, when Django is ready."""
    pages.add_column(
        HOST,
        pages.Column("objective", "Objective", "okr/_work_objectives.html", _cells, order=10, export=_exported),
    )
    pages.add_filter(HOST, pages.Filter("objective", "Objective", _choices, _narrow, order=10))
    pages.add_tab(HOST, pages.Tab("no-sight", "No line of sight", _without_sight, order=10))
    pages.add_panel(
        HOST, pages.Panel("line_of_sight", "Line of sight", "okr/_work_sight.html", _sight, place="side", order=10)
    )
    pages.add_action(HOST, pages.RecordAction("link", "Link to an objective", "link", _claim_address, order=20))


def _cells(keys: Sequence[int], user: User) -> Mapping[int, Any]:
    return objectives_of_works(keys, user)


def _exported(cell: Any) -> str:
    links: list[Contribution] = cell or []
    return ", ".join(f"{link.objective.code} ({words.reading(link.weight)}%)" for link in links)


def _choices(user: User) -> picking.Choices:
    linked = Contribution.objects.visible_to(user).standing().order_by()
    objectives = StrategicObjective.objects.visible_to(user).filter(pk__in=linked.values("objective"))
    return picking.few(
        objectives.order_by("position", "code"),
        lambda each: (each.code.lower(), f"{each.code} {each.title}"),
        by="code",
        besides=((NONE, "No objective"),),
    )


def _narrow(works: "QuerySet[Any]", value: str, user: User) -> "QuerySet[Any]":
    if value == NONE:
        return works.exclude(linked_q(user))
    named = picking.found(StrategicObjective.objects.visible_to(user), value)
    family = objectives_below(user).get(named[0].pk, set()) if len(named) == 1 else set()
    links = Contribution.objects.visible_to(user).standing().filter(objective__in=family)
    return works.filter(pk__in=links.order_by().values("work"))


def _without_sight(works: "QuerySet[Any]", user: User) -> "QuerySet[Any]":
    """Live work that no objective agrees it serves and that no obligation demands (domain.md 7, Q2)."""
    agreed = Contribution.objects.visible_to(user).agreed().order_by()
    return works.filter(state__is_live=True, is_must_do=False).exclude(pk__in=agreed.values("work"))


def _sight(work: Work, user: User) -> Mapping[str, Any] | None:
    if not policies.can_see_strategy(user):
        return None
    sight = sight_of_work(work, user)
    claim_url = _claim_url(work)
    fixes = {"objective": claim_url} if sight.may_claim else {}
    return {
        "sight": sight,
        "threads": [thread.items(fixes) for thread in sight.threads],
        "claim_url": claim_url,
    }


def _claim_url(work: Work) -> str:
    return reverse("okr:contribution_claim", args=[work.code.lower()])


def _claim_address(work: Work, user: User) -> str | None:
    return _claim_url(work) if policies.can_claim_for(user, work) else None
