"""Giving people accounts and taking them away: the invitation, the link for a password, closing and reopening."""

from django.core.validators import validate_email
from django.db import transaction

from big.accounts.models import User
from big.accounts.services.passwords import ask_for_link
from big.accounts.services.sessions import shut_out
from big.audit.record import record
from big.errors import RuleError
from big.organisation import policies
from big.organisation.codes import ACCOUNT_CLOSED, ACCOUNT_GIVEN, ACCOUNT_LINK_SENT, ACCOUNT_REOPENED
from big.organisation.models import Person
from big.organisation.services.managers import keeping_a_manager
from big.policies import require
from big.records import require_version, revise


def _locked(person_id: int, actor: User) -> Person:
    people = Person.objects.visible_to(actor).select_related("user")
    person = people.select_for_update(of=("self",)).get(pk=person_id)
    require(policies.can_manage_account(actor, person.user))
    return person


def _account_of(person: Person) -> User:
    if person.user is None:
        raise RuleError(f"{person} has no account yet.", code="no_account")
    return person.user


@transaction.atomic
def give_account(
    person_id: int, *, actor: User, version: int | None, email: str, site: str = "", why: str = ""
) -> User:
    """Let a person sign in with `email`; a link to set a password is mailed to them, unless there is no `site`."""
    person = _locked(person_id, actor)
    require_version(person, version)
    if person.user:
        raise RuleError(f"{person} has an account already.", code="has_account")
    if not person.is_active:
        raise RuleError(f"{person} has left. Record their return first.", code="person_left")
    address = email.strip().lower()
    validate_email(address)
    if User.objects.filter(email=address).exists():
        raise RuleError({"email": [RuleError("There is already an account for this address.", code="address_taken")]})
    user = User.objects.create_user(address, name=person.name)
    revise(person, {"user": user, "email": address})
    record(ACCOUNT_GIVEN, actor=actor, on=person, also=[user], after={"email": address}, why=why)
    if site:
        ask_for_link(address, site=site, invited=True)
    return user


@transaction.atomic
def send_link(person_id: int, *, actor: User, site: str) -> User:
    """Mail somebody a new link to set their password."""
    person = _locked(person_id, actor)
    user = _account_of(person)
    if not user.is_active:
        raise RuleError(f"The account of {person} is closed. Open it again first.", code="account_closed")
    record(ACCOUNT_LINK_SENT, actor=actor, on=person, also=[user], after={"email": user.email})
    ask_for_link(user.email, site=site, invited=user.last_login is None)
    return user


@transaction.atomic
def close_account(person_id: int, *, actor: User, why: str = "") -> User:
    """Shut somebody out, at once and everywhere; their roles stay for when the account opens again."""
    person = _locked(person_id, actor)
    user = _account_of(person)
    if user == actor:
        raise RuleError("You cannot close your own account. Ask another manager.", code="own_account")
    if user.is_active:
        with keeping_a_manager():
            shut_out(user)
        record(ACCOUNT_CLOSED, actor=actor, on=person, also=[user], after={"email": user.email}, why=why)
    return user


@transaction.atomic
def reopen_account(person_id: int, *, actor: User, why: str = "") -> User:
    """Let somebody sign in again, with the password that they had."""
    person = _locked(person_id, actor)
    user = _account_of(person)
    if not person.is_active:
        raise RuleError(f"{person} has left. Record their return first.", code="person_left")
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        record(ACCOUNT_REOPENED, actor=actor, on=person, also=[user], after={"email": user.email}, why=why)
    return user
