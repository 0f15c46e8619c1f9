"""Everything that changes KPIs: adding one, changing it, and recording what it came to."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from big import clock
from big.accounts.models import User
from big.audit.record import record
from big.policies import require
from big.records import create, require_version, revise
from okr import codes, policies
from okr.models.indicators import Indicator, IndicatorValue
from okr.services.coding import checked_code, hold, next_code
from okr.services.feeds import follow_indicator
from okr.services.wording import refused

FIELDS: Final = {
    "name",
    "definition",
    "unit",
    "owner",
    "parent",
    "measure",
    "direction",
    "target_text",
    "target",
    "red_at",
    "green_at",
    "health",
    "health_reasons",
    "is_key",
    "state",
}


@transaction.atomic
def create_indicator(code: str, *, actor: User, name: str, why: str = "", **details: Any) -> Indicator:
    """Add a KPI of a unit, or of the organisation; an empty code takes the next free one, such as KPI7."""
    _check(details)
    require(policies.can_edit_indicator(actor, details.get("unit")))
    indicator = Indicator(code="-", name=name, **details)
    indicator.code = checked_code(Indicator, code) if code else next_code(Indicator, "KPI")
    after = create(indicator)
    record(codes.INDICATOR_CREATED, actor=actor, on=indicator, after=after, why=why)
    return indicator


@transaction.atomic
def change_indicator(
    indicator_id: int, *, actor: User, changes: Mapping[str, Any], version: int | None, why: str = ""
) -> Indicator:
    """Change a KPI; moving it to another unit asks for the right at both, and it never stands under itself."""
    _check(changes)
    if "parent" in changes:
        hold(Indicator)
    indicator = _locked(indicator_id, actor, version)
    if "unit" in changes:
        require(policies.can_edit_indicator(actor, changes["unit"]))
    if changes.get("parent") is not None:
        _refuse_loop(indicator, changes["parent"])
    before, after = revise(indicator, changes)
    if after:
        record(codes.INDICATOR_CHANGED, actor=actor, on=indicator, before=before, after=after, why=why)
    return indicator


@transaction.atomic
def record_value(
    indicator_id: int,
    *,
    actor: User,
    value: Decimal,
    read_on: dt.date | None = None,
    starts_on: dt.date | None = None,
    note: str = "",
    version: int | None = None,
) -> IndicatorValue:
    """Record what a KPI came to on a day, today if none is given, or over the days since `starts_on`."""
    indicator = _locked(indicator_id, actor, version)
    day = read_on or clock.today()
    if day > clock.today():
        raise refused("read_on", "A value is recorded on the day it is known, or after it.", code="future")
    if starts_on is not None and starts_on > day:
        raise refused("starts_on", "The period must begin before it ends.", code="dates")
    found = IndicatorValue(indicator=indicator, value=value, read_on=day, starts_on=starts_on, note=note)
    after = create(found)
    after.pop("indicator", None)
    record(codes.INDICATOR_VALUE, actor=actor, on=indicator, after=after, why=note, effective_on=day)
    follow_indicator(indicator, actor=actor)
    return found


def _locked(indicator_id: int, actor: User, version: int | None) -> Indicator:
    rows = Indicator.objects.visible_to(actor).select_for_update(of=("self",)).select_related("unit")
    indicator = rows.get(pk=indicator_id)
    require(policies.can_edit_indicator(actor, indicator.unit))
    require_version(indicator, version)
    return indicator


def _refuse_loop(indicator: Indicator, parent: Indicator) -> None:
    above = dict(Indicator.objects.order_by().values_list("pk", "parent"))
    at: int | None = parent.pk
    seen: set[int] = set()
    while at is not None and at not in seen:
        if at == indicator.pk:
            raise refused("parent", "That KPI stands under this one. Choose another, or none.", code="indicator_loop")
        seen.add(at)
        at = above.get(at)


def _check(changes: Mapping[str, Any]) -> None:
    if unknown := set(changes) - FIELDS:
        raise TypeError(f"cannot be changed here: {', '.join(sorted(unknown))}")
