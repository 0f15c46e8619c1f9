"""Horizontal bars for money by stream, objective or unit: solid, grey or hatched parts over a budget outline."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from big.charts.drawing import Chart, Drawing, shortened, width_of
from big.core import words

_KINDS: Final = MappingProxyType(
    {
        "actual": ("fact", "fact", ""),
        "prior": ("prior", "prior", ""),
        "forecast": ("hatch:fact", "fact", ""),
        "plan": ("paper", "fact", ""),
        "missing": ("none", "edge", "3 3"),
    }
)
KIND_NAMES: Final = MappingProxyType(
    {"actual": "Actual", "prior": "Prior", "forecast": "Forecast", "plan": "Plan", "missing": "Missing"}
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: an amount and its kind (actual, prior, forecast, plan, missing)."""

    kind: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its name, its parts from left to right, and the budget drawn as an outline behind them."""

    name: str
    parts: tuple[Part, ...]
    budget: Decimal | None = None
    note: str = ""
    missing: bool = False

    @property
    def total(self) -> Decimal:
        """The sum of its parts."""
        return sum((part.amount for part in self.parts), Decimal(0))


def bars(
    rows: Sequence[Bar],
    *,
    label: str,
    currency: str = "GBP",
    width: float = 688,
    names: float = 190,
    row: float = 26,
    per: Decimal = words.MILLION,
) -> Chart:
    """Bars from one zero line on one scale, each with its total and its distance from budget.

    `label` is the finding. A bar with `missing` has a dashed name, for what has no objective, unit or stream.
    """
    height = max(1, len(rows)) * row + 8
    drawing = Drawing(width, height, label, css="bars", key=tuple(rows))
    figures = 96.0
    room = width - names - figures
    sizes = [float(v) for bar in rows for v in (bar.total, bar.budget or Decimal(0))]
    scale = room / (max([*sizes, 0.0]) or 1.0)
    for at, bar in enumerate(rows):
        top = at * row + 4
        middle = top + row / 2
        drawing.text(
            0, middle + 4, shortened(bar.name, names - 14, 12), size=12, tone="ink-2" if bar.missing else "ink"
        )
        if bar.missing:
            edge = min(width_of(bar.name, 12), names - 14)
            drawing.line(0, middle + 8, edge, middle + 8, stroke="edge", dash="3 3")
        if bar.budget is not None:
            drawing.rect(names, top + 4, float(bar.budget) * scale, row - 8, fill="paper", stroke="fact")
        x = names
        for part in bar.parts:
            fill, stroke, dash = _KINDS[part.kind]
            size = float(part.amount) * scale
            drawing.rect(x, top + 8, size, row - 16, fill=fill, stroke=stroke, dash=dash)
            x += max(size, 0)
        end = max(x, names + float(bar.budget or 0) * scale)
        drawing.text(end + 8, middle + 4, words.number(bar.total / per, 1), size=12, weight=500)
        if bar.budget is not None:
            gap = (bar.total - bar.budget) / per
            offset = width_of(words.number(bar.total / per, 1), 12) + 16
            tone = "red" if words.signed(gap).startswith("+") else "ink-3"
            if round(gap, 1):
                drawing.text(end + offset, middle + 4, words.signed(gap), size=11, tone=tone)
        elif bar.note:
            offset = width_of(words.number(bar.total / per, 1), 12) + 16
            drawing.text(end + offset, middle + 4, bar.note, size=11, tone="ink-3")
    drawing.line(names, 2, names, height - 2, stroke="ink")
    return drawing.chart(label, *_table(rows, per))


def _table(rows: Sequence[Bar], per: Decimal) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    kinds = [kind for kind in _KINDS if any(part.kind == kind for bar in rows for part in bar.parts)]
    budgets = any(bar.budget is not None for bar in rows)
    headers = ("Name", *(KIND_NAMES[kind] for kind in kinds), "Total", *(("Budget", "Against budget") * budgets))
    lines = []
    for bar in rows:
        amounts = [sum((p.amount for p in bar.parts if p.kind == kind), Decimal(0)) for kind in kinds]
        cells = [bar.name, *(words.number(a / per, 1) for a in amounts), words.number(bar.total / per, 1)]
        if budgets:
            known = bar.budget is not None
            cells.append(words.number(bar.budget / per, 1) if bar.budget is not None else words.DASH)
            cells.append(words.signed((bar.total - (bar.budget or 0)) / per) if known else words.DASH)
        lines.append(tuple(cells))
    return headers, lines
