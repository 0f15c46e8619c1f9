"""The guided check-in: what is due one after the other, a value and a key each, and what every page says at once."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from big import clock
from big.accounts.models import User
from big.audit.models import AuditEvent
from big.errors import RuleError
from okr.models.key_results import KeyResult, Reading
from okr.selectors.due import due_of_person, due_of_unit
from okr.services.readings import attest_reading
from tests.factories.okr import make_cycle, make_key_result, make_objective, make_okr_set, make_reading
from tests.factories.organisation import all_rights, make_node, make_person, make_unit, member, person_of

pytestmark = pytest.mark.django_db
MINE = "/okr/check-in/"


def owned(user: User, count: int, **fields: Any) -> list[KeyResult]:
    """Key results of the user's own, never read."""
    objective = make_objective()
    return [make_key_result(objective, f"Result {number}", owner=person_of(user), **fields) for number in range(count)]


def send(client: Client, key_result: KeyResult, address: str = MINE, **given: Any) -> Any:
    key_result.refresh_from_db()
    said = {"key_result": key_result.code, "version": key_result.version, "read_on": clock.today().isoformat()}
    return client.post(address, {**said, **given})


@pytest.fixture
def owner() -> User:
    return member(["strategy.view"], name="Sian")


def test_a_value_and_a_key_lead_from_one_to_the_next_until_nothing_is_due(client: Client, owner: User) -> None:
    results = owned(owner, 3)
    client.force_login(owner)
    page = client.get(MINE).content.decode()
    assert "Your check-ins, 1 of 3" in page
    address = MINE
    for number, key_result in enumerate(results):
        assert f"Result {number}" in client.get(address).content.decode()
        answer = send(
            client, key_result, address, value="60", confidence="7", blocker="Two fitters are ill" if number else ""
        )
        assert answer.status_code == 302
        address = answer.url
        assert "of=" in address
        if number == 0:
            assert "Your check-ins, 2 of 3" in client.get(f"{MINE}?of=3").content.decode()
    assert "Every check-in is done." in client.get(address).content.decode()
    assert [each.blocker for each in Reading.objects.order_by("pk")] == [
        "",
        "Two fitters are ill",
        "Two fitters are ill",
    ]
    objective = client.get(results[0].objective.get_absolute_url()).content.decode()
    assert "All three key results are on course." in objective
    assert "In the way:" in client.get(results[1].get_absolute_url()).content.decode()


def test_what_is_put_off_comes_last_and_is_named(client: Client, owner: User) -> None:
    first, second = owned(owner, 2)
    client.force_login(owner)
    page = client.get(f"{MINE}?of=2&skip={first.code}").content.decode()
    assert "Your check-ins, 2 of 2" in page
    assert second.title in page
    send(client, second, value="3")
    ended = client.get(f"{MINE}?of=2&skip={first.code}").content.decode()
    assert "1 check-in put off." in ended
    assert first.title in ended


def test_no_change_still_true_counts_as_a_reading_of_today(client: Client, owner: User) -> None:
    (key_result,) = owned(owner, 1)
    make_reading(key_result, 42, clock.today() - dt.timedelta(days=90), confidence=6)
    client.force_login(owner)
    assert "No change, still true" in client.get(MINE).content.decode()
    assert send(client, key_result, attest="1", value="", read_on="", note="Asked the plant").status_code == 302
    reading = Reading.objects.latest("pk")
    assert (reading.value, reading.confidence, reading.read_on, reading.is_attested, reading.note) == (
        42,
        6,
        clock.today(),
        True,
        "Asked the plant",
    )
    assert AuditEvent.objects.latest("pk").code == "okr.reading.attested"
    assert due_of_person(owner, clock.today()) == []
    assert "still true</span> Asked the plant" in client.get(key_result.get_absolute_url()).content.decode()


def test_nothing_can_be_attested_that_nobody_read(owner: User) -> None:
    (key_result,) = owned(owner, 1)
    with pytest.raises(RuleError, match="There is no reading yet"):
        attest_reading(key_result.pk, actor=owner)
    assert not Reading.objects.exists()


