"""What a large organisation changed since: the records stand for two years, and each quarter some were revised.

The history of every row is written by the triggers on its table, as for anybody's change.
"""

import datetime as dt
from typing import Final

from big.history.loading import tell
from governance.demo.scale.dice import Rows

YEARS: Final = 2
# Per table: one record in how many is revised in a quarter, and what then changes beside its version.
_REVISED: Final = (
    ("portfolio_work", 3, "forecast_ends_on = forecast_ends_on + 14"),
    ("portfolio_milestone", 4, "forecast_on = forecast_on + 7"),
    ("okr_strategicobjective", 3, "confidence = least(10, confidence + 1)"),
    ("okr_keyresult", 5, "data_source = data_source || ' '"),
    ("portfolio_moneyline", 40, "forecast = forecast + 100"),
)


def moments_of(today: dt.date) -> list[dt.datetime]:
    """When the records began to stand, and the quarters in which some were revised; all before `today`."""
    first = dt.datetime.combine(today - dt.timedelta(days=YEARS * 365), dt.time(8), tzinfo=dt.UTC)
    return [first + dt.timedelta(days=91 * quarter) for quarter in range(YEARS * 4)]


def load_changes(rows: Rows) -> None:
    """A version more for some records at each moment after the first."""
    for quarter, moment in enumerate(moments_of(rows.today)[1:]):
        rows.settle()
        tell(moment)
        rows.say("quarter", quarter)
        for table, share, change in _REVISED:
            rows.run(
                f"""update {table} set version = version + 1, {change}
                where mod(id, {share}) = mod(%(quarter)s, {share})"""
            )
