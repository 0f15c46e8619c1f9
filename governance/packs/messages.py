"""The sentences of a pack: the title of each page is its finding; the summary carries the three that matter most."""

from dataclasses import dataclass
from decimal import Decimal

from big.core import words
from big.core.shown import Shown
from governance.integrity import delivery, measures, strategy
from governance.packs.content import Content
from governance.phrases import lowered, of_all, shortened, verb
from governance.selectors.home.slopes import steepness
from governance.sentences import home
from portfolio.models.status import RATED
from portfolio.selectors.standing import NOT_REPORTED

ZERO = Decimal(0)
PIECES = home.PIECES


@dataclass(frozen=True, slots=True)
class Message:
    """A finding in bold, and the sentence that carries its figures."""

    title: str
    text: str


def facts_of(content: Content) -> home.Standing:
    """What the sentence engine of Home needs, from the same reading."""
    reading = content.reading
    marks, objectives = reading.work_marks, reading.objective_marks
    stood = [(top.title, reading.progress[top.key]) for top in reading.objectives]
    behind = [(title, progress) for title, progress in stood if progress.mark in ("R", "A")]
    gaps = [
        (progress.expected - progress.percent, title)
        for title, progress in behind
        if progress.expected is not None and progress.percent is not None
    ]
    furthest = max(gaps, default=(ZERO, ""))
    unfunded = content.rows_of(strategy.OBJECTIVE_NO_FUNDS.key)
    return home.Standing(
        works=sum(marks.values()),
        green=marks.get("G", 0),
        red=marks.get("R", 0),
        unreported=marks.get("N", 0),
        objectives=len(reading.objectives),
        on_course=objectives.get("G", 0),
        behind=len(behind),
        unmeasured=objectives.get("N", 0),
        breaks=reading.disconnects.breaks,
        unfunded=Shown(range(len(unfunded)), lambda places: [unfunded[place].name for place in places]),
        furthest=furthest[1],
        furthest_points=furthest[0],
        currency=content.frame.currency,
    )


def lede(content: Content) -> str:
    """The cover's sentence: the one with which Home opens for the PMO."""
    return home.for_pmo(facts_of(content))


def summary_title(content: Content) -> str:
    """How far the strategy is, in one line."""
    return home.for_executive(facts_of(content)).rstrip(".")


def messages(content: Content) -> list[Message]:
    """The three messages of the summary, the gravest first."""
    made = [
        _no_strategy(content),
        _unfunded(content),
        _steepest(content),
        _red(content),
        _unlinked(content),
        _unsupported(content),
    ]
    made += [_unanswered(content), _stale(content), _steady(content)]
    return [each for each in made if each][:3]


def _no_strategy(content: Content) -> Message | None:
    works = sum(content.reading.work_marks.values())
    if content.reading.objectives or not works:
        return None
    pieces = words.capital(words.counted_in_words(works, *PIECES))
    return Message(
        "No strategic objective is agreed.",
        f"{pieces} {verb(works, 'waits', 'wait')} for one to serve. Until then nobody can say what the money is for.",
    )


def _unfunded(content: Content) -> Message | None:
    rows = content.rows_of(strategy.OBJECTIVE_NO_FUNDS.key)
    if not rows:
        return None
    name = shortened(rows[0].name, 40) if len(rows) == 1 else f"{words.capital(words.in_words(len(rows)))} objectives"
    return Message(
        f"{name} {verb(len(rows), 'has', 'have')} no funds released this quarter.",
        " ".join(row.why for row in rows[:2]),
    )


def _steepest(content: Content) -> Message | None:
    reading, every = content.reading, content.every_slope
    steep = (
        place
        for place, top in enumerate(every.entries)
        if reading.delivery[top.key].has_work
        and steepness(reading.progress[top.key].mark, reading.delivery[top.key]) >= 1
    )
    place = next(steep, None)
    if place is None:
        return None
    first = every[place]
    return Message(
        f"{first.verdict.title.rstrip('.')}: {lowered(shortened(first.objective.title, 40))}.", first.verdict.why
    )


def _red(content: Content) -> Message | None:
    rows = [
        row for group in content.groups for row in group.rows if row.standing.mark == "R" and row.work.state.is_live
    ]
    if not rows:
        return None
    worse = sum(row.standing.got_worse for row in rows)
    title = f"{words.capital(words.counted_in_words(len(rows), *PIECES))} {verb(len(rows), 'is', 'are')} red"
    title += f", {words.in_words(worse)} newly so." if worse else "."
    named = words.listed([shortened(row.work.name, 48) for row in rows], most=3)
    return Message(title, f"{named}.")


def _unlinked(content: Content) -> Message | None:
    rows = content.rows_of(delivery.WORK_UNLINKED.key)
    if not rows or not content.reading.objectives:
        return None
    total = sum((row.amount or ZERO for row in rows), ZERO)
    money = words.money(total, content.frame.currency) if total else ""
    title = f"{money} serves no objective." if money else "Some work serves no objective."
    return Message(
        title,
        f"{words.capital(words.counted_in_words(len(rows), *PIECES))} without a link and without an obligation: "
        f"{words.listed([shortened(row.name, 40) for row in rows], most=3)}.",
    )


def _unsupported(content: Content) -> Message | None:
    rows = content.rows_of(delivery.LINK_UNSUPPORTED.key)
    if not rows:
        return None
    links = words.counted_in_words(len(rows), "link")
    return Message(f"Nobody supports {links} to delivery.", " ".join(row.why for row in rows[:2]))


def _unanswered(content: Content) -> Message | None:
    rows = content.rows_of(strategy.DRIVER_UNANSWERED.key)
    if not rows:
        return None
    drivers = words.counted_in_words(len(rows), "driver")
    return Message(
        f"{words.capital(drivers)} {verb(len(rows), 'has', 'have')} no answer.",
        f"{words.listed([shortened(row.name, 48) for row in rows], most=3)}.",
    )


