"""Filters that say numbers, money and dates; a missing value becomes a dash with its reason."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from django import template
from django.utils.safestring import SafeString

from big.core import marks, words
from big.markup import fill

# How a date may be said, by the name that the tag `time` is given.
_DATES: Final[dict[str, Callable[[Any], str]]] = {
    "day": words.day,
    "short": words.day_short,
    "recent": words.day_recent,
    "long": words.day_long,
    "relative": words.relative_day,
    "late": words.overdue,
    "clock": words.time_of_day,
    "moment": words.moment,
}


def _or_dash(say: Callable[[Any], str]) -> Callable[..., str]:
    """A filter that says a value; for None a dash whose reason is the filter's argument."""

    def shown(value: Any, reason: str = "") -> str:
        return marks.missing(reason) if value is None or value == "" else say(value)

    return shown


def money(value: Decimal | int | float | None, currency: str = "GBP") -> str:
    """£4.2m, £830k: an amount in prose."""
    return marks.missing() if value is None else words.money(value, currency)


def signed_money(value: Decimal | int | float | None, currency: str = "GBP") -> str:
    """+£4.3m, −£0.7m: a variance in prose."""
    return marks.missing() if value is None else words.signed_money(value, currency)


def time_tag(value: dt.date | dt.datetime | None, style: str = "day", missing: str = "no date") -> SafeString:
    """A date or moment in a <time> element; `style` is day, short, recent, long, relative, late, clock or moment."""
    if value is None:
        return marks.missing(missing)
    machine = value.isoformat(timespec="seconds") if isinstance(value, dt.datetime) else value.isoformat()
    return fill('<time datetime="{}">{}</time>', machine, _DATES[style](value))


def add_to(register: template.Library) -> None:
    """Register the filters and the time tag."""
    register.filter("money", money)
    register.filter("signed_money", signed_money)
    register.simple_tag(time_tag, name="time")
    says: dict[str, Callable[[Any], str]] = {
        "millions": words.millions,
        "signed_millions": words.signed_millions,
        "pct": words.percent,
        "points": words.points,
        "reading": words.reading,
        "whole": words.number,
        "signed": words.signed,
        "day": words.day,
        "day_short": words.day_short,
        "day_long": words.day_long,
        "month": words.month,
        "relative_day": words.relative_day,
        "overdue": words.overdue,
        "slip": words.slip,
        "in_words": words.in_words,
        "capital": words.capital,
    }
    for name, say in says.items():
        register.filter(name, _or_dash(say))
    register.filter("measured", lambda value, unit: marks.missing() if value is None else words.measured(value, unit))
    register.filter("stands", lambda value, unit: "no reading yet" if value is None else words.stands(value, unit))
    register.filter("counted", lambda count, nouns: words.counted(count, *nouns.split(",")))
