"""The words of work and what they mean in this product, for the glossary under Settings."""

from typing import Final

from big.registry import terms

WORDS: Final = (
    ("work", "work", "work", "Anything in the portfolio that takes money or people, in one of the four streams."),
    ("stream", "stream", "streams", "Business as usual, value creation, change or customer: why work is done."),
    (
        "business_as_usual",
        "business as usual",
        "business as usual",
        "Work that runs the organisation: selling, delivering, finance and so on.",
    ),
    (
        "value_creation",
        "value creation",
        "value creation",
        "Work that develops and exploits products and other assets.",
    ),
    ("change", "change", "change", "Work that alters how the organisation operates or competes."),
    ("customer_project", "customer project", "customer projects", "A project done for a customer."),
    (
        "status_report",
        "status report",
        "status reports",
        "What the owner said of the work on a date; once submitted it never changes.",
    ),
    (
        "milestone",
        "milestone",
        "milestones",
        "A point in time without duration, with the date first planned, the date expected and the date met.",
    ),
    (
        "whole_life_cost",
        "whole-life cost",
        "whole-life costs",
        "What work costs from first to last, as it was stated on a date.",
    ),
    (
        "must_do",
        "must-do",
        "must-dos",
        "Work that an obligation asks for, whatever it brings.",
    ),
)


def connect() -> None:
    """Name them; called once, when Django is ready."""
    for key, one, many, about in WORDS:
        terms.register(key, one, many, about, is_fixed=True)
