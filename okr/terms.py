"""The words of strategy and what they mean in this product, for the glossary under Settings."""

from typing import Final

from big.registry import terms

WORDS: Final = (
    ("purpose", "purpose", "purposes", "Why the organisation exists; it anchors strategy and accountability."),
    ("driver", "driver", "drivers", "An opportunity, threat, imperative or goal that calls for a strategic response."),
    (
        "strategic_objective",
        "strategic objective",
        "strategic objectives",
        "A result to be achieved: an objective for change, a target for operation, a challenge for innovation.",
    ),
    (
        "key_result",
        "key result",
        "key results",
        "What will have changed when the objective is achieved: from where, to where, by when. Not an output.",
    ),
    ("reading", "reading", "readings", "What a key result measured on a date."),
    (
        "supporter",
        "supporter",
        "supporters",
        "Who keeps an objective and its delivery together, in one unit or at one node.",
    ),
    (
        "contribution",
        "link",
        "links",
        "How much of a piece of work serves an objective; claimed by the one side, agreed or challenged by the other.",
    ),
    ("stakeholder", "stakeholder", "stakeholders", "Whoever has an interest in what the organisation does."),
)


def connect() -> None:
    """Name them; called once, when Django is ready."""
    for key, one, many, about in WORDS:
        terms.register(key, one, many, about, is_fixed=True)
