"""Everything that changes purposes, vision, mission, values and stakeholders."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction

from big import clock
from big.accounts.models import User
from big.audit.record import one_act, record
from big.errors import RuleError
from big.policies import require
from big.records import create, require_version, revise
from okr import codes, policies
from okr.models.purposes import Purpose, PurposeEdition, Stakeholder, Statement
from okr.services.coding import checked_code, next_code
from okr.services.wording import refused

PURPOSE_FIELDS: Final = {"statement", "rationale", "sustainability", "wellbeing", "owner", "review_on"}
STATEMENT_FIELDS: Final = {"name", "text", "position"}
STAKEHOLDER_FIELDS: Final = {"name", "kind", "description", "interest", "expectation"}


@transaction.atomic
def create_purpose(
    code: str,
    *,
    actor: User,
    statement: str,
    stakeholders: Iterable[Stakeholder] = (),
    why: str = "",
    **details: Any,
) -> Purpose:
    """Draft a purpose; an empty code takes the next free one."""
    require(policies.can_edit_foundation(actor))
    _only(details, PURPOSE_FIELDS)
    code = checked_code(Purpose, code) if code else next_code(Purpose, "P")
    purpose = Purpose(code=code, statement=statement, **details)
    after = create(purpose)
    served = list(stakeholders)
    purpose.stakeholders.set(served)
    after |= {"stakeholders": _names(served)} if served else {}
    record(codes.PURPOSE_CREATED, actor=actor, on=purpose, after=after, why=why)
    return purpose


@transaction.atomic
def change_purpose(
    purpose_id: int,
    *,
    actor: User,
    changes: Mapping[str, Any],
    stakeholders: Iterable[Stakeholder] | None = None,
    version: int | None,
    why: str = "",
) -> Purpose:
    """Change a purpose; a new wording of an adopted one puts it under review until it is adopted."""
    purpose = _purpose(purpose_id, actor, version)
    _only(changes, PURPOSE_FIELDS)
    reworded = any(name in changes and changes[name] != getattr(purpose, name) for name in ("statement", "rationale"))
    wanted = dict(changes)
    if reworded and purpose.state == Purpose.State.ADOPTED:
        wanted["state"] = Purpose.State.UNDER_REVIEW
    before, after = revise(purpose, wanted)
    if stakeholders is not None:
        was, now = _names(purpose.stakeholders.all()), _names(stakeholders)
        if was != now:
            purpose.stakeholders.set(stakeholders)
            before["stakeholders"], after["stakeholders"] = was, now
    if after:
        record(codes.PURPOSE_CHANGED, actor=actor, on=purpose, before=before, after=after, why=why)
    return purpose


@transaction.atomic
def adopt_purpose(
    purpose_id: int, *, actor: User, version: int | None, adopted_on: dt.date | None = None, why: str = ""
) -> Purpose:
    """Adopt the present wording: a changed one becomes the next edition, which never changes."""
    purpose = _purpose(purpose_id, actor, version)
    if purpose.state == Purpose.State.ADOPTED:
        raise RuleError("This purpose is adopted already. Change its wording to adopt a new edition.", code="adopted")
    day = adopted_on or clock.today()
    last = purpose.editions.order_by("-number").first()
    if last is None or (last.statement, last.rationale) != (purpose.statement, purpose.rationale):
        number = last.number + 1 if last else 1
        PurposeEdition.objects.create(
            purpose=purpose,
            number=number,
            statement=purpose.statement,
            rationale=purpose.rationale,
            adopted_on=day,
        )
    else:
        number = last.number
    before, after = revise(purpose, {"state": Purpose.State.ADOPTED, "edition": number})
    after["edition"] = number
    record(codes.PURPOSE_ADOPTED, actor=actor, on=purpose, before=before, after=after, why=why, effective_on=day)
    return purpose


@transaction.atomic
def retire_purpose(purpose_id: int, *, actor: User, version: int | None, why: str) -> Purpose:
    """Retire a purpose that is no longer why the organisation exists; a reason is asked for."""
    purpose = _purpose(purpose_id, actor, version)
    if not why.strip():
        raise refused("why", "Say why the purpose is retired.", code="reason")
    before, after = revise(purpose, {"state": Purpose.State.RETIRED})
    if after:
        record(codes.PURPOSE_RETIRED, actor=actor, on=purpose, before=before, after=after, why=why)
    return purpose


def _purpose(purpose_id: int, actor: User, version: int | None) -> Purpose:
    purpose = Purpose.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=purpose_id)
    require(policies.can_edit_foundation(actor))
    require_version(purpose, version)
    return purpose


@transaction.atomic
def create_statement(
    kind: str, *, actor: User, text: str = "", name: str = "", position: int = 0, why: str = ""
) -> Statement:
    """Adopt a vision, a mission or a value; there is one vision and one mission, so a new one supersedes the old."""
    require(policies.can_edit_foundation(actor))
    with one_act():
        if kind in (Statement.Kind.VISION, Statement.Kind.MISSION):
            current = Statement.objects.visible_to(actor).filter(kind=kind, state=Statement.State.ADOPTED)
            for old in current.select_for_update(of=("self",)):
                before, after = revise(old, {"state": Statement.State.SUPERSEDED})
                record(codes.STATEMENT_SUPERSEDED, actor=actor, on=old, before=before, after=after, why=why)
        statement = Statement(kind=kind, name=name, text=text, position=position)
        after = create(statement)
        record(codes.STATEMENT_CREATED, actor=actor, on=statement, after=after, why=why)
    return statement


@transaction.atomic
def change_statement(
    statement_id: int, *, actor: User, changes: Mapping[str, Any], version: int | None, why: str = ""
) -> Statement:
    """Mend the wording of a vision, mission or value."""
    statement = _statement(statement_id, actor, version)
    _only(changes, STATEMENT_FIELDS)
    before, after = revise(statement, changes)
    if after:
        record(codes.STATEMENT_CHANGED, actor=actor, on=statement, before=before, after=after, why=why)
    return statement


@transaction.atomic
def supersede_statement(statement_id: int, *, actor: User, version: int | None, why: str = "") -> Statement:
    """Take a vision, mission or value out of force; it stays in the history."""
    statement = _statement(statement_id, actor, version)
    before, after = revise(statement, {"state": Statement.State.SUPERSEDED})
    if after:
        record(codes.STATEMENT_SUPERSEDED, actor=actor, on=statement, before=before, after=after, why=why)
    return statement


def _statement(statement_id: int, actor: User, version: int | None) -> Statement:
    statement = Statement.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=statement_id)
    require(policies.can_edit_foundation(actor))
    require_version(statement, version)
    return statement


@transaction.atomic
def create_stakeholder(name: str, *, actor: User, why: str = "", **details: Any) -> Stakeholder:
    """Add somebody with an interest in what the organisation does."""
    require(policies.can_edit_foundation(actor))
    _only(details, STAKEHOLDER_FIELDS)
    stakeholder = Stakeholder(name=name, **details)
    after = create(stakeholder)
    record(codes.STAKEHOLDER_CREATED, actor=actor, on=stakeholder, after=after, why=why)
    return stakeholder


@transaction.atomic
def change_stakeholder(
    stakeholder_id: int, *, actor: User, changes: Mapping[str, Any], version: int | None, why: str = ""
) -> Stakeholder:
    """Change a stakeholder."""
    stakeholder = Stakeholder.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=stakeholder_id)
    require(policies.can_edit_foundation(actor))
    require_version(stakeholder, version)
    _only(changes, STAKEHOLDER_FIELDS)
    before, after = revise(stakeholder, changes)
    if after:
        record(codes.STAKEHOLDER_CHANGED, actor=actor, on=stakeholder, before=before, after=after, why=why)
    return stakeholder


def _names(stakeholders: Iterable[Stakeholder]) -> list[str]:
    return sorted(each.name for each in stakeholders)


def _only(changes: Mapping[str, Any], allowed: set[str]) -> None:
    unknown = set(changes) - allowed
    if unknown:
        raise TypeError(f"cannot be changed here: {', '.join(sorted(unknown))}")
