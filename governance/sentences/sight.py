"""What the line of sight says of the record in focus, or of the whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from big.core import words
from governance.phrases import of_all, shortened, verb
from governance.sentences.ranking import Candidate, best

WORK = ("piece of work", "pieces of work")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true of the focus: marks of the work beneath, progress of the outcome, and what is missing.

    `percent` and `expected` are percent of the way to target; `marks` counts the work on the path by mark, `measures`
    the key results on it.
    """

    kind: str
    marks: Mapping[str, int] = field(default_factory=dict)
    measures: Mapping[str, int] = field(default_factory=dict)
    objectives: int = 0
    mark: str = ""
    percent: Decimal | None = None
    expected: Decimal | None = None
    is_gap: bool = False
    is_unfunded: bool = False
    unsupported: int = 0
    weight: Decimal = Decimal(0)
    is_must_do: bool = False
    why_no_mark: str = ""

    @property
    def works(self) -> int:
        """How many pieces of work stand on the path."""
        return sum(self.marks.values())

    @property
    def behind(self) -> Decimal:
        """Percentage points behind what was expected by now; 0 where nothing says."""
        if self.percent is None or self.expected is None:
            return Decimal(0)
        return max(self.expected - self.percent, Decimal(0))


def of_focus(facts: Facts) -> str:
    """The sentence for what is in focus; at most some fourteen words."""
    if facts.kind == "work":
        return _of_work(facts)
    if facts.kind == "driver":
        return _of_driver(facts)
    if facts.kind == "purpose":
        return _of_purpose(facts)
    return _of_outcome(facts, "objective" if facts.kind == "objective" else "key result")


def _of_outcome(facts: Facts, noun: str) -> str:
    count = facts.works
    green, red = facts.marks.get("G", 0), facts.marks.get("R", 0)
    behind = words.points(facts.behind) if facts.behind >= 1 else ""
    off_course = facts.mark in ("R", "A") and bool(behind)
    amount = words.in_words(count)
    pieces = WORK[0] if count == 1 else WORK[1]
    return best(
        [
            Candidate(95, f"No work delivers this {noun}, and it is {behind} behind.")
            if not count and behind
            else None,
            Candidate(90, f"No work delivers this {noun}.") if not count else None,
            Candidate(85, f"{_all_green(count)}, yet the {noun} itself is {behind} behind.")
            if count and green == count and off_course
            else None,
            Candidate(
                80,
                f"{words.capital(amount)} {pieces} {verb(count, 'serves', 'serve')} it, "
                "and no funds are released this quarter.",
            )
            if count and facts.is_unfunded
            else None,
            Candidate(
                75,
                f"{_some(red, count)} {verb(red, 'is', 'are')} red, and the {noun} is {behind} behind.",
            )
            if red and off_course
            else None,
            Candidate(70, f"{_some(red, count)} {verb(red, 'is', 'are')} red, though the {noun} is on course.")
            if red and facts.mark == "G"
            else None,
            Candidate(65, f"The {noun} is {behind} behind, with {_green_part(green, count)}.") if off_course else None,
            Candidate(
                60,
                f"Nothing measures this objective, though {amount} {pieces} {verb(count, 'serves', 'serve')} it.",
            )
            if count and noun == "objective" and not facts.measures
            else None,
            Candidate(55, f"{words.capital(amount)} {pieces} {verb(count, 'serves', 'serve')} it; {facts.why_no_mark}")
            if count and facts.mark == "N" and facts.why_no_mark
            else None,
            Candidate(
                50,
                f"Nobody supports {words.in_words(facts.unsupported)} of the links to this objective.",
            )
            if facts.unsupported and noun == "objective"
            else None,
            Candidate(20, f"The {noun} is on course, and {_lower(_all_green(count))}.")
            if count and green == count and facts.mark == "G"
            else None,
            Candidate(15, f"The {noun} is on course, with {_green_part(green, count)}.") if facts.mark == "G" else None,
        ],
        f"{words.capital(amount)} {pieces} {verb(count, 'serves', 'serve')} this {noun}.",
    )


def _all_green(count: int) -> str:
    return "Its one piece of work is green" if count == 1 else f"{words.capital(of_all(count, count, *WORK))} are green"


def _some(count: int, total: int) -> str:
    return "Its one piece of work" if total == 1 else words.capital(of_all(count, total, *WORK))


