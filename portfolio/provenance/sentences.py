"""How the sentences come about with which the pages of the portfolio open."""

from collections.abc import Iterator
from typing import Final

from django.urls import reverse

from big.accounts.models import User
from big.core import words
from big.core.marks import NAMES, ORDER
from big.provenance.links import how_url
from big.provenance.sentences import sentence_of
from big.registry.provenance import Asked, Explanation, Provenance, Row, day_of
from portfolio.models.work import Work
from portfolio.provenance.sets import TAKES, WorkSet, set_of
from portfolio.selectors.asking import LIVE
from portfolio.selectors.frame import frame
from portfolio.selectors.listing import next_milestones
from portfolio.selectors.money import Totals, totals
from portfolio.selectors.people import QUARTERS, capacity_against_demand, quarter_of
from portfolio.selectors.saying import largest_overspend, portfolio_sentence, reds
from portfolio.selectors.standing import mark_counts, standings
from portfolio.selectors.work_page import milestone_words, money_words, status_words, work_sentence
from portfolio.views.capacity import message

SHOWN_NAMES: Final = 3

PORTFOLIO: Final = Explanation(
    key="portfolio-sentence",
    title="Opening sentence of the portfolio",
    formula=(
        "Of these findings about the work that the list shows, the first that holds: more than half of the live work "
        "has no current status; the year is forecast over budget by more than half a percent, with the work that "
        "makes up nine tenths of it; work is red; work is amber; work is not reported or withheld; all is green."
    ),
    load=lambda user, asked: _portfolio(user, asked),
    takes={name: about for name, about in TAKES.items() if name not in ("work", "under")},
    covers=(("portfolio:work_list", "Opening sentence"),),
)

WORK: Final = Explanation(
    key="work-sentence",
    title="Opening sentence of a piece of work",
    formula=(
        "How it stands by its latest report, what it is forecast over or under its budget where that is one percent "
        "or more, and the next open milestone where that is late or slips."
    ),
    load=lambda user, asked: _work(user, asked),
    takes={"work": "The code of the work."},
)

CAPACITY: Final = Explanation(
    key="capacity-sentence",
    title="Opening sentence of capacity",
    formula="How many skills have more demand than capacity in the quarter, and the one that is shortest.",
    load=lambda user, asked: _capacity(user, asked),
    takes={"quarter": "this, next or after; next if left out."},
)


def _portfolio(user: User, asked: Asked) -> Provenance | None:
    now = frame(day_of(asked))
    chosen = set_of(user, asked, now)
    if chosen is None or chosen.asked is None:
        return None
    money = totals(chosen.works, chosen.year, currency=now.currency)
    live = chosen.works.filter(state__is_live=True)
    counts = mark_counts(live, now.today, stale_after=now.stale_after)
    said = portfolio_sentence(chosen.works, counts, money, now, narrows=chosen.asked.query.narrows)
    kept = {name: value for name, value in chosen.asked.params.items() if name not in ("sort", "layout")}
    rows: list[Row] = []
    # A list of work in one state that is not live holds no live work, and has no list of it.
    if chosen.asked.query.state in ("", LIVE):
        rows += _marked(counts, kept)
    names, stood = reds(live, now)
    worse = sum(each.got_worse for each in stood.values())
    shown = ", ".join(list(names.values())[:SHOWN_NAMES])
    rows.append(Row("Red, and better at the report before", words.number(worse), note=shown))
    if money.cost.variance is not None:
        rows += _over(chosen, money, kept)
    return sentence_of(
        "the portfolio",
        said,
        rows,
        as_of=now.today,
        follows="The findings about a set of work, in the order of their weight",
        url=chosen.listed(),
        label="Show the portfolio",
    )


