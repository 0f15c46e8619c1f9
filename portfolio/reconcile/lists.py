"""The portfolio list: its tabs, marks, totals, groups, rows, file and opening sentence."""

from collections.abc import Iterator
from typing import Any, Final

from big.core import words
from big.core.marks import NAMES
from big.reconcile.blocks import ask, table
from big.reconcile.viewer import Viewer, of_codes
from big.registry import figures
from portfolio.models.work import Stream
from portfolio.policies import can_list
from portfolio.reconcile.money import between, of_many, of_totals, summed
from portfolio.selectors.asking import WorkQuery, chosen, ordered, tab_counts
from portfolio.selectors.frame import frame
from portfolio.selectors.listing import WorkPage, work_page
from portfolio.selectors.money import totals
from portfolio.selectors.saying import portfolio_sentence, short_name
from portfolio.selectors.standing import mark_counts
from portfolio.tables import exports

LIST: Final = "portfolio:work_list"
# What the rows of each group share, as the page names the group and as the tables do.
GROUPS: Final = {"stream": "stream", "unit": "unit_id", "type": "work_type_id", "owner": "owner_id"}


def connect() -> None:
    """Register the figures of the list; called once, when Django is ready."""

    def add(name: str, shown: Any, independent: Any, see: str = "Portfolio", screen: str = LIST) -> None:
        figures.register(figures.Figure(screen, name, shown, independent, see, can_list))

    add("Work on each tab", _tabs, _tabs_asked)
    add("Live work by mark", _marks, _marks_asked)
    add("Money of the year", _money, lambda viewer: summed(viewer, "'all work'", "seen_work w"))
    add("Money of other years", _years, _years_asked, "Portfolio, filter Year")
    add("Opening sentence", _sentence, _sentence_asked)
    for group, column in GROUPS.items():
        _add_group(add, group, column)
    add("Rows", _rows, _rows_asked, "Portfolio, row {code}")
    add("Lines and sums of the file", _file, _file_asked, "Portfolio, CSV", "portfolio:work_export")


def _add_group(add: Any, group: str, column: str) -> None:
    add(
        f"Work and money by {group}",
        lambda viewer: _groups(viewer, group),
        lambda viewer: of_codes(_groups_asked(viewer, column), viewer.kept[f"groups by {group}"]),
        f"Portfolio, grouped by {group}",
    )


def _tabs(viewer: Viewer) -> dict[str, Any]:
    own = {"", "attention", *Stream.values}
    return {each.key: each.count for each in tab_counts(viewer.user, frame(viewer.today)) if each.key in own}


def _tabs_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        """
        select '', count(*) from seen_work
        union all select stream, count(*) from seen_work group by stream
        union all select 'attention', count(*) from asking_work
        """,
    )


def _marks(viewer: Viewer) -> dict[str, Any]:
    now = frame(viewer.today)
    live = chosen(viewer.user, WorkQuery(), now).filter(state__is_live=True)
    return dict(mark_counts(live, now.today, stale_after=now.stale_after))


def _marks_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer, "select mark, count(*) from work_mark join seen_work w using (id) where w.is_live group by mark"
    )


def _money(viewer: Viewer) -> dict[str, Any]:
    now = frame(viewer.today)
    works = chosen(viewer.user, WorkQuery(), now)
    return of_totals("all work", totals(works, now.year, currency=now.currency))


def _years(viewer: Viewer) -> dict[str, Any]:
    """Every other year in which a line begins, as the filter of the page names it."""
    now = frame(viewer.today)
    works = chosen(viewer.user, WorkQuery(), now)
    days = works.filter(money__isnull=False).order_by().values_list("money__starts_on", flat=True).distinct()
    years = sorted({now.year_of(day) for day in days} - {now.year})
    return of_many((year.name, totals(works, year, currency=now.currency)) for year in years)


def _years_asked(viewer: Viewer) -> dict[str, Any]:
    first = "(extract(year from m.starts_on)::int - (extract(month from m.starts_on) < %(opens)s)::int)"
    opened = f"make_date({first}, %(opens)s, 1)"
    named = f"case %(opens)s when 1 then {first}::text else concat({first}, '/', right(({first} + 1)::text, 2)) end"
    return between(
        viewer,
        named,
        "seen_work w",
        f"m.ends_on < {opened} + interval '1 year' and {opened} <> %(year_start)s",
    )


