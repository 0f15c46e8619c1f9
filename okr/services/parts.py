"""Who has a part in an objective: naming delegates, asking other units to contribute, and their answers."""

from django.db import transaction

from big import clock
from big.accounts.models import User
from big.audit.record import record
from big.errors import RuleError
from big.organisation.models import Person, Unit
from big.policies import require
from big.records import create, require_version, revise
from okr import codes, policies
from okr.models.objectives import StrategicObjective
from okr.models.parts import ContributingUnit, Delegate
from okr.services.wording import refused

_S = ContributingUnit.State


@transaction.atomic
def name_delegate(objective_id: int, *, actor: User, person: Person, note: str = "") -> Delegate:
    """Let a person answer for an objective in place of the accountable one, who stays accountable."""
    objective = StrategicObjective.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=objective_id)
    require(policies.can_answer_for(actor, objective))
    if not person.is_active:
        raise refused("person", f"{person} has left. Name somebody else.", code="inactive")
    if person.pk == objective.accountable_id:
        raise refused("person", f"{person} is accountable and needs no delegation.", code="accountable")
    delegate = Delegate(objective=objective, person=person, note=note)
    create(delegate)
    after = {"person": str(person)} | ({"note": note} if note else {})
    record(codes.DELEGATE_NAMED, actor=actor, on=objective, after=after)
    return delegate


@transaction.atomic
def end_delegate(delegate_id: int, *, actor: User, version: int | None, why: str = "") -> StrategicObjective:
    """End a delegation; a delegate may end their own."""
    rows = Delegate.objects.visible_to(actor).select_for_update(of=("self",)).select_related("objective", "person")
    delegate = rows.get(pk=delegate_id)
    require(policies.can_answer_for(actor, delegate.objective))
    require_version(delegate, version)
    record(codes.DELEGATE_ENDED, actor=actor, on=delegate.objective, before={"person": str(delegate.person)}, why=why)
    delegate.delete()
    return delegate.objective


@transaction.atomic
def ask_unit(objective_id: int, *, actor: User, unit: Unit, request: str = "") -> ContributingUnit:
    """Ask a unit to contribute to an objective; it counts once it has accepted. One that declined is asked again."""
    objective = StrategicObjective.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=objective_id)
    require(policies.can_edit_objective(actor, objective))
    if objective.okr_set is not None and objective.okr_set.unit_id == unit.pk:
        raise refused("unit", f"The objective is {unit}'s own.", code="own_unit")
    asked = ContributingUnit.objects.filter(objective=objective, unit=unit).select_for_update(of=("self",)).first()
    if asked is None:
        asked = ContributingUnit(objective=objective, unit=unit, request=request, asked_by=actor)
        create(asked)
    elif asked.state == _S.DECLINED:
        revise(asked, {"state": _S.ASKED, "request": request, "asked_by": actor, "answered_on": None, "answer": ""})
    else:
        raise refused("unit", f"{unit} is asked already.", code="asked")
    after = {"unit": str(unit)} | ({"request": request} if request else {})
    record(codes.UNIT_ASKED, actor=actor, on=objective, also=[unit], after=after)
    return asked


@transaction.atomic
def answer_as_unit(
    contributing_id: int, *, actor: User, state: str, answer: str = "", version: int | None
) -> ContributingUnit:
    """Say for a unit that it contributes, or that it does not, with the reason."""
    asked = _asked(contributing_id, actor, version)
    require(policies.can_answer_as(actor, asked.unit))
    if state not in (_S.ACCEPTED, _S.DECLINED):
        raise refused("state", "Answer with accepted or declined.", code="state")
    if state == _S.DECLINED and not answer.strip():
        raise refused("answer", "Say why the unit does not contribute.", code="reason")
    changes = {"state": state, "answer": answer.strip(), "answered_by": actor, "answered_on": clock.today()}
    before, after = revise(asked, changes)
    if after:
        record(
            codes.UNIT_ANSWERED,
            actor=actor,
            on=asked.objective,
            also=[asked.unit],
            before={"state": before["state"]} if "state" in before else {},
            after={"unit": str(asked.unit), "state": asked.get_state_display().lower()},
            why=answer,
        )
    return asked


@transaction.atomic
def release_unit(contributing_id: int, *, actor: User, version: int | None, why: str = "") -> StrategicObjective:
    """Ask a unit no longer, whatever it answered."""
    asked = _asked(contributing_id, actor, version)
    require(policies.can_edit_objective(actor, asked.objective))
    if asked.state == _S.ACCEPTED and not why.strip():
        raise RuleError({"why": ["Say why: the unit has accepted."]}, code="reason")
    before = {"unit": str(asked.unit), "state": asked.get_state_display().lower()}
    record(codes.UNIT_RELEASED, actor=actor, on=asked.objective, also=[asked.unit], before=before, why=why)
    objective = asked.objective
    asked.delete()
    return objective


def _asked(contributing_id: int, actor: User, version: int | None) -> ContributingUnit:
    rows = ContributingUnit.objects.visible_to(actor).select_for_update(of=("self",))
    asked = rows.select_related("objective__node", "objective__okr_set", "unit").get(pk=contributing_id)
    require_version(asked, version)
    return asked
