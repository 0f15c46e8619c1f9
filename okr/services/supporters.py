"""Naming who supports the connection from an objective to its delivery, place by place, and ending it."""

import datetime as dt

from django.db import transaction

from big import clock
from big.accounts.models import User
from big.audit.record import record
from big.errors import RuleError
from big.organisation.models import Person, Unit
from big.organisation.nodes import Node
from big.policies import require
from big.records import create, plain, require_version, revise
from okr import codes, policies
from okr.models.objectives import StrategicObjective, Supporter
from okr.services.wording import refused


@transaction.atomic
def name_supporter(
    objective_id: int,
    *,
    actor: User,
    person: Person,
    unit: Unit | None = None,
    node: Node | None = None,
    note: str = "",
    since: dt.date | None = None,
) -> Supporter:
    """Name a person who keeps the connection from this objective to its delivery, in one unit or at one node."""
    objective = StrategicObjective.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=objective_id)
    if (unit is None) == (node is None):
        raise refused("unit", "Choose a unit or a node, one of the two.", code="place")
    require(policies.can_name_supporter(actor, objective, unit=unit, node=node))
    if not person.is_active:
        raise refused("person", f"{person} has left. Name somebody else.", code="inactive")
    supporter = Supporter(
        objective=objective, person=person, unit=unit, node=node, note=note, since=since or clock.today()
    )
    create(supporter)
    after = {"person": str(person), "place": str(unit or node), "since": plain(supporter.since)}
    after |= {"note": note} if note else {}
    record(codes.SUPPORTER_NAMED, actor=actor, on=objective, after=after)
    return supporter


@transaction.atomic
def end_supporter(
    supporter_id: int, *, actor: User, version: int | None, ended_on: dt.date | None = None, why: str = ""
) -> Supporter:
    """End somebody's support; whoever is named may end their own."""
    supporter = (
        Supporter.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("objective__node", "person", "unit", "node")
        .get(pk=supporter_id)
    )
    is_own = supporter.person.user_id == actor.pk
    require(is_own or policies.can_name_supporter(actor, supporter.objective, unit=supporter.unit, node=supporter.node))
    require_version(supporter, version)
    if supporter.ended_on is not None:
        raise RuleError("This support has ended already.", code="ended")
    day = ended_on or clock.today()
    if day < supporter.since:
        raise refused("ended_on", "Support cannot end before it began.", code="dates")
    _, after = revise(supporter, {"ended_on": day})
    before = {"person": str(supporter.person), "place": str(supporter.unit or supporter.node)}
    record(codes.SUPPORTER_ENDED, actor=actor, on=supporter.objective, before=before, after=after, why=why)
    return supporter
