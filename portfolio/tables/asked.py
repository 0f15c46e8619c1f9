"""Reads the address of the portfolio list into a question, and writes it back; whatever is odd is left out."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict
from django.urls import reverse

from big.accounts.models import User
from big.organisation.models import Person
from big.periods import Period
from big.picking import found
from big.registry import pages
from portfolio.models.work import Stream
from portfolio.selectors.asking import ATTENTION, GROUPED_BY, GROUPS, HOST, LACKING, NOBODY, SORTS, WorkQuery
from portfolio.selectors.frame import Frame
from portfolio.selectors.standing import SEVERITY

LAYOUTS: Final = ("both", "table", "roadmap")
# Keys that narrow the set; taking them all out leaves the tab, the year and the layout.
NARROWING: Final = ("q", "unit", "node", "owner", "parent", "state", "type", "mark", "must", "only")


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that the address says: the question, the year, how it is shown, which page, which saved view."""

    query: WorkQuery
    year: Period
    layout: str = "both"
    page: int = 1
    saved: int | None = None
    params: Mapping[str, str] = field(default_factory=dict)

    def address(self, **changes: Any) -> str:
        """The list's address with some of it changed; None takes a part out, and any change starts at page one."""
        return address(self.params, **changes)

    @property
    def query_string(self) -> str:
        """What stands after the question mark, without the page."""
        return self.address().partition("?")[2]


def address(params: Mapping[str, str], **changes: Any) -> str:
    """The address of the list for these parameters, in a stable order."""
    merged = {**params, "page": "", **{name: "" if value is None else str(value) for name, value in changes.items()}}
    kept = QueryDict(mutable=True)
    for name in sorted(merged):
        if merged[name]:
            kept[name] = merged[name]
    text = kept.urlencode()
    return reverse("portfolio:work_list") + (f"?{text}" if text else "")


def read(user: User, given: QueryDict, frame: Frame) -> Asked:
    """The question of an address; unknown tabs, sorts, groups and keys are as if they were not there.

    An owner may be typed by name or code; one query for that.
    """
    owner = _plain(given.get("owner"), 250)
    extra = {each.key: _plain(given.get(each.key), 300) for each in pages.filters(HOST)}
    extra = {key: value for key, value in extra.items() if value}
    text = _plain(given.get("q"), 200)
    tabs = {"", ATTENTION, *Stream.values, *(tab.key for tab in pages.tabs(HOST))}
    group = _one_of(given.get("group", ""), GROUPS) or "stream"
    query = WorkQuery(
        tab=_one_of(given.get("tab", ""), tabs),
        text=text,
        unit=_number(given.get("unit")),
        node=_number(given.get("node")),
        owner=_owner(user, owner),
        parent=_number(given.get("parent")),
        state=_plain(given.get("state"), 40),
        work_type=_plain(given.get("type"), 40),
        mark=_one_of(given.get("mark", ""), SEVERITY),
        must_do=_one_of(given.get("must", ""), ("yes", "no")),
        only=_group_key(given.get("only", ""), group),
        extra=extra,
        sort=_sort(given.get("sort", "")),
        group=group,
    )
    layout = _one_of(given.get("layout", ""), LAYOUTS) or "both"
    starts = _number(given.get("year"))
    year = frame.year if starts is None else _year(starts, frame)
    params = {
        "tab": query.tab,
        "q": text,
        "unit": _text(query.unit),
        "node": _text(query.node),
        # Nobody, or several: what was typed stays in its place.
        "owner": _text(query.owner) if query.owner != NOBODY else owner,
        "parent": _text(query.parent),
        "state": query.state,
        "type": query.work_type,
        "mark": query.mark,
        "must": query.must_do,
        "only": query.only,
        "sort": query.sort,
        "group": "" if query.group == "stream" else query.group,
        "layout": "" if layout == "both" else layout,
        "year": "" if year == frame.year else str(year.starts_on.year),
        **extra,
    }
    return Asked(query, year, layout, _number(given.get("page")) or 1, _number(given.get("saved")), params)


def _owner(user: User, typed: str) -> int | None:
    """The key of the person meant; NOBODY where no one or several are called so."""
    if not typed:
        return None
    if (key := _number(typed)) is not None:
        return key
    people = found(Person.objects.visible_to(user), typed)
    return int(people[0].pk) if len(people) == 1 else NOBODY


def _group_key(value: str, group: str) -> str:
    """The key of a group: a stream, or the key of a record; "none" for those that lack it."""
    if group == "stream":
        return _one_of(value, Stream.values)
    return value if group in GROUPED_BY and (value == LACKING or _number(value) is not None) else ""


def _year(starts: int, frame: Frame) -> Period:
    if not 1900 <= starts <= 2200:
        return frame.year
    return frame.year_of(dt.date(starts, frame.first_month, 1))


def _plain(value: str | None, most: int) -> str:
    """Text that the database can hold: without NUL, not longer than `most`."""
    return (value or "").replace("\x00", "").strip()[:most]


def _one_of(value: str, known: Any) -> str:
    return value if value in known else ""


def _number(value: str | None) -> int | None:
    """A key of the database, or nothing for what is none."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 12 else None


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


def _sort(value: str) -> str:
    return value if value.removeprefix("-") in SORTS else ""
