from decimal import Decimal

import pytest

from governance.phrases import lowered, of_all, shortened
from governance.sentences.ranking import Candidate, best
from governance.sentences.sight import Facts, Whole, of_focus, of_whole


def test_best_takes_the_weightiest_and_of_equals_the_first() -> None:
    assert best([Candidate(1, "a"), None, Candidate(5, "b"), Candidate(5, "c")]) == "b"
    assert best([None, Candidate(9, "")], "nothing") == "nothing"


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("Halve leakage", "halve leakage"),
        ("IT renewal", "IT renewal"),
        ("H2O monitoring", "H2O monitoring"),
        ("A safe workforce", "A safe workforce"),
        ("", ""),
        ("Quarter 3, 2026/27", "quarter 3, 2026/27"),
    ],
)
def test_names_inside_sentences(name: str, inside: str) -> None:
    assert lowered(name) == inside


@pytest.mark.parametrize(
    ("count", "total", "said"),
    [
        (0, 5, "none of five things"),
        (1, 5, "one of five things"),
        (5, 5, "all five things"),
        (2, 2, "both things"),
        (1, 1, "the one thing"),
        (0, 1, "no thing"),
        (3, 235, "three of 235 things"),
    ],
)
def test_counts_of_a_total(count: int, total: int, said: str) -> None:
    assert of_all(count, total, "thing", "things") == said


def test_long_names_are_cut_at_a_word() -> None:
    assert shortened("Grow service revenue", 40) == "Grow service revenue"
    assert shortened("Grow service revenue in every market we serve", 24) == "Grow service revenue in…"


FOCUS = [
    (Facts("objective"), "No work delivers this objective."),
    (
        Facts("objective", mark="R", percent=Decimal(40), expected=Decimal(64)),
        "No work delivers this objective, and it is 24 points behind.",
    ),
    (
        Facts("objective", {"G": 3}, mark="A", percent=Decimal(40), expected=Decimal(64)),
        "All three pieces of work are green, yet the objective itself is 24 points behind.",
    ),
    (
        Facts("objective", {"G": 1}, mark="A", percent=Decimal(63), expected=Decimal(64)),
        "Its one piece of work is green, yet the objective itself is 1 point behind.",
    ),
    (
        Facts("objective", {"G": 2}, mark="A", percent=Decimal(40), expected=Decimal(64)),
        "Both pieces of work are green, yet the objective itself is 24 points behind.",
    ),
    (
        Facts("objective", {"R": 1, "G": 2}, mark="R", percent=Decimal(10), expected=Decimal(64)),
        "One of three pieces of work is red, and the objective is 54 points behind.",
    ),
    (
        Facts("objective", {"R": 2}, mark="G"),
        "Both pieces of work are red, though the objective is on course.",
    ),
    (
        Facts("objective", {"A": 1, "G": 1}, is_unfunded=True, mark="G"),
        "Two pieces of work serve it, and no funds are released this quarter.",
    ),
    (
        Facts("objective", {"A": 1}, is_unfunded=True),
        "One piece of work serves it, and no funds are released this quarter.",
    ),
    (Facts("objective", {"A": 1}, mark="N"), "Nothing measures this objective, though one piece of work serves it."),
    (
        Facts("objective", {"A": 2}, {"N": 1}, mark="N", why_no_mark="it is not reported yet."),
        "Two pieces of work serve it; it is not reported yet.",
    ),
    (
        Facts("objective", {"G": 2}, {"G": 1}, mark="G"),
        "The objective is on course, and both pieces of work are green.",
    ),
    (
        Facts("key_result", {"G": 1, "A": 1}, mark="A", percent=Decimal(40), expected=Decimal(64)),
        "The key result is 24 points behind, with one of two pieces of work green.",
    ),
    (Facts("work"), "It serves no objective, and no obligation demands it."),
    (Facts("work", is_must_do=True), "It serves no objective; an obligation demands it."),
    (Facts("work", objectives=1, weight=Decimal(80)), "It serves one objective with 80% of its weight."),
    (
        Facts("work", objectives=2, weight=Decimal(100), unsupported=1),
        "It serves two objectives with 100% of its weight; nobody supports one of its links.",
    ),
    (
        Facts("work", objectives=1, weight=Decimal(100), unsupported=1),
        "It serves one objective with 100% of its weight; nobody supports the link.",
    ),
    (Facts("driver"), "Nothing answers this driver."),
    (Facts("driver", objectives=1), "One objective answers it, and no work delivers it."),
    (Facts("driver", {"G": 1}, objectives=2), "Two objectives answer it, delivered by one piece of work."),
    (Facts("purpose"), "No objective leads from this purpose yet."),
    (Facts("purpose", {"G": 4}, objectives=1), "One objective leads from this purpose to four pieces of work."),
]


@pytest.mark.parametrize(("facts", "said"), FOCUS)
def test_sentence_of_a_focus(facts: Facts, said: str) -> None:
    assert of_focus(facts) == said


WHOLE = [
    (Whole(), "There is no strategy and no work here yet."),
    (Whole(works=1, unlinked=1), "One piece of work serves no objective, for there is none yet."),
    (Whole(works=235, unlinked=235), "235 pieces of work serve no objective, for there is none yet."),
    (
        Whole(objectives=6, works=15, undelivered=1, unlinked=3, unlinked_money=Decimal(11_900_000)),
        "One of six objectives has no delivery, and £11.9m of work serves none.",
    ),
    (
        Whole(objectives=6, works=15, undelivered=2, unlinked=1),
        "Two of six objectives have no delivery, and one piece of work serves none.",
    ),
    (Whole(objectives=67, undelivered=67), "None of 67 objectives has any delivery."),
    (Whole(objectives=1, undelivered=1), "The one objective has no delivery."),
    (
        Whole(
            objectives=6,
            works=9,
            unfunded=1,
            unfunded_title="Cut emissions",
            unlinked=2,
            unlinked_money=Decimal(900_000),
        ),
        "Cut emissions has no funds this quarter, and £900k of work serves none.",
    ),
    (Whole(objectives=6, works=9, unfunded=2), "Two objectives have no funds this quarter."),
    (Whole(objectives=6, works=9, unlinked=2), "Every objective has delivery, yet two pieces of work serve none."),
    (Whole(objectives=6, works=9, unanswered=1), "Every objective has delivery, yet one driver has no answer."),
    (
        Whole(objectives=6, works=9),
        "Every objective has delivery, and all work serves an objective or an obligation.",
    ),
]


@pytest.mark.parametrize(("facts", "said"), WHOLE)
def test_sentence_of_the_whole(facts: Whole, said: str) -> None:
    assert of_whole(facts) == said


@pytest.mark.parametrize("said", [said for _, said in [*FOCUS, *WHOLE]])
def test_sentences_are_short_and_end(said: str) -> None:
    assert said.endswith(".")
    assert len(said.split()) <= 16
    assert said[0].isupper() or said[0].isdigit()
