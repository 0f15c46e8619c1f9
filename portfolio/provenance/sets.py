"""Which work a figure is of: one piece, or what the portfolio list shows for the same address."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import models
from django.http import QueryDict
from django.urls import reverse

from big.accounts.models import User
from big.core.marks import NAMES
from big.organisation.models import Person, Unit
from big.periods import Period
from big.registry import pages
from big.registry.provenance import Asked
from portfolio.models.types import WorkType
from portfolio.models.work import Stream, Work
from portfolio.selectors.asking import ATTENTION, HOST, LACKING, LIVE, WorkQuery, chosen
from portfolio.selectors.frame import Frame
from portfolio.selectors.work_page import keys_under
from portfolio.tables.asked import Asked as AskedList
from portfolio.tables.asked import read

TAKES = {
    "work": "The code of one piece of work; without it, the set that the portfolio list shows for the rest.",
    "under": "The code of a piece of work, for all that stands under it, without itself.",
    "year": "The calendar year in which the financial year begins; the present one if left out.",
    "tab": "A tab of the portfolio list: attention, a stream, or a tab that another part adds.",
    "group": "stream, unit, type or owner; with `only`, one group.",
    "only": "The key of the group; none for what lacks one.",
    "unit": "The key of a unit, with all below it.",
    "mark": "R, AR, A, AG, G, N (not reported) or W (withheld).",
    "state": "live for what is being done now, or the key of a state.",
}


@dataclass(frozen=True, slots=True)
class WorkSet:
    """The work that a figure is of, what it is called in a sentence, and where it is listed."""

    works: "models.QuerySet[Work]"
    name: str
    year: Period
    work: Work | None = None
    asked: AskedList | None = None
    above: Work | None = None

    def listed(self, **changes: str) -> str:
        """The address of the list of exactly this work."""
        if self.work:
            return self.work.get_absolute_url()
        if self.above:
            return reverse("portfolio:work_structure", args=[self.above.code.lower()])
        return self.asked.address(layout="table", **changes) if self.asked else reverse("portfolio:work_list")

    @property
    def where(self) -> str:
        """What the link to that list says."""
        return "Show what stands under it" if self.above else "Show these in the portfolio"

    def money_url(self, sort: str) -> str:
        """Where its money is listed: the lines of one piece of work, or the list, largest first."""
        if self.work:
            year = urlencode({"year": self.year.starts_on.year})
            return f"{reverse('portfolio:work_money', args=[self.work.code.lower()])}?{year}"
        return self.listed(sort=sort)


def set_of(user: User, asked: Asked, frame: Frame) -> WorkSet | None:
    """The set that these parameters ask for, of what `user` may see; None for work that is not there to see."""
    given = QueryDict(mutable=True)
    given.update({name: value for name, value in asked.items() if name not in ("what", "direction")})
    found = read(user, given, frame)
    if code := asked.get("work") or asked.get("under"):
        work = Work.objects.visible_to(user).filter(code__iexact=code).select_related("state", "unit").first()
        if work is None:
            return None
        if asked.get("work"):
            return WorkSet(Work.objects.filter(pk=work.pk), f"{work.code} {work.name}", found.year, work)
        below = Work.objects.filter(pk__in=keys_under(work, user))
        return WorkSet(below, f"all work under {work.code} {work.name}", found.year, above=work)
    return WorkSet(chosen(user, found.query, frame), _name(user, found.query), found.year, asked=found)


def _name(user: User, query: WorkQuery) -> str:
    """What the set is called: "live work in Engineering that is green"; words of the filters, in their order."""
    said = ["live work" if query.state == LIVE else "all work"]
    if query.tab == ATTENTION:
        said = ["work that needs attention"]
    elif query.tab in Stream.values:
        said.append(f"in {Stream(query.tab).label}")
    elif query.tab:
        tab = next((each for each in pages.tabs(HOST) if each.key == query.tab), None)
        said.append(f"on the tab {tab.label}" if tab else "")
    if query.unit:
        unit = Unit.objects.visible_to(user).filter(pk=query.unit).first()
        said.append(f"of {unit.name} and the units below it" if unit else "of one unit")
    if query.only:
        said.append(_of_group(user, query))
    if query.mark:
        said.append("that is not reported" if query.mark == "N" else f"that is {NAMES[query.mark].lower()}")
    others = (query.text, query.node, query.owner, query.parent, query.work_type, query.must_do, query.extra)
    if any(others) or (query.state and query.state != LIVE):
        said.append("that the filters keep")
    return " ".join(filter(None, said))


def _of_group(user: User, query: WorkQuery) -> str:
    if query.group == "stream":
        return f"in {Stream(query.only).label}"
    if query.only == LACKING:
        return f"with no {query.group}"
    if query.group == "unit":
        unit = Unit.objects.visible_to(user).filter(pk=query.only).first()
        return f"of {unit.name} itself" if unit else "of one unit"
    if query.group == "owner":
        person = Person.objects.visible_to(user).filter(pk=query.only).first()
        return f"owned by {person.name}" if person else "of one owner"
    kind = WorkType.objects.filter(pk=query.only).first()
    return f"of the type {kind.label.lower()}" if kind else "of one type"
