"""What Home says first, to each of the five roles: the finding that matters most to them, with its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from big.core import words
from governance.phrases import of_all, shortened, verb
from governance.sentences.ranking import Candidate, best

PIECES = ("piece of work", "pieces of work")
OBJECTIVES = ("objective", "objectives")


@dataclass(frozen=True, slots=True)
class Standing:
    """How everything stands: counts of live work and of objectives pursued; money in whole units of `currency`."""

    works: int = 0
    green: int = 0
    red: int = 0
    unreported: int = 0
    objectives: int = 0
    on_course: int = 0
    behind: int = 0
    unmeasured: int = 0
    breaks: int = 0
    unfunded: Sequence[str] = ()
    furthest: str = ""
    furthest_points: Decimal = Decimal(0)
    currency: str = "GBP"


def for_pmo(facts: Standing) -> str:
    """Where delivery and strategy disagree; the sentence of the product."""
    if not facts.works and not facts.objectives:
        return "There is no strategy and no work here yet."
    if not facts.objectives:
        serve = verb(facts.works, "serves", "serve")
        return f"{_many(facts.works, *PIECES)} {serve} no objective, for there is none yet."
    if not facts.works:
        stand, them = verb(facts.objectives, "is", "are"), verb(facts.objectives, "it", "them")
        return f"{_many(facts.objectives, *OBJECTIVES)} {stand} set, and no work delivers {them}."
    silent = facts.unreported * 2 > facts.works
    return best(
        [
            Candidate(90, _contrast(facts)) if not silent else None,
            Candidate(85, _silent(facts)) if silent else None,
            Candidate(80, _unfunded(facts)) if facts.unfunded else None,
            Candidate(60, f"The line of sight is broken in {words.counted(facts.breaks, 'place')}.")
            if facts.breaks
            else None,
        ],
        f"{_of(facts.green, facts.works, *PIECES)} {_is(facts.green, facts.works)} green, and "
        f"{of_all(facts.on_course, facts.objectives, *OBJECTIVES)} {_is(facts.on_course, facts.objectives)} on course.",
    )


def _contrast(facts: Standing) -> str:
    """Green work, slow outcomes, or the other way round; empty where both sides agree."""
    green = facts.green * 2 >= facts.works
    course = facts.on_course * 2 >= facts.objectives
    measured = facts.objectives - facts.unmeasured
    work = f"{_of(facts.green, facts.works, *PIECES)} {_is(facts.green, facts.works)} green"
    aims = (
        f"{of_all(facts.on_course, facts.objectives, *OBJECTIVES)} {_is(facts.on_course, facts.objectives)} on course"
    )
    if green and not course and measured:
        only = "only " if 0 < facts.on_course < facts.objectives else ""
        return f"{work}, yet {only}{aims}."
    if green and not measured:
        return f"{work}, and no objective is measured."
    if course and not green:
        return f"{words.capital(aims)}, yet {_lowered(work)}."
    return ""


def _silent(facts: Standing) -> str:
    if facts.unreported == facts.works:
        return f"No piece of work has a current status; {_aims(facts)}."
    return f"{_of(facts.unreported, facts.works, *PIECES)} have no current status; {_aims(facts)}."


def _aims(facts: Standing) -> str:
    return (
        f"{of_all(facts.on_course, facts.objectives, *OBJECTIVES)} {_is(facts.on_course, facts.objectives)} on course"
    )


def _unfunded(facts: Standing) -> str:
    if len(facts.unfunded) == 1:
        return f"{shortened(facts.unfunded[0], 40)} has no funds released to its work this quarter."
    return f"{_many(len(facts.unfunded), *OBJECTIVES)} have no funds released to their work this quarter."


def for_executive(facts: Standing) -> str:
    """How far the objectives are, and which is furthest behind."""
    if not facts.objectives:
        return for_pmo(facts)
    behind = f"{_of(facts.behind, facts.objectives, *OBJECTIVES)} {_is(facts.behind, facts.objectives)} behind"
    points = words.points(facts.furthest_points)
    if facts.unmeasured == facts.objectives:
        return "No objective is measured yet, so nobody can say how the strategy goes."
    return best(
        [
            Candidate(90, f"{behind}; {shortened(facts.furthest, 40)} the furthest, by {points}.")
            if facts.behind > 1 and facts.furthest and facts.furthest_points >= 1
            else None,
            Candidate(88, f"{shortened(facts.furthest, 40)} is {points} behind; every other objective is on course.")
            if facts.behind == 1 and facts.on_course == facts.objectives - 1 and facts.objectives > 1 and facts.furthest
            else None,
            Candidate(80, f"{behind}.") if facts.behind else None,
            Candidate(70, _unfunded(facts)) if facts.unfunded else None,
        ],
        f"{_of(facts.on_course, facts.objectives, *OBJECTIVES)} {_is(facts.on_course, facts.objectives)} on course.",
    )


@dataclass(frozen=True, slots=True)
class Own:
    """What stands in one's own unit: check-ins due, work, objectives."""

    place: str = ""
    due: int = 0
    late: int = 0
    works: int = 0
    red: int = 0
    green: int = 0
    unreported: int = 0
    objectives: int = 0


