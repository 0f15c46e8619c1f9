"""The link in a reminder: it works once, ends, touches no other key result, and tells nobody anything."""

import datetime as dt
import logging
import re
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from big import clock
from big.audit.models import AuditEvent
from big.logs import SecretFilter
from big.notify import links
from big.notify.models import LinkToken
from big.organisation.models import Membership, Person
from okr import kinds
from okr.models.cycles import Cycle
from okr.models.key_results import KeyResult, Reading
from okr.models.objectives import StrategicObjective
from okr.services.key_results import change_key_result, move_key_result
from okr.services.readings import check_in_by_link
from tests.factories.okr import DUE, make_cycle, make_key_result, make_objective, make_okr_set, make_reading
from tests.factories.organisation import all_rights, make_person, make_role, make_unit, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def key_result() -> KeyResult:
    ada = make_person("Ada", role=make_role(["strategy.view"]))
    objective = make_objective("Stop repeat spills", okr_set=make_okr_set(unit=make_unit("Networks")))
    made = make_key_result(objective, "Days to repair", owner=ada, unit="days", target=Decimal(30), due_on=DUE)
    make_reading(made, 36, clock.today() - dt.timedelta(days=9), confidence=6, note="Two crews more")
    return made


def issue(key_result: KeyResult, person: Person | None = None) -> str:
    with transaction.atomic():
        link = links.issue(kinds.CHECK_IN, person=person or key_result.owner, about=key_result)  # type: ignore[arg-type]
    return f"/notify/link/{links.secret_of(link)}/"


def given(key_result: KeyResult, **more: str) -> dict[str, str]:
    key_result.refresh_from_db()
    return {"version": str(key_result.version), **more}


def page_of(answer: Any) -> str:
    return re.sub(r'nonce="[^"]+"', "", answer.content.decode())


def test_it_records_what_was_said_as_the_person_once(client: Client, key_result: KeyResult) -> None:
    address, other = issue(key_result), make_key_result(key_result.objective, owner=key_result.owner)
    for _ in range(3):
        assert client.get(address).status_code == 200, "scanners look, and use nothing up"
        assert client.head(address).status_code == 200
    answer = client.post(address, given(key_result, value="33.5", confidence="8", note="A third crew", blocker="Rain"))
    assert answer.status_code == 200
    assert "Recorded: 33.5 days" in answer.content.decode()
    reading = Reading.objects.latest("pk")
    assert (reading.key_result, reading.value, reading.confidence) == (key_result, Decimal("33.5"), 8)
    assert (reading.note, reading.blocker, reading.read_on) == ("A third crew", "Rain", clock.today())
    assert (reading.is_by_link, reading.read_by) == (True, key_result.owner and key_result.owner.user)
    event = AuditEvent.objects.latest("pk")
    assert (event.code, event.actor) == ("okr.reading.recorded_by_link", reading.read_by)
    for method in (client.get, client.post):
        assert method(address, given(key_result, value="1")).status_code == 410
    assert Reading.objects.count() == 2
    assert not Reading.objects.filter(key_result=other).exists()
    assert "_auth_user_id" not in client.session, "nobody was signed in by it"


def test_no_change_is_said_with_a_key(client: Client, key_result: KeyResult) -> None:
    answer = client.post(issue(key_result), given(key_result, attest="1"))
    assert "Still true: 36 days" in answer.content.decode()
    reading = Reading.objects.latest("pk")
    assert (reading.value, reading.confidence, reading.is_attested, reading.is_by_link) == (36, 6, True, True)
    assert AuditEvent.objects.latest("pk").code == "okr.reading.attested_by_link"


