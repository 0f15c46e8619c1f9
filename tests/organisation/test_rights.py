"""Rights are inherited down both trees: what pages filter by, against a plain Python oracle on random trees."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from big import clock
from big.organisation.models import Node, NodeReach, Person, Unit, UnitReach
from big.organisation.scope import NOTHING, forget_rights, holds_anywhere, holds_at, rights_of, scope_q
from big.organisation.services import reach
from tests.factories.organisation import (
    all_rights,
    join,
    make_node,
    make_person,
    make_role,
    make_unit,
    make_user,
    member,
)

pytestmark = pytest.mark.django_db
VIEW, EDIT = "work.view", "work.edit"
# Real time on purpose: a membership is in force on the real day.
TODAY = clock.now().date()


@dataclass
class Plan:
    """Two random trees as lists of parents (an earlier place or None), and memberships over them."""

    nodes: list[int | None]
    units: list[int | None]
    held: list[tuple[str, int, bool, int]] = field(default_factory=list)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    def tree() -> list[int | None]:
        size = draw(st.integers(1, 7))
        return [draw(st.one_of(st.none(), st.integers(0, at - 1))) if at else None for at in range(size)]

    nodes, units = tree(), tree()
    places = [("node", at) for at in range(len(nodes))] + [("unit", at) for at in range(len(units))]
    # Tree, place, whether the role includes VIEW, and its end in days from today: before, on the day, or after.
    membership = st.tuples(st.sampled_from(places), st.booleans(), st.sampled_from([-1, 0, 30]))
    held = [(kind, at, has, end) for (kind, at), has, end in draw(st.lists(membership, max_size=4))]
    return Plan(nodes, units, held)


def below(parents: list[int | None], top: int) -> set[int]:
    """The oracle: walk up from each place and see whether one comes by `top`."""
    found = set()
    for place in range(len(parents)):
        at: int | None = place
        while at is not None:
            if at == top:
                found.add(place)
                break
            at = parents[at]
    return found


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(plan=plans())
def test_what_is_held_above_is_held_below_and_nowhere_else(plan: Plan) -> None:
    with transaction.atomic():
        check(plan)
        transaction.set_rollback(True)


def check(plan: Plan) -> None:
    nodes: list[Node] = []
    for parent in plan.nodes:
        nodes.append(make_node(parent=None if parent is None else nodes[parent]))
    units: list[Unit] = []
    for parent in plan.units:
        units.append(make_unit(parent=None if parent is None else units[parent]))
    user = make_user()
    person = make_person(user=user)
    able, unable = make_role([VIEW]), make_role([EDIT])
    expected: dict[str, set[int]] = {"node": set(), "unit": set()}
    for number, (kind, at, has, end) in enumerate(plan.held):
        role = able if has else unable
        place: Any = nodes[at] if kind == "node" else units[at]
        # One open membership of a role at a place is all there may be, so each of these has an end.
        begins = TODAY - dt.timedelta(days=100 + number)
        join(person, role, starts_on=begins, ends_on=TODAY + dt.timedelta(days=end), **{kind: place})
        if has and end >= 0:
            expected[kind] |= below(plan.nodes if kind == "node" else plan.units, at)
    forget_rights(user)

    seen_nodes = set(Node.objects.filter(scope_q(user, VIEW, node="pk", unit=None)).values_list("pk", flat=True))
    seen_units = set(Unit.objects.filter(scope_q(user, VIEW, node=None, unit="pk")).values_list("pk", flat=True))
    assert seen_nodes == {nodes[at].pk for at in expected["node"]}
    assert seen_units == {units[at].pk for at in expected["unit"]}
    for at, node in enumerate(nodes):
        assert holds_at(user, VIEW, node_id=node.pk) is (at in expected["node"])
    for at, unit in enumerate(units):
        assert holds_at(user, VIEW, unit_id=unit.pk) is (at in expected["unit"])
    assert holds_anywhere(user, VIEW) is bool(expected["node"] or expected["unit"])
    attached_equals_rebuilt()


def attached_equals_rebuilt() -> None:
    """What `attach` adds one by one is what a rebuild writes at once."""
    trees: list[tuple[Any, Any, Any]] = [(Node, NodeReach, reach.rebuild_nodes), (Unit, UnitReach, reach.rebuild_units)]
    for model, rows, rebuild in trees:
        rebuild()
        before = set(rows.objects.values_list("above", "below", "depth"))
        rows.objects.all().delete()
        for record in model.objects.order_by("pk"):
            reach.attach(record)
        assert set(rows.objects.values_list("above", "below", "depth")) == before


def test_a_closed_account_and_a_person_who_left_hold_nothing() -> None:
    user = member([VIEW])
    assert holds_anywhere(user, VIEW)
    user.is_active = False
    assert rights_of(user) is None
    assert scope_q(user, VIEW) == NOTHING
    user.is_active = True
    Person.objects.filter(user=user).update(is_active=False)
    forget_rights(user)
    assert rights_of(user) is None


def test_a_membership_that_has_not_begun_gives_nothing() -> None:
    user = make_user()
    join(make_person(user=user), make_role([VIEW]), starts_on=TODAY + dt.timedelta(days=1))
    assert rights_of(user) is None


def test_an_administrator_may_all_but_see_what_is_confidential() -> None:
    admin = make_user(is_administrator=True)
    assert rights_of(admin) == frozenset(all_rights())
    assert holds_at(admin, VIEW, node_id=1)
    assert not holds_anywhere(admin, "confidential.view")


def test_a_stranger_holds_nothing_and_sees_nobody() -> None:
    stranger = make_user()
    make_person("Somebody")
    assert rights_of(stranger) is None
    assert not Person.objects.visible_to(stranger).exists()


def test_a_right_that_nobody_registered_is_an_error() -> None:
    with pytest.raises(LookupError):
        holds_anywhere(make_user(), "work.veiw")