def for_unit(facts: Own) -> str:
    """What the unit must report, and how its work stands."""
    work = _own_work(facts)
    if facts.due:
        due = f"{_many(facts.due, 'check-in')} {verb(facts.due, 'is', 'are')} due"
        if facts.late:
            due += f", {words.in_words(facts.late)} of them late" if facts.due > 1 else ", and late"
        return f"{due}; {_lowered(work)}." if work else f"{due}."
    if not facts.works and not facts.objectives:
        return f"{facts.place or 'Your unit'} has no work and no objective yet."
    return f"No check-in is due; {_lowered(work)}." if work else "No check-in is due."


def _own_work(facts: Own) -> str:
    if not facts.works:
        return "no work is in your unit" if facts.objectives else ""
    if facts.red:
        return f"{_of(facts.red, facts.works, *PIECES)} {_is(facts.red, facts.works)} red"
    if facts.unreported:
        said = f"{_of(facts.unreported, facts.works, *PIECES)} {verb(facts.unreported, 'has', 'have')}"
        return f"{said} no current status"
    return f"{_of(facts.green, facts.works, *PIECES)} {_is(facts.green, facts.works)} green"


@dataclass(frozen=True, slots=True)
class Purses:
    """The year's money: forecast, its variance to budget, the percentage with a line of sight."""

    year: str = ""
    forecast: Decimal | None = None
    variance: Decimal | None = None
    linked: Decimal | None = None
    unfunded: Sequence[str] = ()
    currency: str = "GBP"


def for_finance(facts: Purses) -> str:
    """Over or under, and how much of it serves an objective."""
    if facts.forecast is None:
        return f"No forecast is recorded for {facts.year or 'this year'} yet."
    if facts.variance is None:
        size = f"{facts.year} is forecast at {words.money(facts.forecast, facts.currency)}, with no budget to compare"
    elif abs(facts.variance) < Decimal(50_000) and abs(facts.variance) * 1000 < abs(facts.forecast):
        size = f"{facts.year} is forecast on budget"
    else:
        side = "over" if facts.variance > 0 else "under"
        size = f"{facts.year} is forecast {words.money(abs(facts.variance), facts.currency)} {side} budget"
    if facts.unfunded and len(facts.unfunded) == 1:
        return f"{size}; {shortened(facts.unfunded[0], 36)} has no funds this quarter."
    linked = f", and {words.percent(facts.linked)} of it serves an objective" if facts.linked is not None else ""
    return f"{size}{linked}."


@dataclass(frozen=True, slots=True)
class Accountability:
    """What governance lacks: nodes and objectives with nobody accountable, links nobody supports, old figures."""

    nodes: int = 0
    objectives: int = 0
    links: int = 0
    stale: int = 0


def for_governance(facts: Accountability) -> str:
    """Who answers for what, and where nobody does."""
    lacking = []
    if facts.nodes:
        lacking.append(words.counted(facts.nodes, "governance node"))
    if facts.objectives:
        lacking.append(words.counted(facts.objectives, "objective"))
    if lacking:
        count = facts.nodes + facts.objectives
        lack = verb(count, "lacks", "lack")
        said = f"{words.capital(_spelt(words.listed(lacking)))} {lack} somebody accountable"
        return f"{said}, and {_links(facts.links)}." if facts.links else f"{said}."
    if facts.links:
        return f"Everything has somebody accountable, yet {_links(facts.links)}."
    if facts.stale:
        figures = words.counted(facts.stale, "figure")
        return f"Everything has somebody accountable; {_spelt(figures)} {verb(facts.stale, 'is', 'are')} out of date."
    return "Everything has somebody accountable, and every link is supported."


def _links(count: int) -> str:
    return f"nobody supports {words.in_words(count)} {verb(count, 'link', 'links')} to delivery"


def _spelt(text: str) -> str:
    """Small counts in words: "2 objectives" becomes "two objectives"."""
    return " ".join(words.in_words(int(part)) if part.isdigit() else part for part in text.split(" "))


def _many(count: int, one: str, many: str = "") -> str:
    return words.capital(f"{words.in_words(count)} {one if count == 1 else many or f'{one}s'}")


def _of(count: int, total: int, one: str, many: str) -> str:
    return words.capital(of_all(count, total, one, many))


def _is(count: int, total: int) -> str:
    """After "none of six", "one of six" and "the one" singular, otherwise plural."""
    return "is" if count in (0, 1) or total == 1 else "are"


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def on_course(facts: Standing) -> str:
    """How many objectives are on course, for the page of their rows."""
    if not facts.objectives:
        return "No objective is pursued yet."
    return f"{_of(facts.on_course, facts.objectives, *OBJECTIVES)} {_is(facts.on_course, facts.objectives)} on course."


def work_green(facts: Standing) -> str:
    """How much work is green, for the page of its rows."""
    if not facts.works:
        return "No work is live yet."
    return f"{_of(facts.green, facts.works, *PIECES)} {_is(facts.green, facts.works)} green."


def check_ins_due(count: int, late: int) -> str:
    """How many check-ins are due, for the page of their rows."""
    if not count:
        return "No check-in is due."
    due = f"{_many(count, 'check-in', 'check-ins')} {verb(count, 'is', 'are')} due"
    return f"{due}, {words.in_words(late)} of them late." if late else f"{due}, none of them late."
