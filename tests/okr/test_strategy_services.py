"""Purposes, statements, stakeholders and drivers: editions, states and rules, each with its event."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from big import clock
from big.audit.models import AuditEvent
from big.audit.rows import event_row
from big.errors import RuleError, StaleError
from okr.models.drivers import Driver
from okr.models.purposes import Purpose, Statement
from okr.services import drivers, purposes
from tests.factories import okr as make
from tests.factories.organisation import make_node, make_unit, member

pytestmark = pytest.mark.django_db
EDIT = ["strategy.view", "strategy.edit"]
TODAY = dt.date(2026, 11, 15)


@pytest.fixture(autouse=True)
def _frozen_date():  # type: ignore[no-untyped-def]
    with clock.pinned(TODAY):
        yield


def said() -> list[str]:
    """What the events say, the oldest first."""
    return [event_row(event).said for event in AuditEvent.objects.order_by("pk").prefetch_related("subjects")]


def test_a_new_wording_waits_and_becomes_the_next_edition() -> None:
    user = member(EDIT)
    served = purposes.create_stakeholder("Site operators", actor=user)
    purpose = purposes.create_purpose("", actor=user, statement="Keep sites safe", stakeholders=[served])
    assert (purpose.code, purpose.state) == ("P1", Purpose.State.DRAFT)
    purpose = purposes.adopt_purpose(purpose.pk, actor=user, version=purpose.version)
    assert purpose.editions.get().statement == "Keep sites safe"
    purpose = purposes.change_purpose(
        purpose.pk, actor=user, changes={"statement": "Keep sites running safely"}, version=purpose.version
    )
    assert purpose.state == Purpose.State.UNDER_REVIEW
    assert purpose.editions.count() == 1
    purpose = purposes.adopt_purpose(purpose.pk, actor=user, version=purpose.version)
    assert purpose.edition == 2
    assert [(each.number, each.statement) for each in purpose.editions.order_by("number")] == [
        (1, "Keep sites safe"),
        (2, "Keep sites running safely"),
    ]
    assert said() == [
        "Added the stakeholder",
        "Added the purpose",
        "Adopted edition 1 of the purpose",
        "Changed the purpose",
        "Adopted edition 2 of the purpose",
    ]


def test_adopting_the_same_wording_again_makes_no_edition() -> None:
    user = member(EDIT)
    purpose = purposes.create_purpose("P9", actor=user, statement="Why")
    purpose = purposes.adopt_purpose(purpose.pk, actor=user, version=0)
    purpose = purposes.retire_purpose(purpose.pk, actor=user, version=purpose.version, why="Merged")
    purpose = purposes.adopt_purpose(purpose.pk, actor=user, version=purpose.version)
    assert (purpose.edition, purpose.editions.count()) == (1, 1)
    with pytest.raises(RuleError, match="adopted already"):
        purposes.adopt_purpose(purpose.pk, actor=user, version=purpose.version)


def test_retiring_asks_why_and_stale_versions_are_refused() -> None:
    user = member(EDIT)
    purpose = make.make_purpose()
    with pytest.raises(RuleError, match="Say why"):
        purposes.retire_purpose(purpose.pk, actor=user, version=0, why=" ")
    purposes.retire_purpose(purpose.pk, actor=user, version=0, why="Done")
    with pytest.raises(StaleError):
        purposes.change_purpose(purpose.pk, actor=user, changes={"statement": "New"}, version=0)


def test_only_the_top_changes_the_foundation() -> None:
    elsewhere = member(EDIT, unit=make_unit())
    with pytest.raises(PermissionDenied):
        purposes.create_purpose("", actor=elsewhere, statement="Ours")
    with pytest.raises(PermissionDenied):
        purposes.create_statement(Statement.Kind.VALUE, actor=elsewhere, name="Candour")
    with pytest.raises(Purpose.DoesNotExist):
        purposes.adopt_purpose(make.make_purpose(state="draft").pk, actor=member([]), version=0)


def test_there_is_one_vision_and_many_values() -> None:
    user = member(EDIT)
    old = purposes.create_statement(Statement.Kind.VISION, actor=user, text="By 2030")
    purposes.create_statement(Statement.Kind.VISION, actor=user, text="By 2035")
    for name in ("Candour", "Care"):
        purposes.create_statement(Statement.Kind.VALUE, actor=user, name=name)
    old.refresh_from_db()
    assert old.state == Statement.State.SUPERSEDED
    adopted = Statement.objects.filter(state=Statement.State.ADOPTED)
    assert adopted.filter(kind=Statement.Kind.VISION).get().text == "By 2035"
    assert adopted.filter(kind=Statement.Kind.VALUE).count() == 2
    value = adopted.get(name="Care")
    value = purposes.change_statement(value.pk, actor=user, changes={"text": "For each other"}, version=0)
    purposes.supersede_statement(value.pk, actor=user, version=value.version)
    assert adopted.filter(kind=Statement.Kind.VALUE).get().name == "Candour"


def test_an_imperative_names_its_obligation() -> None:
    user = member(EDIT)
    with pytest.raises(RuleError, match="Name the law"):
        drivers.create_driver("", actor=user, kind=Driver.Kind.IMPERATIVE, title="Rules")
    driver = drivers.create_driver(
        "", actor=user, kind=Driver.Kind.IMPERATIVE, title="Rules", obligation="Machinery Regulation"
    )
    with pytest.raises(RuleError, match="Name the law"):
        drivers.change_driver(driver.pk, actor=user, changes={"obligation": ""}, version=0)
    drivers.change_driver(driver.pk, actor=user, changes={"obligation": "", "kind": Driver.Kind.THREAT}, version=0)


def test_a_driver_is_answered_only_by_an_objective() -> None:
    user = member(EDIT)
    driver = make.make_driver()
    with pytest.raises(RuleError, match="No objective answers"):
        drivers.move_driver(driver.pk, actor=user, to="answered", version=0)
    make.make_objective(drivers=[driver], state="withdrawn")
    with pytest.raises(RuleError, match="No objective answers"):
        drivers.move_driver(driver.pk, actor=user, to="answered", version=0)
    make.make_objective(drivers=[driver])
    drivers.move_driver(driver.pk, actor=user, to="answered", version=0)
    assert said() == ["Moved it from Accepted to Answered"]


@pytest.mark.parametrize(("state", "to"), [("logged", "answered"), ("closed", "accepted"), ("answered", "logged")])
def test_states_follow_the_table(state: str, to: str) -> None:
    driver = make.make_driver(state=state)
    with pytest.raises(RuleError, match="cannot become"):
        drivers.move_driver(driver.pk, actor=member(EDIT), to=to, version=0)


def test_moving_a_driver_to_another_node_asks_for_both() -> None:
    mine, theirs = make_node(), make_node()
    user = member(EDIT, node=mine)
    driver = make.make_driver(node=mine)
    drivers.change_driver(driver.pk, actor=user, changes={"title": "Backlog above 40 days"}, version=0)
    with pytest.raises(PermissionDenied):
        drivers.change_driver(driver.pk, actor=user, changes={"node": theirs}, version=1)
    with pytest.raises(PermissionDenied):
        drivers.change_driver(make.make_driver(node=theirs).pk, actor=user, changes={"title": "X"}, version=0)


def test_only_the_cleared_hide_a_driver() -> None:
    with pytest.raises(PermissionDenied):
        drivers.create_driver("", actor=member(EDIT), kind="threat", title="Bid", is_confidential=True)
    cleared = member([*EDIT, "confidential.view"])
    driver = drivers.create_driver("", actor=cleared, kind="threat", title="Bid", is_confidential=True)
    assert not Driver.objects.visible_to(member(EDIT)).filter(pk=driver.pk).exists()
    assert AuditEvent.objects.visible_to(cleared).count() == 1
    assert AuditEvent.objects.visible_to(member(EDIT)).count() == 0


def test_codes_are_addresses_and_unique_in_any_case() -> None:
    user = member(EDIT)
    drivers.create_driver("D7", actor=user, kind="threat", title="One")
    assert drivers.create_driver("", actor=user, kind="threat", title="Two").code == "D8"
    for code in ("d7", "D 9", "../x", "D-"):
        with pytest.raises(RuleError):
            drivers.create_driver(code, actor=user, kind="threat", title="Three")
    with pytest.raises(ValidationError):
        drivers.create_driver("", actor=user, kind="storm", title="Four")
