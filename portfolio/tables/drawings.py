"""The charts of one piece of work: its rating and cost over time, and its money step by step."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from big.charts.columns import CostPoint, Period, cost_history, money_columns
from big.charts.drawing import Chart
from big.charts.history import RatingPoint, rating_history
from big.charts.roadmap import Roadmap, roadmap
from big.core import words
from portfolio.models.status import StatusReport, WholeLifeCost, mark_of
from portfolio.models.work import Work
from portfolio.selectors.courses import courses, span
from portfolio.selectors.frame import Frame
from portfolio.selectors.money import Amounts, Step
from portfolio.selectors.standing import Standing

# More points than this do not fit the width; the latest are shown, and the table has all.
MOST_POINTS = 12


def ratings(reports: Sequence[StatusReport]) -> Chart | None:
    """The rating over time, oldest first; None while there are fewer than two reports."""
    if len(reports) < 2:
        return None
    shown = reports[-MOST_POINTS:]
    names = _short_dates([report.report_on for report in shown])
    return rating_history(
        [
            RatingPoint(name, mark_of(report.rating), 5 if report.is_five_point else 3)
            for name, report in zip(names, shown, strict=True)
        ]
    )


def costs(stated: Sequence[WholeLifeCost]) -> Chart | None:
    """The whole-life cost over time, oldest first; None with fewer than two statements or in several currencies."""
    if len(stated) < 2 or len({each.currency for each in stated}) > 1:
        return None
    shown = stated[-MOST_POINTS:]
    names = _short_dates([each.stated_on for each in shown])
    points = [CostPoint(name, each.amount, each.withheld_reason) for name, each in zip(names, shown, strict=True)]
    return cost_history(points, currency=shown[0].currency)


def columns(steps: Sequence[Step], currency: str, *, income: bool = False) -> Chart | None:
    """Budget, actual and forecast step by step, in one currency; None where there is nothing to draw."""
    periods = []
    for step in steps:
        found = next((each for each in (step.totals, *step.totals.others) if each.currency == currency), None)
        amounts: Amounts | None = (found.income if income else found.cost) if found else None
        if amounts and not amounts.is_empty:
            periods.append(Period(_step_name(step), amounts.budget, amounts.actual, amounts.forecast))
    if not periods:
        return None
    per, _ = unit_of(steps, currency)
    return money_columns(periods, currency=currency, income=income, per=per, width=720, height=360)


def unit_of(steps: Sequence[Step], currency: str) -> tuple[Decimal, str]:
    """The unit in which these steps are drawn, with its name: millions as "£m", or thousands where all are small."""
    amounts = [
        abs(value)
        for step in steps
        for side in (step.totals.cost, step.totals.income)
        for value in (side.budget, side.actual, side.forecast)
        if value is not None
    ]
    symbol = words.SYMBOLS.get(currency, f"{currency} ")
    is_large = max(amounts, default=Decimal(0)) >= 2 * words.MILLION
    return (words.MILLION, f"{symbol}m") if is_large else (Decimal(1000), f"{symbol}k")


def course(work: Work, standing: Standing, frame: Frame) -> Roadmap:
    """The work's own line on a roadmap that begins where it begins, or with the year."""
    year = frame.year_of(min(work.starts_on, frame.today)) if work.starts_on else frame.year
    shown = span(frame.year)
    starts_on = max(year.starts_on, shown.starts_on.replace(year=shown.starts_on.year - 3))
    end = work.forecast_ends_on or work.ends_on
    ends_on = max(shown.ends_on, min(end, shown.ends_on.replace(year=shown.ends_on.year + 6))) if end else shown.ends_on
    stretch = type(shown)(starts_on, ends_on)
    return roadmap(
        courses([work], {work.pk: standing}, stretch, frame), start=starts_on, end=ends_on, today=frame.today
    )


def _step_name(step: Step) -> str:
    """A short name for an axis: "Oct", or the financial year where the step is one."""
    starts_on, ends_on = step.period.starts_on, step.period.ends_on
    if (ends_on - starts_on).days < 32:
        return f"{starts_on:%b}"
    if (ends_on - starts_on).days > 360:
        return f"{starts_on.year}/{ends_on.year % 100:02d}" if starts_on.year != ends_on.year else str(starts_on.year)
    return f"{starts_on:%b}-{ends_on:%b}"


def _short_dates(days: Sequence[dt.date]) -> list[str]:
    """Dates as short as they stay apart: years, else months with a year where one begins, else days."""
    if len({day.year for day in days}) == len(days):
        return [str(day.year) for day in days]
    if len({(day.year, day.month) for day in days}) == len(days):
        years = [None, *(day.year for day in days)]
        return [f"{day:%b}" if day.year == before else f"{day:%b %y}" for day, before in zip(days, years, strict=False)]
    return [words.day_short(day) for day in days]
