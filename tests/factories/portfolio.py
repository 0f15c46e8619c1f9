"""Work, status reports, milestones, money and whole-life costs for tests.

Types of work are made here where a test's database has none: tests that commit lose what migrations loaded.
"""

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any, Final

from big import clock
from big.organisation.models import Unit
from portfolio.models.milestones import Milestone
from portfolio.models.money import MoneyLine
from portfolio.models.status import StatusReport, WholeLifeCost
from portfolio.models.types import LifecycleState, WorkType
from portfolio.models.work import Work
from tests.factories.organisation import top_unit

TODAY: Final = dt.date(2026, 11, 15)
_numbers = itertools.count(1)
_STATES: Final = (
    ("proposed", "Proposed", False, ("in-delivery", "stopped")),
    ("in-delivery", "In delivery", True, ("closed", "stopped", "paused")),
    ("paused", "Paused", False, ("in-delivery", "stopped")),
    ("closed", "Closed", False, ()),
    ("stopped", "Stopped", False, ()),
)
_PREFIXES: Final = {"project": "C", "programme": "C", "product": "P", "service": "S", "customer-project": "K"}


def make_type(key: str = "project") -> WorkType:
    """A type of work with its lifecycle: the loaded one, or a small one of its own."""
    label = key.replace("-", " ").capitalize()
    made, is_new = WorkType.objects.get_or_create(
        key=key, defaults={"label": label, "plural": f"{label}s", "code_prefix": _PREFIXES.get(key, "W")}
    )
    if is_new:
        states = {
            state: LifecycleState.objects.create(
                work_type=made, key=state, label=name, position=place, is_live=live, is_initial=place == 0
            )
            for place, (state, name, live, _) in enumerate(_STATES)
        }
        for state, _, _, followers in _STATES:
            states[state].followers.set([states[each] for each in followers])
    return made


def make_work(name: str = "", *, kind: str = "project", state: str = "in-delivery", **fields: Any) -> Work:
    """A piece of work; in the top unit and in the stream of change where the test does not say."""
    number = next(_numbers)
    work_type = make_type(kind)
    found = LifecycleState.objects.filter(work_type=work_type, key=state).first()
    unit: Unit | None = fields.pop("unit") if "unit" in fields else top_unit()
    return Work.objects.create(
        code=fields.pop("code", "") or f"T-{number}",
        name=name or f"Work {number}",
        stream=fields.pop("stream", "change"),
        work_type=work_type,
        state=found or LifecycleState.objects.filter(work_type=work_type, is_live=True).earliest("position"),
        unit=unit,
        **fields,
    )


def make_report(work: Work, rating: str = "G", *, on: dt.date = TODAY, is_draft: bool = False, **fields: Any) -> Any:
    """A submitted status report of `work` on a date."""
    if rating == "withheld":
        fields.setdefault("rating_reason", "Commercially sensitive")
    submitted_at = fields.pop("submitted_at", None if is_draft else clock.now())
    return StatusReport.objects.create(work=work, rating=rating, report_on=on, submitted_at=submitted_at, **fields)


def make_milestone(work: Work, title: str = "", **dates: Any) -> Milestone:
    """A milestone of `work`."""
    dates = dates or {"baseline_on": TODAY + dt.timedelta(days=30)}
    return Milestone.objects.create(work=work, title=title or f"Milestone {next(_numbers)}", **dates)


def make_money(
    work: Work,
    budget: float | None = None,
    forecast: float | None = None,
    *,
    actual: float | None = None,
    released: float | None = None,
    month: dt.date | None = None,
    starts_on: dt.date = dt.date(2026, 4, 1),
    ends_on: dt.date = dt.date(2027, 3, 31),
    **fields: Any,
) -> MoneyLine:
    """A money line of `work`, of the year 2026/27 or of the month that begins on `month`; amounts in whole units."""
    if month:
        starts_on = month
        ends_on = (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    amounts = {"budget": budget, "forecast": forecast, "actual": actual, "released": released}
    return MoneyLine.objects.create(
        work=work,
        starts_on=starts_on,
        ends_on=ends_on,
        **{name: None if amount is None else Decimal(str(amount)) for name, amount in amounts.items()},
        **fields,
    )


def make_whole_life(work: Work, amount: float | None, *, on: dt.date = TODAY, **fields: Any) -> WholeLifeCost:
    """What `work` was said to cost over its life on a date; without an amount it is withheld."""
    if amount is None:
        fields.setdefault("withheld_reason", "Commercially sensitive")
    return WholeLifeCost.objects.create(
        work=work, stated_on=on, amount=None if amount is None else Decimal(str(amount)), **fields
    )
