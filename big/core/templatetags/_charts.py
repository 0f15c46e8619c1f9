"""Tags of the word-sized charts, and of the figure that carries a large one with its source and its numbers."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import template

from big.charts import pack, small
from big.charts.drawing import Chart


def spark(values: Sequence[float | Decimal | None], target: Any = None, label: str = "", **scale: Any) -> Chart:
    """A line of readings with its target."""
    return small.spark(values, target, label=label, **scale)


def slope(a: object, b: object) -> Chart:
    """Outcome against delivery."""
    return small.slope(a, b)


def weightbar(counts: Mapping[str, int], width: int = 160, noun: str = "") -> Chart:
    """One cell per record, worst first."""
    return small.weightbar(counts, width=width, noun=noun)


def varbar(value: Any, most: Any, width: int = 64, over_is_bad: bool = True) -> Chart:
    """A variance from a zero line."""
    return small.varbar(value, most, width=width, over_is_bad=over_is_bad)


def figure(
    chart: Chart | None,
    title: str = "",
    source: str = "",
    as_of: dt.date | None = None,
    href: str = "",
    link: str = "Show the rows",
    numbers: bool = True,
) -> dict[str, Any]:
    """A chart with its title, source line, link to the rows, and the table of its numbers behind a summary."""
    return {
        "chart": chart,
        "title": title,
        "source": source,
        "as_of": as_of,
        "href": href,
        "link": link,
        "numbers": numbers,
    }


def add_to(register: template.Library) -> None:
    """Register the chart tags."""
    for tag in (spark, slope, weightbar, varbar, pack.pack_rag, pack.pack_varbar):
        register.simple_tag(tag)
    register.inclusion_tag("components/figure.html")(figure)
