"""What the pair of outcome and delivery means for one objective: a verdict in two or three words, and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from big.core import words
from governance.phrases import of_all, verb
from okr.selectors.outcomes import ObjectiveProgress
from okr.selectors.serving import Delivery

_PIECES = ("piece of work", "pieces of work")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The heavy words and the sentence after them; `is_agreed` where both sides say the same good thing."""

    title: str
    why: str
    is_agreed: bool = False


def verdict(progress: ObjectiveProgress, delivery: Delivery, *, is_unfunded: bool, works: Sequence[str]) -> Verdict:
    """Judge one objective; `works` are the marks of the live work that serves it."""
    outcome = _outcome(progress)
    if not delivery.has_work:
        return Verdict("Nothing delivering it", f"No live work serves it. {outcome}")
    if is_unfunded:
        return Verdict("No funds this quarter", f"{_standing(works)} {outcome}")
    pair = (progress.mark, "A" if delivery.mark in ("AR", "AG") else delivery.mark)
    title = _TITLES.get(pair)
    if title is None:
        title = "Not reported" if progress.mark == "N" else "Delivery not reported"
        if progress.mark == "N" and not progress.tracked:
            title = "Not measured"
    return Verdict(title, f"{_standing(works)} {outcome}", is_agreed=pair == ("G", "G"))


_TITLES = {
    ("R", "G"): "Green work, red outcome",
    ("A", "G"): "Green work, slow outcome",
    ("R", "A"): "Both behind",
    ("A", "A"): "Both behind",
    ("R", "R"): "Failing on both sides",
    ("A", "R"): "Delivery failing",
    ("G", "R"): "Delivery failing",
    ("G", "A"): "Early warning",
    ("G", "G"): "On course",
}


def _standing(works: Sequence[str]) -> str:
    """How the work stands, the worst first: "One of three pieces of work is red."""
    if not works:
        return ""
    counts, total = Counter(works), len(works)
    for mark, name in (("R", "red"), ("AR", "amber to red"), ("A", "amber"), ("N", "without a current status")):
        if count := counts.get(mark, 0):
            said = words.capital(of_all(count, total, *_PIECES))
            return f"{said} {verb(1 if total == 1 else count, 'is', 'are')} {name}."
    if counts.get("G", 0) == total:
        said = words.capital(of_all(total, total, *_PIECES))
        return f"{said} {'is' if total == 1 else 'are'} green."
    return f"{words.capital(words.in_words(total))} {verb(total, *_PIECES)} {verb(total, 'serves', 'serve')} it."


def _outcome(progress: ObjectiveProgress) -> str:
    """How far the outcome is, in one short sentence."""
    if not progress.tracked:
        return "No key result measures it."
    if progress.percent is None or progress.expected is None:
        count = progress.counts.get("N", 0)
        if count == progress.tracked:
            return "No key result is reported." if count > 1 else "Its key result is not reported."
        return progress.sentence
    behind = progress.expected - progress.percent
    if behind >= 1:
        return f"The outcome is {words.points(behind)} behind."
    return f"The outcome is {words.points(-behind)} ahead." if behind <= -1 else "The outcome is on time."
