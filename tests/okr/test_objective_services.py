"""Objectives: their tree, states, acceptance, drivers, confidence, supporters and links."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from big import clock
from big.audit.models import AuditEvent
from big.errors import RuleError, StaleError
from okr.models.objectives import StrategicObjective, Supporter
from okr.services import links, objectives, supporters
from tests.factories import okr as make
from tests.factories.organisation import make_node, make_person, make_unit, member, person_of

pytestmark = pytest.mark.django_db
EDIT = ["strategy.view", "strategy.edit"]
State = StrategicObjective.State


@pytest.fixture(autouse=True)
def _frozen_date():  # type: ignore[no-untyped-def]
    with clock.pinned(dt.date(2026, 11, 15)):
        yield


def test_codes_follow_the_tree() -> None:
    user = member(EDIT)
    top = objectives.create_objective("", actor=user, title="Shorten order-to-delivery")
    child = objectives.create_objective("", actor=user, title="Plan weekly", parent=top)
    again = objectives.create_objective("", actor=user, title="Plan daily", parent=top)
    assert [top.code, child.code, again.code] == ["SO1", "SO1.1", "SO1.2"]
    assert top.state == State.PROPOSED


def test_an_objective_never_stands_under_itself() -> None:
    user = member(EDIT)
    top = make.make_objective()
    middle = make.make_objective(parent=top)
    leaf = make.make_objective(parent=middle)
    with pytest.raises(RuleError, match="stands under this one"):
        objectives.place_objective(top.pk, actor=user, parent=leaf, version=0)
    with pytest.raises(RuleError, match="stands under this one"):
        objectives.place_objective(top.pk, actor=user, parent=top, version=0)
    objectives.place_objective(leaf.pk, actor=user, parent=None, version=0)
    objectives.place_objective(top.pk, actor=user, parent=leaf, version=0)


def test_delegation_needs_one_person_and_one_node_and_is_accepted_by_that_person() -> None:
    user = member(EDIT)
    owner = member(["strategy.view"])
    objective = make.make_objective(state=State.AGREED)
    with pytest.raises(RuleError, match="accountable"):
        objectives.move_objective(objective.pk, actor=user, to=State.DELEGATED, version=0)
    objectives.change_objective(
        objective.pk, actor=user, changes={"accountable": person_of(owner), "node": make_node()}, version=0
    )
    objective = objectives.move_objective(objective.pk, actor=user, to=State.DELEGATED, version=1)
    with pytest.raises(RuleError, match="cannot become"):
        objectives.move_objective(objective.pk, actor=user, to=State.ACCEPTED, version=objective.version)
    with pytest.raises(PermissionDenied):
        objectives.accept_objective(objective.pk, actor=member(["strategy.view"]), version=objective.version)
    with pytest.raises(RuleError, match="stands in the way"):
        objectives.contest_objective(objective.pk, actor=owner, version=objective.version, why="")
    objective = objectives.contest_objective(objective.pk, actor=owner, version=objective.version, why="No money")
    objective = objectives.accept_objective(objective.pk, actor=owner, version=objective.version)
    assert objective.state == State.ACCEPTED
    objective = objectives.move_objective(objective.pk, actor=user, to=State.IN_DELIVERY, version=objective.version)
    with pytest.raises(RuleError, match="accountable"):
        objectives.change_objective(objective.pk, actor=user, changes={"accountable": None}, version=objective.version)
    codes = list(AuditEvent.objects.order_by("pk").values_list("code", flat=True))
    assert codes == [
        "okr.objective.changed",
        "okr.objective.moved",
        "okr.objective.contested",
        "okr.objective.accepted",
        "okr.objective.moved",
    ]


def test_giving_up_asks_why() -> None:
    objective = make.make_objective()
    with pytest.raises(RuleError, match="Say why"):
        objectives.move_objective(objective.pk, actor=member(EDIT), to=State.WITHDRAWN, version=0)


def test_what_cannot_be_accepted_says_so() -> None:
    objective = make.make_objective(state=State.PROPOSED)
    with pytest.raises(RuleError, match="that is proposed cannot be accepted"):
        objectives.accept_objective(objective.pk, actor=member(EDIT), version=0)


def test_hidden_drivers_stay_when_others_are_set() -> None:
    user = member(EDIT)
    seen, new = make.make_driver(), make.make_driver()
    hidden = make.make_driver(is_confidential=True)
    objective = make.make_objective(drivers=[seen, hidden])
    objectives.set_drivers(objective.pk, actor=user, drivers=[new], version=0)
    assert set(objective.drivers.all()) == {hidden, new}
    event = AuditEvent.objects.get()
    assert (event.before, event.after) == ({"drivers": [seen.code]}, {"drivers": [new.code]})


def test_confidence_is_the_accountable_persons() -> None:
    owner = member(["strategy.view"])
    objective = make.make_objective(accountable=person_of(owner))
    objectives.state_confidence(objective.pk, actor=owner, confidence=6, version=0)
    with pytest.raises(RuleError, match="mission-critical"):
        objectives.state_confidence(objective.pk, actor=owner, confidence=6, certainty=40, version=1)
    with pytest.raises(ValidationError):
        objectives.state_confidence(objective.pk, actor=owner, confidence=11, version=1)
    with pytest.raises(PermissionDenied):
        objectives.state_confidence(objective.pk, actor=member(["strategy.view"]), confidence=1, version=1)
    with pytest.raises(StaleError):
        objectives.state_confidence(objective.pk, actor=owner, confidence=1, version=0)


def test_the_due_date_comes_after_the_start() -> None:
    objective = make.make_objective()
    with pytest.raises(RuleError, match="after the start"):
        objectives.change_objective(
            objective.pk, actor=member(EDIT), changes={"due_on": dt.date(2026, 4, 1)}, version=0
        )


def test_a_supporter_has_one_place_and_is_named_once() -> None:
    user, unit = member(EDIT), make_unit("Engineering")
    objective, person = make.make_objective(), make_person("Ana Lee")
    with pytest.raises(RuleError, match="one of the two"):
        supporters.name_supporter(objective.pk, actor=user, person=person)
    with pytest.raises(RuleError, match="one of the two"):
        supporters.name_supporter(objective.pk, actor=user, person=person, unit=unit, node=make_node())
    made = supporters.name_supporter(objective.pk, actor=user, person=person, unit=unit, note="Weekly")
    with pytest.raises(ValidationError, match="already"):
        supporters.name_supporter(objective.pk, actor=user, person=person, unit=unit)
    supporters.end_supporter(made.pk, actor=user, version=0)
    supporters.name_supporter(objective.pk, actor=user, person=person, unit=unit)
    assert Supporter.objects.current().count() == 1
    events = AuditEvent.objects.order_by("pk")
    assert [event.code for event in events] == ["okr.supporter.named", "okr.supporter.ended", "okr.supporter.named"]
    assert events[0].after["place"] == "Engineering"


def test_a_unit_names_supporters_of_its_own_and_nowhere_else() -> None:
    unit = make_unit()
    claimer = member(["strategy.view", "link.claim"], unit=unit)
    objective, person = make.make_objective(), make_person()
    made = supporters.name_supporter(objective.pk, actor=claimer, person=person, unit=unit)
    with pytest.raises(PermissionDenied):
        supporters.name_supporter(objective.pk, actor=claimer, person=person, unit=make_unit())
    with pytest.raises(PermissionDenied):
        supporters.end_supporter(made.pk, actor=member(["strategy.view"]), version=0)
    assert person.user is not None
    supporters.end_supporter(made.pk, actor=_with_strategy(person), version=0)


def _with_strategy(person):  # type: ignore[no-untyped-def]
    from tests.factories.organisation import join, make_role

    join(person, make_role(["strategy.view"]))
    return person.user


def test_who_has_left_supports_nothing() -> None:
    gone = make_person(is_active=False)
    with pytest.raises(RuleError, match="has left"):
        supporters.name_supporter(make.make_objective().pk, actor=member(EDIT), person=gone, unit=make_unit())


def test_links_between_objectives_show_in_both_histories() -> None:
    user = member(EDIT)
    one, other = make.make_objective(), make.make_objective()
    link = links.link_objectives(one.pk, actor=user, to=other, kind="causes", strength=3)
    with pytest.raises(ValidationError):
        links.link_objectives(one.pk, actor=user, to=other, kind="causes")
    with pytest.raises(ValidationError):
        links.link_objectives(one.pk, actor=user, to=one, kind="depends")
    links.unlink_objectives(link.pk, actor=user, version=0)
    for record in (one, other):
        assert AuditEvent.objects.visible_to(user).about(record).count() == 2


def test_a_link_to_a_hidden_objective_cannot_be_made() -> None:
    secret = make.make_objective(is_confidential=True)
    with pytest.raises(StrategicObjective.DoesNotExist):
        links.link_objectives(make.make_objective().pk, actor=member(EDIT), to=secret, kind="causes")
