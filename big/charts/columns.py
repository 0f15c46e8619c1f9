"""Money over periods as columns: actual solid, forecast hatched, budget outlined behind, variance in its own tier."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from big.charts.drawing import Chart, Drawing, width_of
from big.core import words

_LEFT, _RIGHT, _TIER, _FOOT = 40.0, 6.0, 96.0, 24.0


@dataclass(frozen=True, slots=True)
class Period:
    """One period: its short name, and its amounts in whole currency units; None is not known.

    A period with an actual is drawn solid; one with only a forecast is hatched.
    """

    name: str
    budget: Decimal | None
    actual: Decimal | None = None
    forecast: Decimal | None = None

    @property
    def shown(self) -> Decimal | None:
        """What the column shows: the actual, else the forecast."""
        return self.forecast if self.actual is None else self.actual

    @property
    def variance(self) -> Decimal | None:
        """What is shown less the budget, where both are known."""
        return None if self.shown is None or self.budget is None else self.shown - self.budget


def money_columns(
    periods: Sequence[Period],
    *,
    label: str = "",
    currency: str = "GBP",
    width: float = 688,
    height: float = 420,
    income: bool = False,
    per: Decimal = words.MILLION,
) -> Chart:
    """Columns with one scale; variances are enlarged, so say so beside the chart. With `income`, more is good.

    Amounts are shown in units of `per` with one decimal.
    """
    said = label or _sentence(periods, currency)
    drawing = Drawing(width, height, said, css="ibcs", key=tuple(periods))
    base, top = height - _FOOT, _TIER + 14
    each = (width - _LEFT - _RIGHT) / max(1, len(periods))
    amounts = [float(v / per) for p in periods for v in (p.budget, p.shown) if v is not None]
    highest, lowest = max([*amounts, 0.0]), min([*amounts, 0.0])
    scale = (base - top) / ((highest - lowest) or 1.0)
    zero = base + lowest * scale
    drawing.line(_LEFT, zero, width - _RIGHT, zero, stroke="ink")
    sparse = _every(periods, each)
    for at, period in enumerate(periods):
        x = _LEFT + at * each
        _column(drawing, period, x, each, zero=zero, scale=scale, per=per, labelled=at % sparse == 0)
        if at % sparse == 0:
            drawing.text(x + each / 2, height - 7, period.name, tone="ink-3", anchor="middle")
    _variances(drawing, periods, each, per=per, sparse=sparse, income=income)
    if not periods:
        drawing.text(width / 2, height / 2, "No periods to show", tone="ink-3", anchor="middle")
    return drawing.chart(said, ("Period", "Actual or forecast", "Budget", "Against budget"), _rows(periods, per))


def _every(periods: Sequence[Period], each: float) -> int:
    """Label every nth column, so that labels do not touch."""
    widest = max((width_of(period.name) for period in periods), default=0)
    return max(1, -(-int(max(widest, 30.0) + 4) // max(1, int(each))))


def _column(
    drawing: Drawing,
    period: Period,
    x: float,
    each: float,
    *,
    zero: float,
    scale: float,
    per: Decimal,
    labelled: bool,
) -> None:
    bar = each * 0.58
    left = x + (each - bar) / 2
    shift = min(3.0, each * 0.06)
    tops = [zero]
    if period.budget is not None:
        size = float(period.budget / per) * scale
        drawing.rect(left - shift, min(zero, zero - size), bar, abs(size), fill="paper", stroke="fact")
        tops.append(zero - size)
    if period.shown is None:
        drawing.rect(left + shift, zero - 14, bar, 14, fill="none", stroke="edge", dash="3 3")
        return
    size = float(period.shown / per) * scale
    fill = "fact" if period.actual is not None else "hatch:fact"
    drawing.rect(left + shift, min(zero, zero - size), bar, abs(size), fill=fill, stroke="fact")
    if labelled:
        tops.append(zero - size)
        text = words.number(period.shown / per, 1)
        drawing.text(left + shift + bar / 2, min(tops) - 5, text, anchor="middle")


def _variances(
    drawing: Drawing, periods: Sequence[Period], each: float, *, per: Decimal, sparse: int, income: bool
) -> None:
    zero = 52.0
    known = [float(abs(p.variance / per)) for p in periods if p.variance is not None]
    scale, places = 30.0 / (max(known, default=0.0) or 1.0), _places(known)
    drawing.text(0, zero + 4, "∆BU", tone="ink-3")
    drawing.line(_LEFT, zero, drawing.width - _RIGHT, zero, stroke="ink")
    for at, period in enumerate(periods):
        if period.variance is None:
            continue
        value = float(period.variance / per)
        size = abs(value) * scale
        bad = (value > 0) != income
        colour = "red-fill" if bad else "green"
        x, y = _LEFT + at * each + each * 0.32, zero - size if value >= 0 else zero
        if period.actual is None:
            drawing.rect(x, y, each * 0.36, max(size, 0.5), fill=f"hatch:{colour}", stroke=colour)
        elif bad:
            drawing.rect(x, y, each * 0.36, max(size, 0.5), fill=colour)
        else:
            drawing.rect(x, y, each * 0.36, max(size, 0.5), fill="paper", stroke=colour, line=1.3)
        if at % sparse == 0:
            below = y - 4 if value >= 0 else zero + size + 12
            drawing.text(x + each * 0.18, below, words.signed(value, places), anchor="middle")


def _places(values: Iterable[Decimal | float]) -> int:
    """One place after the point, or two where one would show differences as nothing."""
    largest = max((abs(float(value)) for value in values), default=0.0)
    return 2 if 0 < largest < 0.5 else 1


def _rows(periods: Sequence[Period], per: Decimal) -> list[tuple[str, ...]]:
    def said(value: Decimal | None, kind: str = "") -> str:
        return words.DASH if value is None else f"{words.number(value / per, 1)}{kind}"

    places = _places([period.variance / per for period in periods if period.variance is not None])
    rows: list[tuple[str, ...]] = [
        (
            period.name,
            said(period.shown, "" if period.actual is not None else " forecast"),
            said(period.budget),
            words.DASH if period.variance is None else words.signed(period.variance / per, places),
        )
        for period in periods
    ]
    shown = [period.shown for period in periods if period.shown is not None]
    budget = [period.budget for period in periods if period.budget is not None]
    if shown or budget:
        total, planned = sum(shown, Decimal(0)), sum(budget, Decimal(0))
        rows.append(("Total", said(total), said(planned), words.signed((total - planned) / per)))
    return rows


def _sentence(periods: Sequence[Period], currency: str) -> str:
    shown = sum((p.shown for p in periods if p.shown is not None), Decimal(0))
    planned = sum((p.budget for p in periods if p.budget is not None), Decimal(0))
    actual = [p.name for p in periods if p.actual is not None]
    forecast = [p.name for p in periods if p.actual is None and p.forecast is not None]
    parts = [f"actual {_span(actual)}" if actual else "", f"forecast {_span(forecast)}" if forecast else ""]
    told = ", ".join(part for part in parts if part)
    gap = shown - planned
    compared = (
        "equal to budget" if not gap else f"{words.money(abs(gap), currency)} {'over' if gap > 0 else 'under'} budget"
    )
    return words.capital(f"{told or 'no periods'}: {words.money(shown, currency)} in all, {compared}")


def _span(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"


@dataclass(frozen=True, slots=True)
class CostPoint:
    """A whole-life cost as it stood at one moment; None where it is withheld or unknown, with the reason."""

    name: str
    amount: Decimal | None
    reason: str = ""


def cost_history(
    points: Sequence[CostPoint],
    *,
    label: str = "",
    currency: str = "GBP",
    width: float = 560,
    height: float = 220,
) -> Chart:
    """Whole-life cost as it was reported over time; dashed columns where it was withheld, change between neighbours."""
    said = label or _cost_sentence(points, currency)
    drawing = Drawing(width, height, said, css="costs", key=tuple(points))
    each = width / max(1, len(points))
    bar = min(each * 0.5, 64.0)
    base, top = height - 22, 44.0
    most = max((float(p.amount) for p in points if p.amount is not None), default=0.0) or 1.0
    for at, point in enumerate(points):
        middle = at * each + each / 2
        drawing.text(middle, height - 6, point.name, tone="ink-3", anchor="middle")
        if point.amount is None:
            drawing.rect(middle - bar / 2, base - 40, bar, 40, fill="none", stroke="edge", dash="4 3")
            drawing.text(middle, base - 46, "withheld" if point.reason else "not given", tone="ink-3", anchor="middle")
            continue
        size = float(point.amount) / most * (base - top)
        drawing.rect(middle - bar / 2, base - size, bar, max(size, 1.0), fill="fact")
        drawing.text(middle, base - size - 6, words.money(point.amount, currency), anchor="middle", weight=500)
    for at, (before, after) in enumerate(pairwise(points)):
        if before.amount and after.amount is not None and before.amount != after.amount:
            change = 100 * (after.amount - before.amount) / before.amount
            text = f"{'+' if change > 0 else words.MINUS}{words.number(abs(change))}%"
            y = base - float(after.amount) / most * (base - top) - 21
            drawing.text((at + 1.5) * each, y, text, tone="red" if change > 0 else "green", anchor="middle")
    drawing.line(0, base, width, base, stroke="ink")
    rows = [
        (p.name, words.money(p.amount, currency) if p.amount is not None else f"{words.DASH} {p.reason}".strip())
        for p in points
    ]
    return drawing.chart(said, ("As reported", "Whole-life cost"), rows)


def _cost_sentence(points: Sequence[CostPoint], currency: str) -> str:
    known = [p for p in points if p.amount is not None]
    if not known:
        return "Whole-life cost has not been published"
    first, last = known[0], known[-1]
    withheld = len(points) - len(known)
    tail = f"; withheld {words.times(withheld)}" if withheld else ""
    if first.amount is None or last.amount is None or first == last:
        return f"Whole-life cost {words.money(last.amount or Decimal(0), currency)} in {last.name}{tail}"
    moved = "unchanged at" if first.amount == last.amount else "from"
    start = words.money(first.amount, currency)
    end = "" if first.amount == last.amount else f" to {words.money(last.amount, currency)} in {last.name}"
    return f"Whole-life cost {moved} {start} in {first.name}{end}{tail}"
