"""Everything that changes skills, capacity and demand."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from big.accounts.models import User
from big.audit.record import record, register
from big.organisation.models import Unit
from big.organisation.scope import ORGANISATION_MANAGE, holds_anywhere, holds_at
from big.policies import require
from big.records import create, require_version, revise
from portfolio.models.people import Capacity, Demand, Skill
from portfolio.models.work import WORK_EDIT, Work

SKILL_ADDED = register("portfolio.skill.added", "added the skill {after[name]}")
CAPACITY_SET = register("portfolio.capacity.set", "set the capacity of {label} to {after[fte]} FTE")
DEMAND_SET = register("portfolio.demand.set", "asked for {after[fte]} FTE of {after[skill]}")


@transaction.atomic
def add_skill(code: str, *, actor: User, name: str) -> Skill:
    """Add a skill that work can ask for."""
    require(holds_anywhere(actor, ORGANISATION_MANAGE))
    skill = Skill(code=code, name=name)
    record(SKILL_ADDED, actor=actor, on=skill, after=create(skill))
    return skill


@transaction.atomic
def set_capacity(
    skill_id: int,
    *,
    actor: User,
    starts_on: dt.date,
    ends_on: dt.date,
    fte: Decimal,
    unit: Unit | None = None,
    version: int | None = None,
) -> Capacity:
    """State how much of a skill there is in a period; a second statement replaces the first.

    `version`, where given, is that of the statement the actor looked at; StaleError where another stands now.
    """
    skill = Skill.objects.visible_to(actor).select_for_update().get(pk=skill_id)
    require(holds_anywhere(actor, ORGANISATION_MANAGE))
    found = Capacity.objects.filter(skill=skill, unit=unit, starts_on=starts_on, ends_on=ends_on)
    capacity = found.select_for_update().first()
    if capacity is None:
        capacity = Capacity(skill=skill, unit=unit, starts_on=starts_on, ends_on=ends_on, fte=fte)
        record(CAPACITY_SET, actor=actor, on=skill, after=create(capacity), label=skill.name)
        return capacity
    require_version(capacity, version)
    before, after = revise(capacity, {"fte": fte})
    if after:
        record(CAPACITY_SET, actor=actor, on=skill, before=before, after=after, label=skill.name)
    return capacity


@transaction.atomic
def set_demand(
    work_id: int,
    *,
    actor: User,
    skill: Skill,
    starts_on: dt.date,
    ends_on: dt.date,
    fte: Decimal,
    state: str = Demand.State.REQUESTED,
    version: int | None = None,
) -> Demand:
    """State how much of a skill a piece of work asks for in a period; a second statement replaces the first.

    `version`, where given, is that of the statement the actor looked at; StaleError where another stands now.
    """
    work = Work.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=work_id)
    require(holds_at(actor, WORK_EDIT, node_id=work.node_id, unit_id=work.unit_id))
    demand = Demand.objects.filter(work=work, skill=skill, starts_on=starts_on, ends_on=ends_on).first()
    if demand is None:
        demand = Demand(work=work, skill=skill, starts_on=starts_on, ends_on=ends_on, fte=fte, state=state)
        record(DEMAND_SET, actor=actor, on=work, after=create(demand))
        return demand
    require_version(demand, version)
    before, after = revise(demand, {"fte": fte, "state": state})
    if after:
        record(DEMAND_SET, actor=actor, on=work, before=before, after={**after, "skill": skill.name})
    return demand