def test_what_is_wrong_stays_where_it_was_typed(client: Client, owner: User) -> None:
    (key_result,) = owned(owner, 1)
    client.force_login(owner)
    answer = send(client, key_result, value="many", note="Counted twice", blocker="The counter is broken")
    page = answer.content.decode()
    assert answer.status_code == 422
    for kept in ('value="many"', "Counted twice", "The counter is broken", "Your check-ins, 1 of 1"):
        assert kept in page


def test_who_saves_second_is_told_and_loses_nothing(client: Client, owner: User) -> None:
    (key_result,) = owned(owner, 1)
    client.force_login(owner)
    KeyResult.objects.filter(pk=key_result.pk).update(version=4, target=80)
    given = {"key_result": key_result.code, "version": 0, "read_on": clock.today().isoformat(), "value": "33"}
    answer = client.post(MINE, given)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'value="33"' in page
    assert "Somebody changed this key result while you were typing." in page


def test_the_key_result_of_another_is_not_taken(client: Client, owner: User) -> None:
    stranger = make_key_result(make_objective(), owner=make_person())
    hidden = make_key_result(make_objective(is_confidential=True), owner=make_person())
    client.force_login(owner)
    assert send(client, stranger, value="1").status_code == 403
    assert send(client, hidden, value="1").status_code == 404
    assert not Reading.objects.exists()


def test_only_what_has_begun_is_due_and_only_once(owner: User) -> None:
    begun, later, read, dropped = owned(owner, 4)
    KeyResult.objects.filter(pk=later.pk).update(starts_on=clock.today() + dt.timedelta(days=1))
    KeyResult.objects.filter(pk=dropped.pk).update(state="dropped")
    make_reading(read, 3, clock.today())
    assert [row.key_result for row in due_of_person(owner, clock.today())] == [begun]


def test_the_lead_of_a_unit_goes_through_those_of_the_unit(client: Client) -> None:
    unit, cycle = make_unit("Networks"), make_cycle()
    objective = make_objective(okr_set=make_okr_set(cycle, unit=unit))
    first = make_key_result(objective, "Spills", owner=make_person())
    make_key_result(objective, "Leaks")
    client.force_login(member(["strategy.view", "strategy.check_in"], unit=unit))
    address = reverse("okr:unit_check_in_run", args=[unit.code.lower(), cycle.code.lower()])
    page = client.get(address).content.decode()
    assert "Check-ins of Networks, 1 of 2" in page
    answer = send(client, first, address, value="5")
    assert "Check-ins of Networks, 2 of 2" in client.get(answer.url).content.decode()
    client.force_login(member(["strategy.view"], unit=unit, name="Reader"))
    assert "Every check-in is done." in client.get(address).content.decode()


def test_a_run_costs_the_same_for_two_and_for_twenty(client: Client) -> None:
    user = member(all_rights())
    client.force_login(user)
    counts = []
    for count in (2, 18):
        owned(user, count)
        client.get(MINE)
        with CaptureQueriesContext(connection) as captured:
            client.get(MINE)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_unit_named_on_home_takes_in_what_its_lead_may_check_in(client: Client) -> None:
    unit = make_unit("Networks")
    below = make_unit("Repairs", parent=unit)
    of_set = make_key_result(make_objective(okr_set=make_okr_set(unit=below)), "Spills")
    answered = make_key_result(make_objective(accountable=make_person(unit=unit), node=make_node("Net", unit=unit)))
    elsewhere = make_key_result(make_objective(accountable=make_person(unit=unit), node=make_node("Board")))
    make_key_result(make_objective(okr_set=make_okr_set(unit=make_unit("Digital"))))
    lead = member(["strategy.view", "strategy.check_in"], unit=unit)
    due = {row.key_result for row in due_of_unit(unit, lead, clock.today())}
    assert due == {of_set, answered}
    assert elsewhere not in due
    client.force_login(lead)
    page = client.get(f"{MINE}?unit={unit.code.lower()}").content.decode()
    assert "Check-ins of Networks, 1 of 2" in page
    assert f"unit={unit.code.lower()}" in page
    assert client.get(f"{MINE}?unit=no-such").status_code == 404