def _stale(content: Content) -> Message | None:
    count = sum(len(content.rows_of(rule.key)) for rule in (delivery.WORK_STALE, measures.KEY_RESULT_STALE))
    if not count:
        return None
    return Message(
        f"{words.capital(words.counted_in_words(count, 'figure'))} {verb(count, 'is', 'are')} out of date.",
        _oldest(content.reading.disconnects.oldest_days or 0),
    )


def _oldest(days: int) -> str:
    """How long ago the oldest was reported; in years where days would say nothing."""
    if days < 2 * 365:
        return f"The oldest was reported {words.counted(days, 'day')} ago."
    return f"The oldest was reported {words.counted_in_words(days // 365, 'year')} ago."


def _steady(content: Content) -> Message | None:
    marks = content.reading.work_marks
    total = sum(marks.values())
    if not total:
        return Message("There is no live work yet.", "Import a portfolio or add work; the next pack will show it.")
    green = of_all(marks.get("G", 0), total, *PIECES)
    breaks = content.reading.disconnects.breaks
    holds = "The line of sight holds." if not breaks else f"{gaps_title(content)}."
    return Message(f"{words.capital(green)} {verb(marks.get('G', 0), 'is', 'are')} green.", holds)


def scorecard_title(content: Content) -> str:
    """How many objectives are on course."""
    return home.on_course(facts_of(content)).rstrip(".")


def portfolio_title(content: Content) -> str:
    """How the work stands: the colours, and what changed."""
    rows = [row for group in content.groups for row in group.rows if row.work.state.is_live]
    if not rows:
        return "No work is live yet"
    red = sum(row.standing.mark == "R" for row in rows)
    worse = sum(row.standing.got_worse for row in rows)
    silent = sum(row.standing.mark == NOT_REPORTED for row in rows)
    if silent == len(rows):
        newest = content.newest_report
        said = f"; the newest is of {words.day(newest)}" if newest else ""
        return f"No piece of work has a current report{said}"
    if silent * 2 > len(rows):
        known = len(rows) - silent
        pieces = words.counted(known, *PIECES)
        return (
            f"{words.capital(words.in_words(red))} of the {pieces} with a current report {verb(red, 'is', 'are')} red"
        )
    rated = sum(row.standing.rating in RATED for row in rows)
    first = f"{words.capital(of_all(red, len(rows), *PIECES))} {verb(red, 'is', 'are')} red"
    if worse:
        return f"{first}; {words.in_words(worse)} got worse since the report before"
    if rated < len(rows):
        lacking = len(rows) - rated
        return f"{first}, and {words.in_words(lacking)} {verb(lacking, 'carries', 'carry')} no rating"
    return first


def silent_title(content: Content) -> str:
    """How much of the portfolio is silent."""
    count = len(content.silent)
    pieces = words.counted_in_words(count, *PIECES)
    return f"{words.capital(pieces)} {verb(count, 'has', 'have')} no current report"


def withheld_title(content: Content) -> str:
    """How many figures are withheld."""
    costs = sum(len(reason.costs) for reason in content.reasons)
    ratings = sum(len(reason.ratings) for reason in content.reasons)
    parts = [words.counted(costs, "whole-life cost")] if costs else []
    parts += [words.counted(ratings, "rating")] if ratings else []
    return f"{words.listed(parts)} {verb(costs + ratings, 'is', 'are')} withheld"


def money_title(content: Content) -> str:
    """Over or under, and what drives it."""
    total, currency = content.money.total, content.frame.currency
    if total.forecast is None:
        sum_of, counted, _ = content.whole_life
        if counted:
            return f"{words.number(counted)} pieces of work state a whole-life cost of {words.money(sum_of, currency)}"
        return "No money is recorded for this year yet"
    if total.variance is None:
        return f"The year is forecast at {words.money(total.forecast, currency)}"
    moved = [each for each in content.money.streams if each.money.variance is not None]
    lead = max(moved, key=lambda each: abs(each.money.variance or ZERO), default=None)
    side = "over" if total.variance > 0 else "under"
    first = f"The year is forecast {words.money(abs(total.variance), currency)} {side} budget"
    if lead is None or not lead.money.variance:
        return first
    way = "over" if lead.money.variance > 0 else "under"
    said = f"{lowered(lead.label)} {words.money(abs(lead.money.variance), currency)} {way}"
    return f"{first}; {said}"


def objectives_title(content: Content) -> str:
    """What share of the money serves an objective."""
    percent = content.money.linked_percent
    if percent is None:
        return "No money is linked to an objective yet"
    if not percent:
        total = content.money.total.forecast or ZERO
        return f"None of the {words.money(total, content.frame.currency)} forecast serves an objective"
    return f"{words.percent(percent)} of the forecast serves an objective; {words.percent(100 - percent)} does not"


def gaps_title(content: Content) -> str:
    """In how many places the line breaks."""
    breaks = content.reading.disconnects.breaks
    if not breaks:
        return "The line of sight holds from purpose to work"
    return f"The line of sight is broken in {words.in_words(breaks)} {verb(breaks, 'place', 'places')}"


def capacity_title(content: Content) -> str:
    """Which skill is short."""
    short = [row for row in content.capacity if row.gap < 0]
    if not short:
        return "There are enough people for what is asked of them"
    worst = short[0]
    skills = words.counted_in_words(len(short), "skill")
    said = f"{words.number(-worst.gap, 1)} {worst.skill.name.lower()}s short"
    return f"{words.capital(skills)} {verb(len(short), 'is', 'are')} overbooked: we are {said}"
