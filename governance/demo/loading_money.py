"""Loads the money of the demo organisation: the year's budget, each month's close, and the forecasts that moved."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from big.periods import Period, months_of
from governance.demo.shape import WorkSpec
from governance.demo.spending import MILLION, SEASON, Month, spread
from governance.demo.story import Cast, Story
from portfolio.models.money import MoneyLine
from portfolio.services.money import Entry, set_money

FINANCE = "TBN"
# Why the forecast of a piece of work moved away from its budget, and when; October's review for all others.
WHY = {
    "S-201": ("2026-10-07", "Overtime until the four new technicians are trained"),
    "S-202": ("2026-10-08", "Overtime on line 3"),
    "S-203": ("2026-08-10", "Premium for broker stock of power boards"),
    "S-205": ("2026-09-10", "Licences for the remote tool"),
    "S-206": ("2026-10-14", "Two vacancies held open"),
    "P-301": ("2026-10-13", "Second radio approval"),
    "P-302": ("2026-08-20", "Hosting costs more per site than planned"),
    "C-101": ("2026-08-14", "Test bench rented from September"),
    "C-102": ("2026-10-19", "Longer hire of the temporary test rig"),
    "C-103": ("2026-09-23", "Racks cheaper than planned"),
    "C-104": ("2026-09-24", "One salesperson joins later"),
    "C-105": ("2026-10-23", "Heat pump order waits for the release of funds"),
    "K-401": ("2026-09-24", "Waiting time on site, claimed from the customer"),
    "K-402": ("2026-10-27", "Installed a week early"),
    "K-403": ("2026-08-24", "First reactor needed fewer nights"),
    "K-404": ("2026-09-29", "Cheaper crane access"),
}


def load_money(story: Story, cast: Cast, spec: WorkSpec, born: str) -> None:
    """Budget on the first day, actuals at each month's close, and the forecast of the year when it moved."""
    year = _year(story)
    budget, forecast = Decimal(spec.budget) * MILLION, Decimal(spec.forecast) * MILLION
    ends = spec.forecast_ends or spec.ends
    months = spread(
        budget,
        forecast,
        year,
        starts_on=story.day(spec.starts),
        ends_on=story.day(ends) if ends else None,
        released=spec.released,
    )
    income = _income(spec, year, story)
    opened = max(born, "2026-03-24")
    story.on(opened, _set(cast, spec, lambda: _opening(spec, months, income), "Budget of the year"), at=(14, 10))
    if spec.starts < "2026-04-01":
        story.on(born, _set(cast, spec, lambda: _year_before(story, spec), "Entered from the ledger"), at=(14, 0))
    for place, each in enumerate(months):
        if each.is_closed:
            closing = f"2026-{5 + year.index(each.period):02d}-08"
            act = _set(cast, spec, _closing(spec, each, income, place), "Month closed")
            story.on(max(closing, opened), act, at=(18, 0))
    if budget != forecast:
        on, why = WHY[spec.code]
        story.on(on, _set(cast, spec, lambda: _reforecast(spec, months), why), at=(18, 30))


def _year(story: Story) -> list[Period]:
    first = story.calendar.month("2026-04-01")
    return months_of(Period(first, story.day("2027-03-31")))


def _income(spec: WorkSpec, year: Sequence[Period], story: Story) -> list[Month]:
    if not spec.income:
        return []
    total = Decimal(spec.income) * MILLION
    ends = spec.forecast_ends or spec.ends
    return spread(
        total,
        total,
        year,
        starts_on=story.day(spec.starts),
        ends_on=story.day(ends) if ends else None,
        released=(0, 0, 0, 0),
    )


def _set(cast: Cast, spec: WorkSpec, entries: Callable[[], list[Entry]], why: str) -> Callable[[], None]:
    def act() -> None:
        set_money(cast.work_id(spec.code), actor=cast.user(FINANCE), entries=entries(), why=why)

    return act


def _entry(spec: WorkSpec, month: Month, amounts: dict[str, Decimal | None], *, is_income: bool = False) -> Entry:
    return Entry(
        starts_on=month.period.starts_on,
        ends_on=month.period.ends_on,
        amounts=amounts,
        direction=MoneyLine.Direction.INCOME if is_income else MoneyLine.Direction.COST,
        nature=MoneyLine.Nature.REVENUE if is_income else spec.nature,
    )


def _opening(spec: WorkSpec, months: Sequence[Month], income: Sequence[Month]) -> list[Entry]:
    cost = [
        _entry(spec, each, {"budget": each.budget, "forecast": each.budget, "released": each.released})
        for each in months
    ]
    earned = [_entry(spec, each, {"budget": each.budget, "forecast": each.budget}, is_income=True) for each in income]
    return [*cost, *earned]


def _closing(spec: WorkSpec, month: Month, income: Sequence[Month], place: int) -> Callable[[], list[Entry]]:
    def entries() -> list[Entry]:
        closed = [_entry(spec, month, {"actual": month.final, "forecast": month.final})]
        earned = [each for each in income if each.period == month.period]
        return closed + [_entry(spec, each, {"actual": each.final}, is_income=True) for each in earned]

    return entries


def _reforecast(spec: WorkSpec, months: Sequence[Month]) -> list[Entry]:
    return [_entry(spec, each, {"forecast": each.final}) for each in months]


def _year_before(story: Story, spec: WorkSpec) -> list[Entry]:
    """The year before as the ledger has it: a little less than this year's budget, spent within a percent of it."""
    year = months_of(Period(story.calendar.month("2025-04-01"), story.day("2026-03-31")))
    begun = sum(weight for weight, each in zip(SEASON, year, strict=True) if each.ends_on >= story.day(spec.starts))
    budget = (Decimal(spec.budget) * Decimal("0.97") * begun / sum(SEASON)).quantize(Decimal("0.01")) * MILLION
    spent = budget * Decimal("1.01")
    rows = spread(budget, spent, year, starts_on=story.day(spec.starts), ends_on=None, released=(100, 100, 100, 100))
    return [
        _entry(
            spec,
            each,
            {"budget": each.budget, "actual": each.final, "forecast": each.final, "released": each.released},
        )
        for each in rows
    ]