def _marked(counts: dict[str, int], kept: dict[str, str]) -> Iterator[Row]:
    """The live work, and how much of it shows each mark."""
    among = {**kept, "state": LIVE}
    yield Row("Live work", words.number(sum(counts.values())), how=how_url("work-count", **among))
    for mark in sorted(counts, key=ORDER.index):
        if counts[mark]:
            how = how_url("work-count", **{**among, "mark": mark})
            yield Row(NAMES[mark], words.number(counts[mark]), how=how, mark=mark)
    if counts.get("A") and counts.get("AR"):
        yield Row("Amber, or amber and red", words.number(counts["A"] + counts["AR"]))


def _over(chosen: WorkSet, money: Totals, kept: dict[str, str]) -> Iterator[Row]:
    """The money of the year against its budget, and the work that goes furthest over."""
    over, currency = money.cost.variance, money.currency
    if over is None:
        return
    yield Row("Forecast against budget", words.signed_money(over, currency),
              how=how_url("work-money", **{**kept, "what": "variance"}))  # fmt: skip
    yield Row("Budget of the lines that hold a forecast", words.money(money.cost.compared_budget or 0, currency))
    worst = largest_overspend(chosen.works, money.period, currency)
    if worst is not None:
        how = how_url("work-money", work=worst.code.lower(), what="variance", year=kept.get("year"))
        yield Row(worst.name, words.signed_money(worst.variance, currency), code=worst.code, how=how,
                  note="Furthest over its budget")  # fmt: skip
        yield Row("Without it", words.signed_money(over - worst.variance, currency))


def _work(user: User, asked: Asked) -> Provenance | None:
    found = Work.objects.visible_to(user).filter(code__iexact=asked.get("work", ""))
    work = found.select_related("state").first()
    if work is None:
        return None
    now, code = frame(day_of(asked)), work.code.lower()
    mine = Work.objects.filter(pk=work.pk)
    standing = standings(mine, now.today, stale_after=now.stale_after)[work.pk]
    money = totals(mine, now.year, currency=now.currency, few=True)
    milestone = next_milestones([work.pk], now.today).get(work.pk)
    rows = [
        Row("Status", NAMES[standing.mark], on=standing.report_on, mark=standing.mark, note=status_words(standing),
            how=how_url("work-status", work=code)),
    ]  # fmt: skip
    if money.cost.variance is not None:
        rows.append(
            Row("Forecast against budget", words.signed_money(money.cost.variance, money.currency),
                note=money_words(money) or "Less than one percent, so the sentence leaves it out",
                how=how_url("work-money", work=code, what="variance"))
        )  # fmt: skip
    if milestone is not None:
        rows.append(
            Row(milestone.title, words.slip(milestone.slip_days), on=milestone.due_on,
                note=milestone_words(milestone, now.today) or "On its date",
                how=how_url("milestone-slip", milestone=milestone.key))
        )  # fmt: skip
    return sentence_of(
        f"{work.code} {work.name}",
        work_sentence(work, standing, money, milestone, now),
        rows,
        as_of=now.today,
        follows="Status, then money, then the next milestone; what is as planned is left out",
        url=work.get_absolute_url(),
        label="Show the work",
    )


def _capacity(user: User, asked: Asked) -> Provenance | None:
    key = asked.get("quarter", "next")
    if key not in QUARTERS:
        return None
    now = frame(day_of(asked))
    period = quarter_of(key, now)
    skills = capacity_against_demand(user, period)
    short = [row for row in skills if row.gap < 0]
    rows = [
        Row("Skills short", words.number(len(short))),
        *(
            Row(row.skill.name, f"{words.signed(row.gap)} FTE",
                how=how_url("capacity", skill=row.skill.code, quarter=key))
            for row in skills
        ),
    ]  # fmt: skip
    return sentence_of(
        f"capacity, {period.name}",
        message(skills, period),
        rows,
        as_of=now.today,
        follows="How many skills are short, and the shortest of them",
        url=f"{reverse('portfolio:capacity')}?quarter={key}",
        label="Show the quarter",
    )
