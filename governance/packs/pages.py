"""What the templates of a pack draw: sentences, charts and tables made from its content."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from big.charts import bars, columns, cover
from big.core import words
from big.history import moment
from governance.integrity.catalogue import RULES
from governance.models.packs import Pack
from governance.packs import messages
from governance.packs.checks import checks
from governance.packs.content import Content
from governance.packs.limits import MOST_ROWS, Left, kept, left
from governance.packs.rows import StreamGroup, WorkRow, reason_key, stated_sum
from governance.packs.snapshot import TEMPLATE_VERSION
from governance.phrases import shortened
from okr.selectors.purse import Money
from portfolio.models.work import Stream

TEMPLATE = "governance/pack/main_board.html"
NEXT_DAYS = 30
# The page of money by objective has room for so many beside its chart.
MOST_OBJECTIVES = 24
MARK_NAMES = {
    "R": "red",
    "AR": "amber/red",
    "A": "amber",
    "AG": "amber/green",
    "G": "green",
    "N": "not reported",
    "W": "withheld",
}


def html_of(pack: Pack, content: Content, anchor: Mapping[str, str | int] | None = None) -> str:
    """The whole document, styles inside; the preview and the PDF are made from it."""
    sealed = {**anchor, "at": dt.datetime.fromisoformat(str(anchor["at"]))} if anchor else None
    return render_to_string(TEMPLATE, {**context_of(pack, content), "sealed": sealed})


def context_of(pack: Pack, content: Content) -> Mapping[str, Any]:
    """The context of the templates under governance/pack/."""
    symbol = words.SYMBOLS.get(content.frame.currency, f"{content.frame.currency} ")
    return {
        "pack": pack,
        "pack_title": pack.title,
        "pack_code": pack.code,
        "organisation": content.organisation,
        "classification": pack.classification,
        "author": pack.prepared_by.name,
        "description": messages.lede(content),
        "made_at": pack.built_at,
        "as_of": moment.current(),
        "template_version": TEMPLATE_VERSION,
        "content": content,
        "frame": content.frame,
        "unit_million": f"{symbol}m",
        "read_on_words": words.day(content.frame.today),
        "live_works": sum(content.reading.work_marks.values()),
        "lede": messages.lede(content),
        "titles": {
            "summary": messages.summary_title(content),
            "scorecard": messages.scorecard_title(content),
            "portfolio": messages.portfolio_title(content),
            "silent": messages.silent_title(content),
            "withheld": messages.withheld_title(content),
            "money": messages.money_title(content),
            "objectives": messages.objectives_title(content),
            "gaps": messages.gaps_title(content),
            "capacity": messages.capacity_title(content),
        },
        "messages": messages.messages(content),
        "checks": checks(content),
        "art": _art(content),
        "coming": _coming(content),
        "columns": _columns(content),
        "objective_bars": _objective_bars(content),
        "most": _most(content),
        "mark_words": _mark_words(content),
        "mark_key": _mark_key(content),
        "shows": _shows(content),
        "unlinked_most": _unlinked_most(content),
        "unlinked_slice": f":{_unlinked_most(content)}",
        "silent_cost": stated_sum(content.silent, content.frame.currency),
        "against_budget": _against_budget(content),
        "notes": {reason_key(reason.text): reason.number for reason in content.reasons},
        "silent_pairs": _pairs(content.silent[: 2 * MOST_ROWS]),
        "silent_left": left(
            (row.standing.mark for row in content.silent[2 * MOST_ROWS :]), reverse("portfolio:work_list")
        ),
        "tables": _tables(content),
        "objectives_left": _objectives_left(content),
        "reasons_left": Left(max(len(content.reasons) - MOST_ROWS, 0)),
        "skills_left": Left(max(len(content.capacity) - MOST_ROWS, 0), path=reverse("portfolio:capacity")),
        "files_left": Left(max(len(content.imports) - MOST_ROWS, 0)),
        "first_rows": f":{MOST_ROWS}",
        "objectives_slice": f":{MOST_OBJECTIVES}",
        "summary_sub": _summary_sub(content),
        "rules": RULES,
        "streams": list(Stream),
    }


def _tables(content: Content) -> list[tuple[StreamGroup, tuple[WorkRow, ...], Left]]:
    """Each stream with the work that its table shows, and what it leaves out."""
    return [
        (
            group,
            shown := kept(group.spoken_of),
            left(
                (row.standing.mark for row in _without(group.spoken_of, shown)),
                _work_list(group.key),
            ),
        )
        for group in content.groups
    ]


def _work_list(stream: str = "") -> str:
    return reverse("portfolio:work_list") + (f"?tab={stream}" if stream else "")


def _without(rows: Sequence[WorkRow], shown: Sequence[WorkRow]) -> list[WorkRow]:
    keys = {row.work.pk for row in shown}
    return [row for row in rows if row.work.pk not in keys]


def _objectives_left(content: Content) -> list[tuple[Left, Money]]:
    """The objectives for whose money there is no room, and what they carry together, so that the column adds up."""
    others = content.money.objectives[MOST_OBJECTIVES:]
    if not others:
        return []
    return [(Left(len(others), path=reverse("governance:money")), sum((row.money for row in others), Money()))]


def _art(content: Content) -> Any:
    reading = content.reading
    objectives = [
        cover.ArtObjective(top.key, top.code, top.title, reading.progress[top.key].mark) for top in reading.objectives
    ]
    tops = {below: top.key for top in reading.objectives for below in reading.scope.families[top.key]}
    serves: dict[int, list[int]] = {}
    links = content.reading.scope.all_links.order_by("work", "-weight", "pk").values_list("work", "objective")
    for work_id, objective_id in links:
        if objective_id in tops:
            serves.setdefault(work_id, []).append(tops[objective_id])
    works = [
        cover.ArtWork(row.work.code, row.standing.mark, tuple(dict.fromkeys(serves.get(row.work.pk, ()))))
        for group in content.groups
        for row in group.rows
        if row.work.state.is_live
    ]
    return cover.cover_art(objectives, works, height=220)


def _coming(content: Content) -> list[WorkRow]:
    """The next milestones of the coming month, soonest first."""
    rows = [row for group in content.groups for row in group.rows if row.milestone and row.work.state.is_live]
    soon = [
        row for row in rows if row.milestone and 0 <= (row.milestone.due_on - content.frame.today).days <= NEXT_DAYS
    ]
    soon.sort(key=lambda row: (row.milestone.due_on if row.milestone else content.frame.today, row.work.code))
    return soon[:6]


def _columns(content: Content) -> Any:
    if not content.has_months:
        return None
    return columns.money_columns(
        [
            columns.Period(
                name=f"{period.starts_on:%b}",
                budget=each.cost.budget,
                actual=each.cost.actual,
                forecast=each.cost.forecast,
            )
            for period, each in content.months.months
        ],
        currency=content.frame.currency,
        width=688,
        height=400,
    )


def _objective_bars(content: Content) -> Any:
    rows = [row for row in content.money.objectives if row.money.forecast][:12]
    if not rows:
        return None
    made = [
        bars.Bar(
            shortened(f"{row.objective.code} {row.objective.title}", 34),
            (bars.Part("forecast", row.money.forecast or Decimal(0)),),
            budget=row.money.budget,
        )
        for row in rows
    ]
    unlinked = content.money.unlinked
    if unlinked.forecast:
        made.append(bars.Bar("No objective", (bars.Part("missing", unlinked.forecast),), missing=True))
    title = messages.objectives_title(content)
    return bars.bars(made, label=f"{title}.", currency=content.frame.currency, width=480, names=180)


def _most(content: Content) -> Decimal:
    """The largest variance of the portfolio pages, for bars of one scale."""
    found = [
        abs(row.money.cost.variance)
        for group in content.groups
        for row in group.rows
        if row.money and row.money.cost.variance is not None
    ]
    return max(found, default=Decimal(1))


def _mark_words(content: Content) -> str:
    marks = content.reading.work_marks
    return words.listed([f"{words.number(marks[key])} {name}" for key, name in MARK_NAMES.items() if marks.get(key)])


def _mark_key(content: Content) -> str:
    """What the marks at the head of the units mean: silence and secrecy look alike from afar."""
    beside = {"N": "A dash means no current report or no rating.", "W": "W means that the rating is withheld."}
    return " ".join(sentence for mark, sentence in beside.items() if mark in content.units.marks)


def _unlinked_most(content: Content) -> int:
    """How many pieces without an objective the page of money has room for."""
    return 6 if content.reading.objectives else 20


def _against_budget(content: Content) -> str:
    variance, currency = content.money.total.variance, content.frame.currency
    if not variance:
        return "on budget" if variance is not None else ""
    return f"{words.money(abs(variance), currency)} {'over' if variance > 0 else 'under'} budget"


def _summary_sub(content: Content) -> str:
    if content.slopes:
        return "Objectives at the top, outcome against delivery, read on "
    return "The portfolio, before there is a strategy to hold it against, read on "


def _shows(content: Content) -> Mapping[str, Any]:
    """Which columns of the portfolio have anything in them; `lead` are those before the money, `all` all of them."""
    rows = [row for group in content.groups for row in group.spoken_of]
    marks, milestones = any(row.standing.time_mark for row in rows), any(row.milestone for row in rows)
    actual, lead = content.has_year and content.money.total.actual is not None, 4 + marks + (not milestones)
    return {
        "marks": marks,
        "actual": actual,
        "milestones": milestones,
        "lead": lead,
        "all": lead + actual + 3 * content.has_year + 2,
    }


def _pairs(rows: Sequence[WorkRow]) -> list[tuple[WorkRow, WorkRow | None]]:
    """Rows two abreast, read down the left half of the page first."""
    half = (len(rows) + 1) // 2
    return list(zip_longest(rows[:half], rows[half:]))