def _green_part(green: int, total: int) -> str:
    if total == 1:
        return "its one piece of work green" if green else "its one piece of work not green"
    return f"{of_all(green, total, *WORK)} green"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _of_work(facts: Facts) -> str:
    if not facts.objectives:
        said = "It serves no objective"
        return f"{said}; an obligation demands it." if facts.is_must_do else f"{said}, and no obligation demands it."
    served = words.counted(facts.objectives, "objective").replace(
        str(facts.objectives), words.in_words(facts.objectives)
    )
    share = words.percent(facts.weight)
    if facts.unsupported:
        links = "one of its links" if facts.unsupported == 1 else f"{words.in_words(facts.unsupported)} of its links"
        whole = "the link" if facts.objectives == 1 else links
        return f"It serves {served} with {share} of its weight; nobody supports {whole}."
    return f"It serves {served} with {share} of its weight."


def _of_driver(facts: Facts) -> str:
    if not facts.objectives:
        return "Nothing answers this driver."
    answers = words.capital(words.in_words(facts.objectives))
    noun = verb(facts.objectives, "objective answers", "objectives answer")
    if not facts.works:
        return f"{answers} {noun} it, and no work delivers {verb(facts.objectives, 'it', 'them')}."
    pieces = WORK[0] if facts.works == 1 else WORK[1]
    return f"{answers} {noun} it, delivered by {words.in_words(facts.works)} {pieces}."


def _of_purpose(facts: Facts) -> str:
    if not facts.objectives:
        return "No objective leads from this purpose yet."
    pieces = WORK[0] if facts.works == 1 else WORK[1]
    noun = verb(facts.objectives, "objective leads", "objectives lead")
    said = f"{words.capital(words.in_words(facts.objectives))} {noun} from this purpose"
    return (
        f"{said} to {words.in_words(facts.works)} {pieces}." if facts.works else f"{said}, and no work delivers them."
    )


@dataclass(frozen=True, slots=True)
class Whole:
    """What is true of the whole line of sight; money in whole units of `currency`."""

    objectives: int = 0
    undelivered: int = 0
    unfunded: int = 0
    works: int = 0
    unlinked: int = 0
    unlinked_money: Decimal = Decimal(0)
    currency: str = "GBP"
    unanswered: int = 0
    unfunded_title: str = ""


def of_whole(facts: Whole) -> str:
    """The sentence where nothing is in focus."""
    if not facts.objectives and not facts.works:
        return "There is no strategy and no work here yet."
    if not facts.objectives:
        pieces = WORK[0] if facts.works == 1 else WORK[1]
        serve = verb(facts.works, "serves", "serve")
        return f"{words.capital(words.in_words(facts.works))} {pieces} {serve} no objective, for there is none yet."
    money = words.money(facts.unlinked_money, facts.currency)
    lost = f"{money} of work serves none" if facts.unlinked_money else _unlinked(facts)
    undelivered = _undelivered(facts)
    return best(
        [
            Candidate(90, f"{undelivered}, and {lost}.") if facts.undelivered and facts.unlinked else None,
            Candidate(80, f"{undelivered}.") if facts.undelivered else None,
            Candidate(75, _unfunded(facts, lost)) if facts.unfunded else None,
            Candidate(70, f"Every objective has delivery, yet {lost}.") if facts.unlinked else None,
            Candidate(
                60,
                f"Every objective has delivery, yet {words.in_words(facts.unanswered)} "
                f"{verb(facts.unanswered, 'driver has', 'drivers have')} no answer.",
            )
            if facts.unanswered
            else None,
        ],
        "Every objective has delivery, and all work serves an objective or an obligation.",
    )


def _unlinked(facts: Whole) -> str:
    if facts.unlinked == 1:
        return "one piece of work serves none"
    return f"{words.in_words(facts.unlinked)} pieces of work serve none"


def _undelivered(facts: Whole) -> str:
    if facts.undelivered == facts.objectives:
        return "The one objective has no delivery" if facts.objectives == 1 else _none_delivered(facts)
    said = words.capital(of_all(facts.undelivered, facts.objectives, "objective", "objectives"))
    return f"{said} {verb(facts.undelivered, 'has', 'have')} no delivery"


def _none_delivered(facts: Whole) -> str:
    return f"None of {words.in_words(facts.objectives)} objectives has any delivery"


def _unfunded(facts: Whole, lost: str) -> str:
    if facts.unfunded == 1 and facts.unfunded_title:
        said = f"{shortened(facts.unfunded_title, 40)} has no funds this quarter"
    else:
        noun = verb(facts.unfunded, "objective has", "objectives have")
        said = f"{words.capital(words.in_words(facts.unfunded))} {noun} no funds this quarter"
    return f"{said}, and {lost}." if facts.unlinked else f"{said}."
