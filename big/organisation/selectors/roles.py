"""What the pages of roles show: who may do what, as a matrix in words, and one role with those who hold it."""

from dataclasses import dataclass

from django.db.models import Count, Q

from big import clock
from big.accounts.models import User
from big.audit.selectors import History, history_of
from big.core import words
from big.organisation import policies
from big.organisation.models import Membership, Role
from big.organisation.scope import CONFIDENTIAL_VIEW, ORGANISATION_MANAGE
from big.organisation.selectors.person import HeldRole, held_roles
from big.registry import rights


@dataclass(frozen=True, slots=True)
class RightRow:
    """One right in words, and for each role whether it includes it."""

    sentence: str
    marks: list[bool]


@dataclass(frozen=True, slots=True)
class RolesPage:
    """The matrix: rights by roles, with the number of people who hold each role now."""

    message: str
    roles: list[Role]
    holders: list[int]
    rows: list[RightRow]
    may_edit: bool


def roles_page(user: User) -> RolesPage:
    """All roles, in two queries."""
    day = clock.real_now().date()
    current = (
        (Q(memberships__starts_on__isnull=True) | Q(memberships__starts_on__lte=day))
        & (Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gte=day))
        & Q(memberships__person__is_active=True)
    )
    people = Count("memberships__person", filter=current, distinct=True)
    counted = list(Role.objects.annotate(holders=people).order_by("position", "key"))
    roles: list[Role] = list(counted)
    holders = [role.holders for role in counted]
    rows = [RightRow(sentence, [right in role.rights for role in roles]) for right, sentence in rights.known().items()]
    return RolesPage(
        message=_message(roles, holders),
        roles=roles,
        holders=holders,
        rows=rows,
        may_edit=policies.can_manage_organisation(user),
    )


def _message(roles: list[Role], holders: list[int]) -> str:
    managing = sum(count for role, count in zip(roles, holders, strict=True) if ORGANISATION_MANAGE in role.rights)
    cleared = sum(count for role, count in zip(roles, holders, strict=True) if CONFIDENTIAL_VIEW in role.rights)
    if not any(holders):
        return "Nobody holds a role yet; administrators manage the organisation."
    manage = "nobody manages" if not managing else f"{words.in_words(managing)} {_people(managing)}"
    see = "nobody sees" if not cleared else f"{words.in_words(cleared)} {'sees' if cleared == 1 else 'see'}"
    return f"{words.capital(manage)} the organisation; {see} what is confidential."


def _people(managing: int) -> str:
    return "person manages" if managing == 1 else "people manage"


@dataclass(frozen=True, slots=True)
class RolePage:
    """Everything on the page of a role."""

    role: Role
    message: str
    may: list[str]
    may_not: list[str]
    held: list[HeldRole]
    may_edit: bool
    history: History


def role_page(role: Role, user: User) -> RolePage:
    """The page of a role."""
    memberships = list(
        Membership.objects.visible_to(user).current().filter(role=role, person__is_active=True).for_rows()
    )
    people = {each.person_id for each in memberships}
    known = rights.known()
    holds = f"{words.capital(words.in_words(len(people)))} {'person holds' if len(people) == 1 else 'people hold'}"
    return RolePage(
        role=role,
        message=f"{holds} this role; it includes {words.in_words(len(role.rights))} of {len(known)} rights.",
        may=[sentence for right, sentence in known.items() if right in role.rights],
        may_not=[sentence for right, sentence in known.items() if right not in role.rights],
        held=held_roles(memberships, user),
        may_edit=policies.can_manage_organisation(user),
        history=history_of(role, user),
    )
