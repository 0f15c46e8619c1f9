"""What the services of the organisation promise: checked, audited, and never leaving it without a manager."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from big import clock
from big.accounts.models import User
from big.audit.models import AuditEvent
from big.errors import RuleError, StaleError
from big.organisation.models import DelegatedAuthority, Membership, Node, NodeReach, Person, Role, Unit
from big.organisation.scope import CONFIDENTIAL_VIEW, ORGANISATION_MANAGE, forget_rights, holds_at
from big.organisation.selectors.current import organisation, term
from big.organisation.services import authority, memberships, nodes, people, roles, settings, units
from tests.factories.organisation import (
    join,
    make_node,
    make_person,
    make_role,
    make_unit,
    make_user,
    member,
    person_of,
    top_node,
    top_unit,
)

pytestmark = pytest.mark.django_db
TODAY = clock.now().date()


@pytest.fixture
def manager() -> User:
    return member([ORGANISATION_MANAGE, "activity.view"], name="Mo Manager")


def last_event() -> AuditEvent:
    return AuditEvent.objects.order_by("pk").last()  # type: ignore[return-value]


class TestUnits:
    def test_a_new_unit_gets_a_code_and_its_place(self, manager: User) -> None:
        unit = units.create_unit(actor=manager, name="Networks", parent=top_unit())
        assert unit.code.startswith("U-")
        assert last_event().code == "organisation.unit.created"
        user = member(["work.view"], unit=top_unit())
        assert holds_at(user, "work.view", unit_id=unit.pk)

    def test_moving_takes_rights_along(self, manager: User) -> None:
        north, south = make_unit("North"), make_unit("South")
        team = make_unit("Team", parent=north)
        of_north, of_south = member(["work.view"], unit=north), member(["work.view"], unit=south)
        units.move_unit(team.pk, actor=manager, version=0, parent=south, why="Reorganised.")
        assert not holds_at(of_north, "work.view", unit_id=team.pk)
        assert holds_at(of_south, "work.view", unit_id=team.pk)
        event = last_event()
        assert (event.before, event.after, event.why) == ({"parent": "North"}, {"parent": "South"}, "Reorganised.")

    def test_a_tree_cannot_loop(self, manager: User) -> None:
        top, low = make_unit("Above"), None
        low = make_unit("Below", parent=make_unit("Between", parent=top))
        with pytest.raises(RuleError) as refused:
            units.move_unit(top.pk, actor=manager, version=0, parent=low)
        assert refused.value.code == "loop"
        with pytest.raises(RuleError):
            units.move_unit(top.pk, actor=manager, version=0, parent=top)

    def test_a_unit_with_people_or_open_parts_stays_open(self, manager: User) -> None:
        unit = make_unit("Networks")
        part = make_unit("Part", parent=unit)
        person = make_person(unit=part)
        for each, code in ((unit, "unit_has_units"), (part, "unit_has_people")):
            with pytest.raises(RuleError) as refused:
                units.close_unit(each.pk, actor=manager, version=0)
            assert refused.value.code == code
        people.change_person(person.pk, actor=manager, version=0, changes={"unit": top_unit()})
        units.close_unit(part.pk, actor=manager, version=0)
        units.close_unit(unit.pk, actor=manager, version=0)
        with pytest.raises(RuleError) as refused:
            units.reopen_unit(part.pk, actor=manager, version=1)
        assert refused.value.code == "parent_closed"

    def test_codes_are_taken_in_any_case(self, manager: User) -> None:
        make_unit(code="NET")
        with pytest.raises(RuleError, match="has this code"):
            units.create_unit(actor=manager, name="Another", code="net")
        with pytest.raises(RuleError, match="has this code"):
            units.create_unit(actor=manager, name="Another", code="Create")

    def test_who_manages_a_branch_changes_only_that(self) -> None:
        mine, other = make_unit("Mine"), make_unit("Other")
        local = member([ORGANISATION_MANAGE], unit=mine)
        units.create_unit(actor=local, name="New part", parent=mine)
        units.change_unit(mine.pk, actor=local, version=0, changes={"cost_account": "CC1"})
        for refused in (
            lambda: units.create_unit(actor=local, name="New top"),
            lambda: units.change_unit(other.pk, actor=local, version=0, changes={"name": "Taken"}),
            lambda: units.move_unit(mine.pk, actor=local, version=1, parent=other),
        ):
            with pytest.raises(PermissionDenied):
                refused()


class TestVersions:
    def test_a_late_edit_is_refused_and_writes_nothing(self, manager: User) -> None:
        unit = make_unit("Networks")
        units.change_unit(unit.pk, actor=manager, version=0, changes={"name": "Grid"})
        before = AuditEvent.objects.count()
        with pytest.raises(StaleError):
            units.change_unit(unit.pk, actor=manager, version=0, changes={"name": "Wires"})
        assert Unit.objects.get(pk=unit.pk).name == "Grid"
        assert AuditEvent.objects.count() == before

    def test_no_difference_is_no_event(self, manager: User) -> None:
        unit = make_unit("Networks")
        before = AuditEvent.objects.count()
        units.change_unit(unit.pk, actor=manager, version=0, changes={"name": "Networks"})
        assert AuditEvent.objects.count() == before

    def test_a_field_the_service_does_not_change_is_a_mistake_of_the_caller(self, manager: User) -> None:
        with pytest.raises(TypeError):
            units.change_unit(make_unit().pk, actor=manager, version=0, changes={"is_open": False})


class TestPeople:
    def test_leaving_ends_roles_and_shuts_the_account(self, manager: User) -> None:
        user = member(["work.view"], name="Ada Bell")
        person = person_of(user)
        people.leave_person(person.pk, actor=manager, version=0, why="Moved on.")
        user.refresh_from_db()
        assert not user.is_active
        assert not Membership.objects.current().filter(person=person).exists()
        event = last_event()
        assert event.code == "organisation.person.left"
        assert len(event.before["roles"]) == 2

    def test_a_new_name_or_address_reaches_the_account(self, manager: User) -> None:
        person = make_person("Ada Bell")
        people.change_person(
            person.pk, actor=manager, version=0, changes={"name": "Ada Stone", "email": "Ada.Stone@Example.org"}
        )
        user = User.objects.get(person=person)
        assert (user.name, user.email) == ("Ada Stone", "ada.stone@example.org")

    def test_nobody_takes_over_an_account_through_its_address(self) -> None:
        unit = make_unit()
        local = member([ORGANISATION_MANAGE], unit=unit)
        person = make_person("Ada Bell", unit=unit)
        with pytest.raises(PermissionDenied):
            people.change_person(person.pk, actor=local, version=0, changes={"email": "evil@example.org"})
        people.change_person(person.pk, actor=local, version=0, changes={"job_title": "Engineer"})

    def test_nobody_manages_themselves_by_way_of_others(self, manager: User) -> None:
        boss = make_person("Boss")
        worker = make_person("Worker", line_manager=boss)
        with pytest.raises(RuleError, match="reports to"):
            people.change_person(boss.pk, actor=manager, version=0, changes={"line_manager": worker})

    def test_nobody_records_their_own_leaving(self, manager: User) -> None:
        with pytest.raises(RuleError) as refused:
            people.leave_person(person_of(manager).pk, actor=manager, version=0)
        assert refused.value.code == "own_account"


class TestNodes:
    def test_a_node_takes_its_code_from_its_name(self, manager: User) -> None:
        kind = top_node().node_type
        first = nodes.create_node(actor=manager, name="Change board", node_type=kind, parent=top_node())
        second = nodes.create_node(actor=manager, name="Change board", node_type=kind, parent=top_node())
        named_as_a_form = nodes.create_node(actor=manager, name="Create", node_type=kind)
        assert (first.code, second.code, named_as_a_form.code) == ("change-board", "change-board-2", "create-2")
        assert NodeReach.objects.filter(above=top_node(), below=first, depth=1).exists()

    def test_moving_cannot_loop(self, manager: User) -> None:
        above = make_node()
        below = make_node(parent=above)
        with pytest.raises(RuleError) as refused:
            nodes.move_node(above.pk, actor=manager, version=0, parent=below)
        assert refused.value.code == "loop"

    def test_none_retires_above_one_that_lives(self, manager: User) -> None:
        above = make_node()
        below = make_node(parent=above)
        with pytest.raises(RuleError, match="1 node"):
            nodes.set_node_state(above.pk, actor=manager, version=0, state=Node.State.RETIRED)
        nodes.set_node_state(below.pk, actor=manager, version=0, state=Node.State.RETIRED)
        nodes.set_node_state(above.pk, actor=manager, version=0, state=Node.State.RETIRED)


class TestMemberships:
    def test_ending_at_once_takes_the_right_at_once(self, manager: User) -> None:
        user = member(["work.view"], node=top_node())
        held = Membership.objects.get(person__user=user)
        memberships.end_membership(held.pk, actor=manager, version=0)
        forget_rights(user)
        assert not holds_at(user, "work.view", node_id=top_node().pk)

    def test_one_begun_today_can_end_at_once_too(self, manager: User) -> None:
        person, role = make_person(), make_role(["work.view"])
        held = memberships.give_role(actor=manager, person=person, role=role, node=top_node(), starts_on=TODAY)
        ended = memberships.end_membership(held.pk, actor=manager, version=0)
        assert ended.ends_on == TODAY - dt.timedelta(days=1)
        assert not Membership.objects.current().filter(person=person).exists()

    def test_the_last_day_is_held_through(self, manager: User) -> None:
        user = member(["work.view"], node=top_node())
        held = Membership.objects.get(person__user=user)
        memberships.end_membership(held.pk, actor=manager, version=0, ends_on=TODAY)
        forget_rights(user)
        assert holds_at(user, "work.view", node_id=top_node().pk)

    def test_a_local_manager_gives_only_what_they_hold(self) -> None:
        unit = make_unit()
        local = member([ORGANISATION_MANAGE, "work.view"], unit=unit)
        person = make_person()
        memberships.give_role(actor=local, person=person, role=make_role(["work.view"]), unit=unit)
        with pytest.raises(RuleError) as refused:
            memberships.give_role(actor=local, person=person, role=make_role(["money.edit"]), unit=unit)
        assert refused.value.code == "rights_not_held"
        with pytest.raises(PermissionDenied):
            memberships.give_role(actor=local, person=person, role=make_role(["work.view"]), unit=top_unit())

    def test_nobody_clears_themselves_for_what_is_confidential(self, manager: User) -> None:
        role = make_role([CONFIDENTIAL_VIEW])
        with pytest.raises(RuleError) as refused:
            memberships.give_role(actor=manager, person=person_of(manager), role=role, node=top_node())
        assert refused.value.code == "rights_not_held"
        memberships.give_role(actor=manager, person=make_person(), role=role, node=top_node())
        own = make_role([ORGANISATION_MANAGE])
        join(person_of(manager), own)
        with pytest.raises(RuleError) as refused:
            roles.change_role(
                own.pk, actor=manager, version=0, changes={"rights": [ORGANISATION_MANAGE, CONFIDENTIAL_VIEW]}
            )
        assert refused.value.code == "own_clearance"

    def test_a_role_is_held_once_at_a_place(self, manager: User) -> None:
        person, role = make_person(), make_role()
        memberships.give_role(actor=manager, person=person, role=role, node=top_node())
        with pytest.raises(ValidationError, match="holds that role here already"):
            memberships.give_role(actor=manager, person=person, role=role, node=top_node())

    def test_it_needs_one_place(self, manager: User) -> None:
        with pytest.raises(ValidationError, match="a node or a unit"):
            memberships.give_role(
                actor=manager, person=make_person(), role=make_role(), node=top_node(), unit=top_unit()
            )


class TestLastManager:
    """Whatever way the last one would go, it is refused, and everything else in the transaction with it."""

    @pytest.fixture
    def held(self, manager: User) -> list[Membership]:
        return list(Membership.objects.filter(person__user=manager))

    def test_by_ending_the_role(self, manager: User, held: list[Membership]) -> None:
        memberships.end_membership(held[0].pk, actor=manager, version=0)
        with pytest.raises(RuleError) as refused:
            memberships.end_membership(held[1].pk, actor=manager, version=0)
        assert refused.value.code == "last_manager"
        assert Membership.objects.get(pk=held[1].pk).ends_on is None

    def test_by_setting_an_end(self, manager: User, held: list[Membership]) -> None:
        memberships.end_membership(held[0].pk, actor=manager, version=0)
        with pytest.raises(RuleError):
            memberships.end_membership(held[1].pk, actor=manager, version=0, ends_on=TODAY + dt.timedelta(days=90))

    def test_by_taking_the_right_out_of_the_role(self, manager: User, held: list[Membership]) -> None:
        with pytest.raises(RuleError) as refused:
            roles.change_role(held[0].role_id, actor=manager, version=0, changes={"rights": ["work.view"]})
        assert refused.value.code == "last_manager"
        assert ORGANISATION_MANAGE in Role.objects.get(pk=held[0].role_id).rights

    def test_by_leaving(self, manager: User) -> None:
        service = User.objects.service("payroll")
        with pytest.raises(RuleError) as refused:
            people.leave_person(person_of(manager).pk, actor=service, version=0)
        assert refused.value.code == "last_manager"
        assert User.objects.get(pk=manager.pk).is_active

    def test_by_moving_the_place_below_another(self) -> None:
        other = make_node("Other top", parent=None)
        only = make_node("Board", parent=None)
        local = member([ORGANISATION_MANAGE], node=only)
        assert other.parent is None
        with pytest.raises(RuleError) as refused:
            nodes.move_node(only.pk, actor=local, version=0, parent=other)
        assert refused.value.code == "last_manager"

    def test_with_another_the_first_may_go(self, manager: User, held: list[Membership]) -> None:
        member([ORGANISATION_MANAGE])
        for each in held:
            memberships.end_membership(each.pk, actor=User.objects.service("payroll"), version=0)


class TestRoles:
    def test_only_registered_rights_can_be_granted(self, manager: User) -> None:
        with pytest.raises(RuleError, match=r"no right work\.veiw"):
            roles.create_role(actor=manager, label="Typo", rights=["work.veiw"])

    def test_who_manages_a_part_cannot_change_roles(self) -> None:
        local = member([ORGANISATION_MANAGE], unit=make_unit())
        with pytest.raises(PermissionDenied):
            roles.create_role(actor=local, label="Mine", rights=[])

    def test_a_change_says_what_came_and_went(self, manager: User) -> None:
        role = make_role(["work.view", "work.edit"])
        roles.change_role(role.pk, actor=manager, version=0, changes={"rights": ["work.view", "money.edit"]})
        assert last_event().after == {"rights": ["money.edit", "work.view"]}


class TestAuthority:
    def set(self, manager: User, node: Node, **given: Any) -> DelegatedAuthority:
        asked = {"matter": "spend", "limit": Decimal("500000"), "starts_on": dt.date(2026, 4, 1), **given}
        return authority.set_authority(node.pk, actor=manager, **asked)

    def test_a_new_limit_ends_the_one_before(self, manager: User) -> None:
        node = make_node()
        first = self.set(manager, node)
        self.set(manager, node, limit=Decimal("750000"), starts_on=dt.date(2026, 10, 1))
        first.refresh_from_db()
        assert first.ends_on == dt.date(2026, 9, 30)
        event = last_event()
        assert (event.before["limit"], event.after["limit"]) == ("500000", "750000")
        assert event.effective_on == dt.date(2026, 10, 1)

    def test_it_says_how_much(self, manager: User) -> None:
        with pytest.raises(ValidationError, match="Enter a limit"):
            self.set(manager, make_node(), limit=None)

    def test_it_can_be_taken_back(self, manager: User) -> None:
        row = self.set(manager, make_node())
        revoked = authority.revoke_authority(row.pk, actor=manager, version=0)
        assert revoked.ends_on is not None
        assert revoked.ends_on < clock.today()


class TestSettings:
    def test_an_installation_has_an_organisation_before_anybody_named_it(self, manager: User) -> None:
        assert organisation().name == "Your organisation"
        settings.change_organisation(
            actor=manager, version=None, changes={"name": "Meridian Controls", "pinned_today": dt.date(2026, 11, 15)}
        )
        assert organisation().name == "Meridian Controls"
        assert clock.today() == dt.date(2026, 11, 15)

    def test_bands_stand_in_order(self, manager: User) -> None:
        with pytest.raises(ValidationError, match="red band"):
            settings.change_organisation(actor=manager, version=None, changes={"red_below": 95})

    def test_its_own_words_replace_the_products(self, manager: User) -> None:
        assert (term("unit"), term("unit", many=True)) == ("unit", "units")
        words = {"unit": ("division", "divisions"), "node": ("governance node", "governance nodes")}
        saved = settings.change_terms(actor=manager, version=None, words=words)
        assert (term("unit"), term("unit", many=True)) == ("division", "divisions")
        assert saved.terms == {"unit": {"one": "division", "many": "divisions"}}, "equal words are not kept"
        event = last_event()
        assert event.before == {"unit": "unit, units"}
        assert event.after == {"unit": "division, divisions"}

    def test_only_who_manages_the_whole(self) -> None:
        local = member([ORGANISATION_MANAGE], unit=make_unit())
        with pytest.raises(PermissionDenied):
            settings.change_organisation(actor=local, version=None, changes={"name": "Mine"})


def test_a_stranger_finds_nothing_to_change() -> None:
    person, stranger = make_person(), make_user()
    with pytest.raises(Person.DoesNotExist):
        people.change_person(person.pk, actor=stranger, version=0, changes={"name": "Taken over"})
