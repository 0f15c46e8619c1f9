"""Everything that changes cycles and begins OKR sets."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from big.accounts.models import User
from big.audit.record import record
from big.core import words
from big.organisation.selectors.current import organisation
from big.periods import Period, add_months, financial_year, quarter
from big.policies import require
from big.records import create, require_version, revise
from big.registry.reactions import react
from okr import codes, policies
from okr.models.cycles import Cycle, OkrPlace, OkrSet
from okr.models.objectives import ObjectiveQuerySet, StrategicObjective
from okr.selectors.states import CYCLE_FOLLOWERS
from okr.services.coding import checked_code
from okr.services.telling import tell_of_cycle
from okr.services.wording import refused

FIELDS: Final = {"name", "kind", "starts_on", "ends_on"}
_S = Cycle.State


@transaction.atomic
def create_cycle(
    code: str,
    *,
    actor: User,
    name: str,
    starts_on: dt.date,
    ends_on: dt.date,
    kind: str = Cycle.Kind.CUSTOM,
    why: str = "",
) -> Cycle:
    """Add a cycle, planned; it may overlap others."""
    require(policies.can_manage_cycles(actor))
    _check_dates(starts_on, ends_on)
    cycle = Cycle(code=checked_code(Cycle, code), name=name, kind=kind, starts_on=starts_on, ends_on=ends_on)
    after = create(cycle)
    record(codes.CYCLE_CREATED, actor=actor, on=cycle, after=after, why=why)
    return cycle


@transaction.atomic
def plan_year(day: dt.date, *, actor: User, first_month: int | None = None, prefix: str = "") -> list[Cycle]:
    """Add the financial year that holds `day` and its four quarters, as far as they are not there yet.

    `first_month` is that of another calendar than the organisation's, whose codes then begin with `prefix`.
    """
    require(policies.can_manage_cycles(actor))
    opens = first_month or organisation().financial_year_starts
    year = financial_year(day, opens)
    stem = f"{prefix}{year.name.replace('/', '-')}"
    wanted: list[tuple[str, str, Period]] = [(stem, year.name, year)]
    for number in range(4):
        each = quarter(add_months(year.starts_on, 3 * number), opens)
        wanted.append((f"{stem}-Q{number + 1}", each.name, each))
    taken = {code.lower() for code in Cycle.objects.values_list("code", flat=True)}
    return [
        create_cycle(
            code,
            actor=actor,
            name=f"{prefix.strip(' -')} {name}".strip(),
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            kind=Cycle.Kind.ANNUAL if period is year else Cycle.Kind.QUARTERLY,
        )
        for code, name, period in wanted
        if code.lower() not in taken
    ]


@transaction.atomic
def change_cycle(
    cycle_id: int, *, actor: User, changes: Mapping[str, Any], version: int | None, why: str = ""
) -> Cycle:
    """Change name, kind or days; objectives that ran over the whole cycle run over its new days."""
    cycle = _cycle(cycle_id, actor, version)
    if unknown := set(changes) - FIELDS:
        raise TypeError(f"cannot be changed here: {', '.join(sorted(unknown))}")
    was = (cycle.starts_on, cycle.ends_on)
    now = (changes.get("starts_on", cycle.starts_on), changes.get("ends_on", cycle.ends_on))
    _check_dates(*now)
    if now != was and cycle.state == _S.CLOSED:
        raise refused("ends_on", "A closed cycle keeps its days. Move it back to closing first.", code="closed")
    before, after = revise(cycle, changes)
    if not after:
        return cycle
    record(codes.CYCLE_CHANGED, actor=actor, on=cycle, before=before, after=after, why=why)
    if now != was:
        whole = StrategicObjective.objects.filter(okr_set__cycle=cycle, starts_on=was[0], due_on=was[1])
        _revise_each(whole, {"starts_on": now[0], "due_on": now[1]}, codes.OBJECTIVE_CHANGED, actor, why)
    return cycle


@transaction.atomic
def move_cycle(cycle_id: int, *, actor: User, to: str, version: int | None, why: str = "") -> Cycle:
    """Open a cycle, begin to close it, close it, or take it back with a reason.

    What was drafted in a cycle is agreed when it opens: its objectives that are proposed count from then on.
    """
    cycle = _cycle(cycle_id, actor, version)
    if to not in CYCLE_FOLLOWERS.get(cycle.state, ()):
        now, wanted = cycle.get_state_display().lower(), Cycle.State(to).label.lower()
        raise refused("to", f"A cycle that is {now} cannot become {wanted} next.", code="state")
    back = (cycle.state, to) in ((_S.CLOSING, _S.OPEN), (_S.CLOSED, _S.CLOSING))
    if back and not why.strip():
        raise refused("why", "Say why it is opened again.", code="reason")
    opens = cycle.state == _S.PLANNED
    before, after = revise(cycle, {"state": to})
    record(codes.CYCLE_MOVED, actor=actor, on=cycle, before=before, after=after, why=why)
    if cycle.state == _S.CLOSED:
        tell_of_cycle(cycle)
    if opens:
        proposed = StrategicObjective.State.PROPOSED
        drafted = StrategicObjective.objects.filter(okr_set__cycle=cycle, state=proposed)
        agreed = {"state": StrategicObjective.State.AGREED}
        for objective in _revise_each(drafted, agreed, codes.OBJECTIVE_MOVED, actor, why):
            react(codes.ON_OBJECTIVE_MOVED, objective, actor=actor, was=proposed)
    return cycle


def _revise_each(
    objectives: ObjectiveQuerySet, changes: Mapping[str, Any], code: str, actor: User, why: str
) -> list[StrategicObjective]:
    """Change each, with an event of its own: one that named them all would hide with the one that is confidential."""
    found = list(objectives.select_for_update(of=("self",)).order_by("pk"))
    for objective in found:
        before, after = revise(objective, changes)
        record(code, actor=actor, on=objective, before=before, after=after, why=why)
    return found


@transaction.atomic
def start_set(cycle: Cycle, place: OkrPlace, *, actor: User) -> OkrSet:
    """The OKR set of a unit, node or person in a cycle, begun if it is not there yet."""
    require(policies.can_write_okrs(actor, place))
    # Two who begin at once wait for each other at the cycle, so that the second finds the set of the first.
    locked = Cycle.objects.visible_to(actor).select_for_update().get(pk=cycle.pk)
    okr_set = OkrSet(cycle=locked, **{place._meta.model_name or "": place})
    found = OkrSet.objects.filter(cycle=locked, unit=okr_set.unit, node=okr_set.node, person=okr_set.person).first()
    if found is not None:
        return found
    if locked.state == _S.CLOSED:
        raise refused("cycle", f"{locked} is closed. Choose another cycle.", code="closed")
    create(okr_set)
    told = {"place": str(place), "cycle": locked.code}
    record(codes.OKR_SET_STARTED, actor=actor, on=okr_set, also=[locked], after=told)
    return okr_set


def _cycle(cycle_id: int, actor: User, version: int | None) -> Cycle:
    cycle = Cycle.objects.visible_to(actor).select_for_update().get(pk=cycle_id)
    require(policies.can_manage_cycles(actor))
    require_version(cycle, version)
    return cycle


def _check_dates(starts_on: dt.date, ends_on: dt.date) -> None:
    if ends_on <= starts_on:
        raise refused("ends_on", f"The cycle must end after {words.day(starts_on)}.", code="dates")
