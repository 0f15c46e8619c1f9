"""Everything that changes people; their accounts are in services.accounts, their roles in services.memberships."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from big import clock
from big.accounts.models import User
from big.accounts.services.sessions import shut_out
from big.audit.record import record
from big.errors import RuleError
from big.organisation import policies
from big.organisation.codes import ON_PERSON_LEFT, PERSON_CHANGED, PERSON_CREATED, PERSON_LEFT, PERSON_RETURNED
from big.organisation.models import Person, Unit
from big.organisation.services.changing import change
from big.organisation.services.codes import next_code, refuse_taken
from big.organisation.services.managers import keeping_a_manager
from big.organisation.services.memberships import end_all
from big.policies import require
from big.records import create, require_version, revise
from big.registry.reactions import react

_FIELDS: Final = frozenset({"code", "name", "email", "job_title", "unit", "line_manager", "payroll_number"})


def _locked(person_id: int, actor: User) -> Person:
    person = (
        Person.objects.visible_to(actor)
        .select_related("unit", "user")
        .select_for_update(of=("self",))
        .get(pk=person_id)
    )
    require(policies.can_manage_person(actor, person))
    return person


@transaction.atomic
def create_person(
    *,
    actor: User,
    name: str,
    email: str = "",
    job_title: str = "",
    unit: Unit | None = None,
    line_manager: Person | None = None,
    payroll_number: str = "",
    code: str = "",
    why: str = "",
) -> Person:
    """Add somebody; an account is given separately, only to those who sign in."""
    require(policies.can_manage_unit(actor, unit))
    refuse_taken(Person, code)
    person = Person(
        code=code or next_code(Person, "P"),
        name=name,
        email=email.strip().lower(),
        job_title=job_title,
        unit=unit,
        line_manager=line_manager,
        payroll_number=payroll_number,
    )
    after = create(person)
    record(PERSON_CREATED, actor=actor, on=person, after=_told(after, "a number"), why=why)
    return person


@transaction.atomic
def change_person(
    person_id: int, *, actor: User, version: int | None, changes: Mapping[str, Any], why: str = ""
) -> Person:
    """Change particulars; an account follows in name and, by those who manage accounts, in its address."""
    person = _locked(person_id, actor)
    if "unit" in changes:
        require(changes["unit"] == person.unit or policies.can_manage_unit(actor, changes["unit"]))
    refuse_taken(Person, changes.get("code", ""), person)
    wanted = {**changes, "email": changes["email"].strip().lower()} if "email" in changes else dict(changes)
    _refuse_circle(person, wanted.get("line_manager"))
    before, after = change(person, wanted, allowed=_FIELDS, version=version)
    if not after:
        return person
    if person.user and after.keys() & {"name", "email"}:
        _carry_to_account(person.user, person, actor, address="email" in after)
    before, after = _told(before, "one number"), _told(after, "another number")
    record(PERSON_CHANGED, actor=actor, on=person, before=before, after=after, why=why)
    return person


def _told(values: Mapping[str, Any], payroll: str) -> dict[str, Any]:
    """What the history says of them: whoever sees the person reads it, and payroll numbers are for those who manage."""
    return {name: payroll if name == "payroll_number" and value else value for name, value in values.items()}


def _carry_to_account(user: User, person: Person, actor: User, *, address: bool) -> None:
    """The address is what one signs in with, so changing it is managing the account."""
    user.name = person.name
    if address:
        require(policies.can_manage_account(actor, user))
        if not person.email:
            error = RuleError("Keep an address: this person signs in with it.", code="address_needed")
            raise RuleError({"email": [error]})
        if User.objects.filter(email__iexact=person.email).exclude(pk=user.pk).exists():
            raise RuleError({"email": [RuleError("Another account has this address.", code="address_taken")]})
        user.email = person.email
    user.save(update_fields=["name", "email"])


def _refuse_circle(person: Person, manager: Person | None) -> None:
    """Nobody manages themselves, not even by way of others."""
    seen: set[int] = set()
    above = manager
    while above is not None and above.pk not in seen:
        if above.pk == person.pk:
            error = RuleError(f"{manager} reports to {person}, so cannot be their line manager.", code="loop")
            raise RuleError({"line_manager": [error]})
        seen.add(above.pk)
        above = above.line_manager


@transaction.atomic
def leave_person(person_id: int, *, actor: User, version: int | None, why: str = "") -> Person:
    """Record that somebody has left: roles end, the account closes, what they owned stays and shows as a gap."""
    person = _locked(person_id, actor)
    require_version(person, version)
    if person.user:
        require(policies.can_manage_account(actor, person.user))
    if person.user == actor:
        raise RuleError("You cannot record your own leaving. Ask somebody else who manages people.", code="own_account")
    with keeping_a_manager():
        ended = end_all(person)
        before, after = revise(person, {"is_active": False})
        if after and person.user:
            shut_out(person.user)
    if after:
        if ended:
            before["roles"] = ended
        react(ON_PERSON_LEFT, person, actor=actor, left_on=clock.today())
        record(PERSON_LEFT, actor=actor, on=person, before=before, after=after, why=why)
    return person


@transaction.atomic
def return_person(person_id: int, *, actor: User, version: int | None, why: str = "") -> Person:
    """Record that somebody is back; roles and the account are given anew, on purpose."""
    person = _locked(person_id, actor)
    require_version(person, version)
    before, after = revise(person, {"is_active": True})
    if after:
        record(PERSON_RETURNED, actor=actor, on=person, before=before, after=after, why=why)
    return person
