"""What a file of major projects says, as frozen data: one snapshot date, and how each project stood on it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from big.periods import Period, financial_year
from portfolio.gmpp.layout import Layout
from portfolio.models.status import Rating

# The UK government's financial year, whatever the organisation's own.
YEAR_OPENS = 4
# Amber/Red and Amber/Green were given up between the reports of March 2021 and March 2022.
FIVE_POINTS_UNTIL = dt.date(2021, 12, 31)


@dataclass(frozen=True, slots=True)
class ProjectSnapshot:
    """One project as the file tells of it; amounts in pounds; where a value is missing its words stand beside it.

    `rating_cell` is the cell that the rating was read from, as it stands in the file.
    """

    place: str
    gmpp_id: str
    name: str
    department: str
    description: str = ""
    rating: Rating = Rating.NONE
    rating_reason: str = ""
    rating_cell: str = ""
    sponsor_rating: Rating | None = None
    narrative: str = ""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    dates_note: str = ""
    schedule_narrative: str = ""
    budget: Decimal | None = None
    forecast: Decimal | None = None
    money_note: str = ""
    budget_narrative: str = ""
    cost: Decimal | None = None
    cost_reason: str = ""
    cost_narrative: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One year's file: the date it reports, how it was read, its projects, and what was not read or is odd."""

    reports_on: dt.date
    dated_by: str
    layout: Layout
    delimiter: str
    encoding: str
    rows: tuple[ProjectSnapshot, ...]
    not_read: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def year(self) -> int:
        """The year that the data is known by, in which the financial year of its date ends."""
        return self.financial_year.ends_on.year

    @property
    def financial_year(self) -> Period:
        """The year of the baseline and the forecast."""
        return financial_year(self.reports_on, YEAR_OPENS)

    @property
    def is_five_point(self) -> bool:
        """Whether the scale of that date had Amber/Red and Amber/Green."""
        return self.reports_on <= FIVE_POINTS_UNTIL
