"""What every figure of the portfolio is read against: the date, the year, the currency, and when a status is old."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import models

from big import clock
from big.organisation.selectors.current import organisation
from big.periods import Period, financial_year, quarter
from portfolio.models.work import Work


@dataclass(frozen=True, slots=True)
class Frame:
    """The organisation's settings as one reading needs them; made once a request."""

    today: dt.date
    year: Period
    currency: str = "GBP"
    stale_after: int = 30
    first_month: int = 4

    @property
    def quarter(self) -> Period:
        """The quarter that contains the date."""
        return quarter(self.today, self.first_month)

    def year_of(self, day: dt.date) -> Period:
        """The financial year that contains `day`."""
        return financial_year(day, self.first_month)


def frame(today: dt.date | None = None) -> Frame:
    """The frame of `today` (default: the business date)."""
    day = today or clock.today()
    settings = organisation()
    first = settings.financial_year_starts
    return Frame(
        today=day,
        year=financial_year(day, first),
        currency=settings.currency,
        stale_after=settings.stale_after_days,
        first_month=first,
    )


def keys_of(works: "models.QuerySet[Work]") -> Any:
    """What stands in `work__in`: a subquery, or the keys themselves where `works` is a slice."""
    if works.query.is_sliced:
        return list(works.values_list("pk", flat=True))
    return works.order_by().values("pk")
