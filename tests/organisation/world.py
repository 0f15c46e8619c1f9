"""A small organisation for the tests of its pages: two branches, people in both, and those who look at them."""

from dataclasses import dataclass

from big import clock
from big.accounts.models import User
from big.organisation.models import DelegatedAuthority, Membership, Node, Person, Role, Unit
from big.organisation.scope import ACTIVITY_VIEW, ORGANISATION_MANAGE
from big.organisation.services.authority import set_authority
from tests.factories.organisation import (
    all_rights,
    join,
    make_node,
    make_organisation,
    make_person,
    make_role,
    make_unit,
    make_user,
    member,
    top_node,
    top_unit,
)


@dataclass
class World:
    """What there is and who looks at it."""

    unit: Unit
    node: Node
    person: Person
    loner: Person
    role: Role
    membership: Membership
    authority: DelegatedAuthority
    users: dict[str, User]


def make_world() -> World:
    """One unit and node in the middle, one elsewhere; a person with an account and a role, one with neither."""
    make_organisation(name="Testbed")
    top_unit(), top_node()
    unit, other_unit = make_unit("Networks", code="NET"), make_unit("Supply", code="SUP")
    node = make_node("Change board", code="change-board", kind="change-group", unit=unit)
    other_node = make_node("Supply board", code="supply-board", kind="management-team")
    role = make_role(["work.view"], label="Watcher")
    person = make_person("Ada Bell", unit=unit, code="P-ADA", job_title="Engineer")
    membership = join(person, role, node=node)[0]
    loner = make_person("Tom Cole", user=None, unit=unit, code="P-TOM")
    users = {
        "stranger": make_user("Sam Stranger"),
        "viewer": member([ACTIVITY_VIEW], name="Vera Viewer"),
        "local": member(all_rights(), node=node, unit=unit, name="Lou Local"),
        "elsewhere": member(all_rights(), node=other_node, unit=other_unit, name="Ella Elsewhere"),
        "manager": member([ORGANISATION_MANAGE, ACTIVITY_VIEW], name="Mo Manager"),
        "administrator": make_user("Ann Admin", is_administrator=True),
    }
    authority = set_authority(
        node.pk, actor=users["manager"], matter="change", starts_on=clock.today(), tolerance="two weeks"
    )
    return World(unit, node, person, loner, role, membership, authority, users)
