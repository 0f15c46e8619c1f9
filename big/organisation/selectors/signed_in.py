"""Who is signed in, as the sidebar shows them and as their Home is chosen."""

from dataclasses import dataclass

from big.accounts.models import User
from big.organisation.models import Membership, Person, Role


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person behind an account, and the main one of the roles they hold now.

    `homes` are the Homes of all their roles with the role's name, that of the main role first.
    """

    name: str
    role: str
    home: str
    person: Person | None
    homes: tuple[tuple[str, str], ...] = ()


def signed_in(user: User) -> SignedIn:
    """One query for somebody with one role, two for others; kept on the user for the request."""
    kept: SignedIn | None = getattr(user, "_signed_in", None)
    if kept is None:
        held = Membership.objects.held_by(user).select_related("person", "role")
        memberships = list(held.order_by())
        # Every page asks this, and which role is the main one costs more to ask than all else of it.
        if len(memberships) > 1:
            loaded = {each.pk: each for each in memberships}
            order = Membership.objects.filter(pk__in=loaded).main_first().values_list("pk", flat=True)
            memberships = [loaded[key] for key in order]
        homes: dict[str, str] = {}
        for each in memberships:
            homes.setdefault(each.role.home, each.role.label)
        if memberships:
            first = memberships[0]
            name, label, home = first.person.name, first.role.label, first.role.home
            kept = SignedIn(name, label, home, first.person, tuple(homes.items()))
        else:
            role = "Administrator" if user.is_administrator else ""
            home = Role.Home.GOVERNANCE if user.is_administrator else Role.Home.UNIT
            kept = SignedIn(user.name, role, home, Person.objects.of(user).first())
        user._signed_in = kept  # type: ignore[attr-defined]
    return kept