def test_the_page_shows_this_key_result_and_nothing_else(client: Client, key_result: KeyResult) -> None:
    other = make_key_result(key_result.objective, "Other result", owner=key_result.owner)
    answer = client.get(issue(key_result))
    content = answer.content.decode()
    for shown in ("Days to repair", "36 days", "30 days"):
        assert shown in content
    for hidden in ("Stop repeat spills", "Networks", "Ada", "Two crews more", other.title, other.code):
        assert hidden not in content
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer.headers["Cache-Control"]
    done = client.post(issue(key_result), given(key_result, value="33"))
    assert "no-store" in done.headers["Cache-Control"]
    assert "Stop repeat spills" not in done.content.decode()


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({"value": "quite a lot", "note": "Typed with care"}, "Enter a number."),
        ({"note": "Typed with care"}, "This field is required."),
        ({"value": "33", "confidence": "11", "note": "Typed with care"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_recorded_keeps_what_was_typed_and_the_link(
    client: Client, key_result: KeyResult, entries: dict[str, str], said: str
) -> None:
    address = issue(key_result)
    answer = client.post(address, given(key_result, **entries))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Typed with care" in answer.content.decode()
    assert Reading.objects.count() == 1
    assert client.post(address, given(key_result, value="33")).status_code == 200


def test_a_target_that_was_changed_meanwhile_is_shown_before_anything_is_saved(
    client: Client, key_result: KeyResult
) -> None:
    address, before = issue(key_result), given(key_result, value="33", note="Typed with care")
    KeyResult.objects.filter(pk=key_result.pk).update(target=20, version=5)
    answer = client.post(address, before)
    assert answer.status_code == 409
    assert "20 days" in answer.content.decode()
    assert "Typed with care" in answer.content.decode()
    assert client.post(address, given(key_result, value="33")).status_code == 200


def left(result: KeyResult) -> None:
    Person.objects.update(is_active=False)


def closed_account(result: KeyResult) -> None:
    type(result.owner.user).objects.update(is_active=False)  # type: ignore[union-attr]


def no_role(result: KeyResult) -> None:
    Membership.objects.all().delete()


def another_owner(result: KeyResult) -> None:
    KeyResult.objects.update(owner=make_person("Ben"))


def met(result: KeyResult) -> None:
    KeyResult.objects.update(state=KeyResult.State.MET)


def withdrawn(result: KeyResult) -> None:
    StrategicObjective.objects.update(state=StrategicObjective.State.WITHDRAWN)


def closed_cycle(result: KeyResult) -> None:
    Cycle.objects.update(state=Cycle.State.CLOSED)


def expired(result: KeyResult) -> None:
    LinkToken.objects.update(expires_at=clock.real_now() - dt.timedelta(seconds=1))


def replaced(result: KeyResult) -> None:
    issue(result)


def removed(result: KeyResult) -> None:
    Reading.objects.all().delete()
    result.delete()


@pytest.mark.parametrize(
    "happens",
    [
        *(left, closed_account, no_role, another_owner, met, withdrawn, closed_cycle, expired, replaced, removed),
    ],
)
def test_a_link_dies_with_what_it_was_sent_for_and_every_dead_link_answers_the_same(
    client: Client, key_result: KeyResult, happens: Callable[[KeyResult], None]
) -> None:
    address, entries = issue(key_result), given(key_result, value="33")
    assert client.get(address).status_code == 200
    happens(key_result)
    unknown = client.get("/notify/link/nothing/")
    many = Reading.objects.count()
    for answer in (client.get(address), client.post(address, entries), client.post(address, {"value": "x"})):
        assert answer.status_code == unknown.status_code == 410
        assert page_of(answer) == page_of(unknown)
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert Reading.objects.count() == many
    assert "Sign in" in page_of(unknown)


def test_closing_or_handing_over_ends_it_for_good(client: Client, key_result: KeyResult) -> None:
    boss, ada = member(all_rights()), key_result.owner
    for change in ({"owner": make_person("Ben")}, {"owner": ada}):
        first = issue(key_result, ada)
        change_key_result(key_result.pk, actor=boss, changes=change, version=None)
        assert client.get(first).status_code == 410
    address = issue(key_result)
    for to in ("met", "tracking"):
        move_key_result(key_result.pk, actor=boss, to=to, version=None)
        assert client.get(address).status_code == 410


def test_it_opens_no_other_key_result_and_serves_no_other_person(client: Client, key_result: KeyResult) -> None:
    other = make_key_result(key_result.objective, owner=key_result.owner)
    address = issue(key_result)
    client.post(f"{address}?key_result={other.code}", given(key_result, value="33") | {"key_result": other.code})
    assert set(Reading.objects.values_list("key_result", flat=True)) == {key_result.pk}
    ben = make_person("Ben", role=make_role(["strategy.view"]))
    assert client.get(issue(key_result, ben)).status_code == 410, "it is not asked of Ben"
    secret = issue(other).split("/")[-2]
    with pytest.raises(links.LinkGoneError), transaction.atomic():
        links.redeem(secret, purpose=kinds.CHECK_IN, about=key_result)


def test_somebody_else_who_is_signed_in_records_as_the_person_of_the_link(
    client: Client, key_result: KeyResult
) -> None:
    client.force_login(member(all_rights()))
    client.post(issue(key_result), given(key_result, value="33"))
    assert Reading.objects.latest("pk").read_by == (key_result.owner and key_result.owner.user)


def test_a_browser_that_names_no_origin_gets_in_and_the_secret_stands_in_no_log(
    key_result: KeyResult, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(SecretFilter())
    caplog.set_level(logging.DEBUG)
    address, client = issue(key_result), Client(enforce_csrf_checks=True)
    headers = {"Origin": "null"}
    assert client.post(address, given(key_result, value="x"), headers=headers).status_code == 422
    assert client.post(address, given(key_result, value="33"), headers=headers).status_code == 200
    assert client.get(address).status_code == 410
    assert "/notify/link/[secret]/" in caplog.text
    assert address.split("/")[-2] not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_it_at_once_one_is_heard() -> None:
    ada = make_person("Ada", role=make_role(["strategy.view"]))
    key_result = make_key_result(make_objective(okr_set=make_okr_set(make_cycle())), owner=ada)
    secret = issue(key_result).split("/")[-2]
    barrier, heard = threading.Barrier(2), []

    def send() -> None:
        try:
            barrier.wait(10)
            check_in_by_link(secret, value=Decimal(33))
            heard.append(True)
        except links.LinkGoneError:
            heard.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert sorted(heard) == [False, True]
    assert Reading.objects.count() == 1
