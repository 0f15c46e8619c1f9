"""A message that tells of several records: each part to whoever may see it when it is sent, with a link of its own."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from big import clock
from big.notify import links
from big.notify.gathering import UNSEEN, gather
from big.notify.mails import NothingToSendError, written
from big.notify.models import Absence, LinkToken, Mail, Message, MessagePart
from big.notify.services import Part
from big.organisation.models import Person
from okr.models.objectives import StrategicObjective
from tests.factories.okr import make_objective
from tests.factories.organisation import make_person, make_role
from tests.notify.making import purpose, tell, told, wish

pytestmark = pytest.mark.django_db


def reader(name: str, *rights: str) -> Person:
    person = make_person(name, role=make_role(rights))
    wish(person)
    return person


def parts_of(*objectives: StrategicObjective, links_by: list[LinkToken] | None = None) -> list[Part]:
    found: list[Any] = links_by or [None] * len(objectives)
    return [
        Part(each, "OKRs", each.title, ["Last 4"], link, act="Answer")
        for each, link in zip(objectives, found, strict=True)
    ]


def bodies(mail: Mail) -> tuple[str, str]:
    letter = written(mail)
    return str(letter.body), str(letter.alternatives[0][0])


def test_each_part_stands_under_its_heading_with_its_own_link(monkeypatch: pytest.MonkeyPatch) -> None:
    door = purpose(monkeypatch, "tests.door", lambda request, link: HttpResponse(""))
    ada = reader("Ada", "strategy.view")
    one, two = make_objective("Faster"), make_objective("Safer & sound")
    with transaction.atomic():
        issued = links.issue_each(door, [one, two], person=ada)
    message = tell(ada, parts=parts_of(one, two, links_by=issued), context={"path": "/okr/check-in/", "act": "Go"})
    gather(clock.real_now())
    text, html = bodies(Mail.objects.get())
    for body in (text, html):
        assert body.count("OKRs") == 1
        assert all(links.address_of(each) in body for each in issued)
        assert "http://testserver:8000/okr/check-in/" in body
    assert "Safer &amp; sound" in html
    assert "Safer & sound" in text
    assert html.count(">Answer<") == 2
    assert "without signing in" in text
    assert message.parts.count() == 2


def test_the_same_key_is_the_same_message_with_its_first_parts() -> None:
    ada, one, two = reader("Ada", "strategy.view"), make_objective(), make_objective()
    first = tell(ada, dedupe_key="once", parts=parts_of(one))
    again = tell(ada, dedupe_key="once", parts=parts_of(one, two))
    assert first == again
    assert list(MessagePart.objects.values_list("about_id", flat=True)) == [one.pk]


def test_what_the_reader_may_not_see_any_more_is_left_out() -> None:
    ada = reader("Ada", "strategy.view")
    open_one, closed = make_objective("Open"), make_objective("Quiet acquisition")
    tell(ada, parts=parts_of(open_one, closed))
    gather(clock.real_now())
    StrategicObjective.objects.filter(pk=closed.pk).update(is_confidential=True)
    text, html = bodies(Mail.objects.get())
    assert "Open" in text
    assert "Quiet acquisition" not in text + html
    StrategicObjective.objects.update(is_confidential=True)
    with pytest.raises(NothingToSendError):
        written(Mail.objects.get())


def test_whoever_sees_none_of_them_is_not_told() -> None:
    message = tell(reader("Ada", "strategy.view"), parts=parts_of(make_objective(is_confidential=True)))
    gather(clock.real_now())
    assert (told(message), message.reason) == (Message.State.CANCELLED, UNSEEN)


def test_a_delegate_is_told_of_what_they_see_and_given_no_link(monkeypatch: pytest.MonkeyPatch) -> None:
    door = purpose(monkeypatch, "tests.door", lambda request, link: HttpResponse(""))
    ada, ben = reader("Ada", "strategy.view", "confidential.view"), reader("Ben", "strategy.view")
    one, two = make_objective("Open"), make_objective("Quiet acquisition", is_confidential=True)
    today = clock.today()
    Absence.objects.create(person=ada, delegate=ben, starts_on=today, ends_on=today + dt.timedelta(days=3))
    with transaction.atomic():
        issued = links.issue_each(door, [one, two], person=ada)
    tell(ada, parts=parts_of(one, two, links_by=issued))
    gather(clock.real_now())
    mail = Mail.objects.get()
    assert mail.recipient == ben
    text, html = bodies(mail)
    assert "meant for Ada" in text
    assert "Quiet acquisition" not in text + html
    assert "/notify/link/" not in text + html
    assert "/okr.strategicobjective/" in html or "/strategicobjective/" in html or "/activity/" in html


def test_links_and_parts_cost_the_same_for_two_and_for_twenty(monkeypatch: pytest.MonkeyPatch) -> None:
    door = purpose(monkeypatch, "tests.door", lambda request, link: HttpResponse(""))
    counts = []
    for many in (1, 2, 20):
        ada = reader(f"Ada {many}", "strategy.view")
        objectives = [make_objective() for _ in range(many)]
        with CaptureQueriesContext(connection) as captured:
            with transaction.atomic():
                issued = links.issue_each(door, objectives, person=ada)
            tell(ada, parts=parts_of(*objectives, links_by=issued))
            gather(clock.real_now())
            written(Mail.objects.latest("pk"))
        counts.append(len(captured))
    assert counts[1] == counts[2], "the first round read the settings"