def _pages(viewer: Viewer, group: str) -> Iterator[WorkPage]:
    """Every page of the list, as a reader turns them."""
    now, query, number = frame(viewer.today), WorkQuery(group=group), 1
    works = chosen(viewer.user, query, now)
    while True:
        page = work_page(works, query, viewer.user, now, now.year, number)
        yield page
        if not page.left:
            return
        number += 1


def _kept(viewer: Viewer) -> list[WorkPage]:
    """The pages of the list as it opens, which several figures look at."""
    pages: list[WorkPage] = viewer.kept.setdefault("portfolio", None) or list(_pages(viewer, "stream"))
    viewer.kept["portfolio"] = pages
    return pages


def _groups(viewer: Viewer, group: str) -> dict[str, Any]:
    """Every group of every page; where few pages are opened, those of the first page."""
    found: dict[str, Any] = {}
    labels = set()
    for page in _kept(viewer) if group == "stream" else _pages(viewer, group):
        for each in page.groups:
            label = "none" if each.key is None else str(each.key)
            labels.add(label)
            found |= {f"{label}, count": each.count, **of_totals(label, each.money)}
        if viewer.pages and group != "stream":
            break
    viewer.kept[f"groups by {group}"] = labels
    return found


def _groups_asked(viewer: Viewer, column: str) -> dict[str, Any]:
    label = f"coalesce(w.{column}::text, 'none')"
    counts = table(viewer, f"select {label}, count(*) from seen_work w group by 1", "count")
    return counts | summed(viewer, label, "seen_work w")


def _rows(viewer: Viewer) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row in (row for page in _kept(viewer) for row in page.rows):
        found |= {f"{row.work.code}, mark": row.standing.mark, **of_totals(row.work.code, row.money)}
        found[f"{row.work.code}, next milestone"] = row.milestone.due_on if row.milestone else None
    return found


def _rows_asked(viewer: Viewer) -> dict[str, Any]:
    marked = table(
        viewer,
        """
        select w.code, m.mark, (select min(due_on) from open_milestone o where o.work_id = w.id)
        from seen_work w join work_mark m on m.id = w.id
        """,
        "mark",
        "next milestone",
    )
    return marked | summed(viewer, "w.code", "seen_work w")


def _file(viewer: Viewer) -> dict[str, Any]:
    now, query = frame(viewer.today), WorkQuery()
    works = ordered(chosen(viewer.user, query, now), query, now, now.year)
    at = {name: place for place, name in enumerate(exports.header())}
    found: dict[str, Any] = {}
    for line in exports.lines(works, viewer.user, now, now.year):
        found["lines"] = found.get("lines", 0) + 1
        for name in ("Budget", "Actual to date", "Forecast", "Released", "Against budget"):
            if line[at[name]] is not None:
                key = f"{line[at['Currency']]} {name}"
                found[key] = found.get(key, 0) + line[at[name]]
    return found


def _file_asked(viewer: Viewer) -> dict[str, Any]:
    """A line of the file leads with the organisation's currency, or with that of most lines where it has none."""
    return table(
        viewer,
        """
        with led as (
            select distinct on (work_id) work_id, currency
            from year_money group by work_id, currency
            order by work_id, (currency <> %(currency)s), sum(lines) desc, currency
        ), summed as (
            select y.currency, sum(budget) as budget, sum(actual) as actual, sum(forecast) as forecast,
                   sum(released) as released, sum(variance) as variance
            from seen_work w join led on led.work_id = w.id
            join year_money y on y.work_id = w.id and y.currency = led.currency and y.direction = 'cost'
            group by y.currency
        )
        select 'lines', count(*) from seen_work
        union all select currency || ' Budget', budget from summed
        union all select currency || ' Actual to date', actual from summed
        union all select currency || ' Forecast', forecast from summed
        union all select currency || ' Released', released from summed
        union all select currency || ' Against budget', variance from summed
        """,
    )


