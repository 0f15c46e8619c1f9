"""Everything that changes drivers, and the states that a driver passes."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction

from big import clock
from big.accounts.models import User
from big.audit.record import record
from big.policies import require
from big.records import create, require_version, revise
from okr import codes, policies
from okr.models.drivers import Driver
from okr.models.objectives import StrategicObjective
from okr.models.purposes import Purpose
from okr.selectors.states import DRIVER_FOLLOWERS
from okr.services.coding import checked_code, next_code
from okr.services.wording import codes_of, refused

FIELDS: Final = {
    "kind",
    "title",
    "description",
    "evidence",
    "obligation",
    "horizon",
    "magnitude",
    "node",
    "owner",
    "reviewed_on",
    "is_confidential",
}


@transaction.atomic
def create_driver(
    code: str, *, actor: User, kind: str, title: str, purposes: Iterable[Purpose] = (), why: str = "", **details: Any
) -> Driver:
    """Log a driver; an imperative names its obligation; an empty code takes the next free one."""
    _check(details)
    driver = Driver(code=code or "-", kind=kind, title=title, **details)
    require(policies.can_edit_driver(actor, driver))
    _may_hide(actor, driver.is_confidential)
    _name_obligation(driver.kind, driver.obligation)
    driver.code = checked_code(Driver, code) if code else next_code(Driver, "D")
    after = create(driver)
    bearing = list(purposes)
    driver.purposes.set(bearing)
    after |= {"purposes": codes_of(bearing)} if bearing else {}
    record(codes.DRIVER_CREATED, actor=actor, on=driver, after=after, why=why)
    return driver


@transaction.atomic
def change_driver(
    driver_id: int,
    *,
    actor: User,
    changes: Mapping[str, Any],
    purposes: Iterable[Purpose] | None = None,
    version: int | None,
    why: str = "",
) -> Driver:
    """Change a driver; moving it to another node asks for the right at both."""
    driver = _driver(driver_id, actor, version)
    _check(changes)
    if "node" in changes:
        require(policies.can_place_at(actor, changes["node"]))
    if changes.get("is_confidential", driver.is_confidential) != driver.is_confidential:
        _may_hide(actor, True)
    _name_obligation(changes.get("kind", driver.kind), changes.get("obligation", driver.obligation))
    before, after = revise(driver, changes)
    if purposes is not None:
        wanted = list(purposes)
        was, now = codes_of(driver.purposes.all()), codes_of(wanted)
        if was != now:
            driver.purposes.set(wanted)
            before["purposes"], after["purposes"] = was, now
    if after:
        record(codes.DRIVER_CHANGED, actor=actor, on=driver, before=before, after=after, why=why)
    return driver


@transaction.atomic
def move_driver(driver_id: int, *, actor: User, to: str, version: int | None, why: str = "") -> Driver:
    """Move a driver to another state; it is answered only where an objective answers it."""
    driver = _driver(driver_id, actor, version)
    if to not in DRIVER_FOLLOWERS.get(driver.state, ()):
        now, wanted = driver.get_state_display().lower(), Driver.State(to).label.lower()
        raise refused("to", f"A driver that is {now} cannot become {wanted} next.", code="state")
    if to == Driver.State.ANSWERED and not _is_answered(driver):
        raise refused(
            "to", "No objective answers this driver. Link one first, or monitor the driver instead.", code="unanswered"
        )
    changes: dict[str, Any] = {"state": to}
    if to == Driver.State.ASSESSED:
        changes["reviewed_on"] = clock.today()
    before, after = revise(driver, changes)
    record(codes.DRIVER_MOVED, actor=actor, on=driver, before=before, after=after, why=why)
    return driver


def _is_answered(driver: Driver) -> bool:
    gone = (StrategicObjective.State.WITHDRAWN, StrategicObjective.State.SUPERSEDED)
    return driver.objectives.exclude(state__in=gone).exists()


def _driver(driver_id: int, actor: User, version: int | None) -> Driver:
    driver = Driver.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=driver_id)
    require(policies.can_edit_driver(actor, driver))
    require_version(driver, version)
    return driver


def _name_obligation(kind: str, obligation: str) -> None:
    if kind == Driver.Kind.IMPERATIVE and not obligation.strip():
        raise refused("obligation", "Name the law, rule or contract behind it.", code="obligation")


def _may_hide(actor: User, is_confidential: bool) -> None:
    if is_confidential:
        require(policies.can_keep_confidential(actor))


def _check(changes: Mapping[str, Any]) -> None:
    unknown = set(changes) - FIELDS
    if unknown:
        raise TypeError(f"cannot be changed here: {', '.join(sorted(unknown))}")
