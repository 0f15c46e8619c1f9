"""Units, nodes, people, roles and accounts for tests.

The organisation has one top unit and one top node; whatever is made without a parent stands below them, so that
`member(rights)` without a place holds its rights everywhere, and `member(rights, unit=make_unit())` elsewhere.
"""

import datetime as dt
import itertools
from collections.abc import Iterable
from typing import Any, Final

from big import clock
from big.accounts.models import User
from big.organisation.models import Membership, Node, NodeType, Organisation, Person, Role, Unit
from big.organisation.scope import forget_rights
from big.organisation.services import reach
from big.registry import rights as registry

PASSWORD: Final = "correct horse battery staple"
_numbers = itertools.count(1)
_TOP: Final[Any] = object()


def make_organisation(**fields: Any) -> Organisation:
    """The organisation, changed to `fields`; there is only one."""
    organisation, _ = Organisation.objects.get_or_create(singleton=True, defaults={"name": "Testbed"})
    for name, value in fields.items():
        setattr(organisation, name, value)
    organisation.save()
    clock.forget()
    return organisation


def make_user(name: str = "", *, email: str = "", password: str | None = None, **fields: Any) -> User:
    """An account with no person and so no rights; with a password only where a test types one."""
    number = next(_numbers)
    return User.objects.create_user(
        email or f"user{number}@example.org", password, name=name or f"User {number}", **fields
    )


def top_unit() -> Unit:
    """The unit above all others."""
    unit = Unit.objects.filter(parent=None).order_by("pk").first()
    return unit or make_unit("Whole organisation", parent=None)


def top_node() -> Node:
    """The node above all others."""
    node = Node.objects.filter(parent=None).order_by("pk").first()
    return node or make_node("Main Board", parent=None)


def make_unit(name: str = "", *, parent: Unit | None = _TOP, code: str = "", **fields: Any) -> Unit:
    """A unit below `parent`, or below the top unit."""
    above = top_unit() if parent is _TOP else parent
    number = next(_numbers)
    unit = Unit.objects.create(code=code or f"U-{number}", name=name or f"Unit {number}", parent=above, **fields)
    reach.rebuild_units()
    return unit


def make_node(
    name: str = "", *, parent: Node | None = _TOP, code: str = "", kind: str = "main-board", **fields: Any
) -> Node:
    """A governance node below `parent`, or below the top node; `kind` is the key of its node type."""
    above = top_node() if parent is _TOP else parent
    label = kind.replace("-", " ").capitalize()
    node_type, _ = NodeType.objects.get_or_create(key=kind, defaults={"label": label, "plural": f"{label}s"})
    number = next(_numbers)
    node = Node.objects.create(
        code=code or f"N-{number}", name=name or f"Node {number}", node_type=node_type, parent=above, **fields
    )
    reach.rebuild_nodes()
    return node


def make_role(rights: Iterable[str] = (), *, label: str = "", **fields: Any) -> Role:
    """A role with these rights, each of which must be registered."""
    held = list(rights)
    for right in held:
        registry.require_known(right)
    number = next(_numbers)
    return Role.objects.create(key=f"role-{number}", label=label or f"Role {number}", rights=held, **fields)


def join(
    person: Person,
    role: Role,
    *,
    node: Node | None = None,
    unit: Unit | None = None,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> list[Membership]:
    """Give `person` the role at this node and in this unit; with neither, at the top of both trees."""
    places: list[dict[str, Any]] = [{"node": node}] if node else []
    places += [{"unit": unit}] if unit else []
    made = [
        Membership.objects.create(person=person, role=role, starts_on=starts_on, ends_on=ends_on, **place)
        for place in places or [{"node": top_node()}, {"unit": top_unit()}]
    ]
    if person.user:
        forget_rights(person.user)
    return made


def make_person(
    name: str = "",
    *,
    role: Role | None = None,
    node: Node | None = None,
    unit: Unit | None = None,
    user: User | None = _TOP,
    code: str = "",
    **fields: Any,
) -> Person:
    """A person with an account (`user=None`: without); `unit` is where they work.

    With a `role`, they hold it at `node`, or in `unit` where no node is given, or everywhere with neither.
    """
    number = next(_numbers)
    shown = name or f"Person {number}"
    account = make_user(shown) if user is _TOP else user
    person = Person.objects.create(
        code=code or f"P-{number}",
        name=shown,
        email=account.email if account else "",
        user=account,
        unit=unit,
        **fields,
    )
    if role:
        join(person, role, node=node, unit=None if node else unit)
    return person


def member(
    rights: Iterable[str] = (), node: Node | None = None, unit: Unit | None = None, name: str = "", **fields: Any
) -> User:
    """Somebody who signs in and holds exactly these rights at this node and in this unit; with neither, everywhere."""
    user = make_user(name, **fields)
    person = make_person(user.name, user=user)
    join(person, make_role(rights), node=node, unit=unit)
    return user


def person_of(user: User) -> Person:
    """The person that `user` signs in as."""
    return Person.objects.get(user=user)


def all_rights(*, confidential: bool = False) -> list[str]:
    """Every right there is; with or without seeing what is confidential."""
    return [right for right in registry.known() if confidential or right != "confidential.view"]