def _sentence(viewer: Viewer) -> dict[str, Any]:
    now = frame(viewer.today)
    works = chosen(viewer.user, WorkQuery(), now)
    counts = mark_counts(works.filter(state__is_live=True), now.today, stale_after=now.stale_after)
    money = totals(works, now.year, currency=now.currency)
    return {"sentence": portfolio_sentence(works, counts, money, now)}


def _sentence_asked(viewer: Viewer) -> dict[str, Any]:
    """The finding that matters most: silence, overspend, what is red, what is amber, what is not known."""
    counts: dict[str, int] = _marks_asked(viewer)
    total = sum(counts.values())
    if not total:
        ((works,),) = ask(viewer, "select count(*) from seen_work")
        return {"sentence": "No work is being done yet." if works else "The portfolio is empty."}
    unknown = counts.get("N", 0)
    if unknown * 2 > total:
        said = f"{words.capital(words.in_words(unknown))} of {total} pieces of work have no current status."
        return {"sentence": said}
    return {"sentence": _overspent(viewer) or _red(viewer, counts) or _rest(viewer, counts)}


_LED: Final = """
    with led as (
        select currency, sum(variance) filter (where direction = 'cost') as over,
               sum(compared) filter (where direction = 'cost') as planned
        from year_money y join seen_work w on w.id = y.work_id
        group by currency order by (currency <> %(currency)s), sum(lines) desc, currency limit 1
    )
"""


def _overspent(viewer: Viewer) -> str:
    found = ask(viewer, f"{_LED} select * from led where over > planned * 0.005 and planned <> 0")
    if not found:
        return ""
    currency, over, planned = found[0]
    ((name, most),) = ask(
        viewer,
        f"{_LED} select w.name, y.variance from led join year_money y using (currency) join seen_work w "
        "on w.id = y.work_id where y.direction = 'cost' and y.variance > 0 order by y.variance desc, w.id limit 1",
    )
    if most * 10 < over * 9:
        return f"We forecast {words.money(over, currency)} over a budget of {words.money(planned, currency)}."
    rest = over - most
    side = f"{words.money(abs(rest), currency)} {'over' if rest > 0 else 'under'}"
    ending = "on budget" if abs(rest) * 2000 <= planned else side
    return f"{short_name(name)} is the whole overspend: without it we would finish {ending}."


def _red(viewer: Viewer, counts: dict[str, int]) -> str:
    found = ask(
        viewer,
        "select w.name, m.mark_before from seen_work w join work_mark m using (id) where w.is_live and m.mark = 'R'",
    )
    if not found:
        return ""
    total, worse = sum(counts.values()), sum(before not in (None, "R") for _, before in found)
    if len(found) > 1:
        said = f"{words.capital(words.in_words(len(found)))} of {total} pieces of work are red"
        if not worse:
            return f"{said}, as at the report before."
        return f"{said}; {'all' if worse == len(found) else words.in_words(worse)} of them got worse."
    ((name, before),) = found
    amber = counts.get("A", 0) + counts.get("AR", 0)
    beside = f"; none of the other {total - 1} is" if total > 1 else ""
    if amber:
        beside = f"; {words.in_words(amber)} more {'is' if amber == 1 else 'are'} amber"
    course = f", down from {NAMES[before].lower()}" if worse else ""
    return f"{words.capital(short_name(name))} is red{course}{beside}."


def _rest(viewer: Viewer, counts: dict[str, int]) -> str:
    total, amber = sum(counts.values()), counts.get("A", 0) + counts.get("AR", 0)
    unknown, withheld = counts.get("N", 0), counts.get("W", 0)
    if amber:
        return f"None of {total} pieces of work is red; {words.in_words(amber)} {'is' if amber == 1 else 'are'} amber."
    if unknown:
        has = "has" if unknown == 1 else "have"
        return f"Nothing is red or amber, but {words.in_words(unknown)} of {total} {has} no current status."
    if withheld:
        verb = "is" if withheld == 1 else "are"
        return f"Nothing is red or amber; the status of {words.in_words(withheld)} of {total} {verb} withheld."
    found = ask(viewer, f"{_LED} select currency, over from led where over < 0")
    tail = f", {words.money(-found[0][1], found[0][0])} under budget" if found else ""
    return f"All {total} pieces of work are green{tail}." if total > 1 else f"The one piece of work is green{tail}."
