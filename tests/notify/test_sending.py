"""Handing over to a mail server: refused, away and back; what the mail says; nothing lost on the way."""

import datetime as dt
import socket
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse

from big import clock
from big.notify import links
from big.notify.gathering import gather
from big.notify.mails import message_id, written
from big.notify.models import LEASE, MOST_ATTEMPTS, Absence, Mail, Message
from big.notify.sending import DIED, send_due
from tests.factories.organisation import make_organisation, make_person, make_unit
from tests.notify.making import DAILY, at, purpose, tell, told, wish
from tests.notify.smtp_sink import SmtpSink, sink

__all__ = ["sink"]
pytestmark = pytest.mark.django_db


def gathered(name: str = "Ada", **given: Any) -> Mail:
    person = make_person(name)
    wish(person)
    message = tell(person, **given)
    gather(clock.real_now())
    message.refresh_from_db()
    assert message.mail is not None
    return message.mail


def make_due() -> None:
    Mail.objects.filter(state=Mail.State.WAITING).update(due_at=clock.real_now())


def test_a_mail_arrives_with_what_mail_programs_need(sink: SmtpSink) -> None:
    mail = gathered(subject="Café at ten", context={"text": "Say <b>yes</b>.", "lines": ["One"], "path": "/x/"})
    assert send_due() == 1
    assert send_due() == 0
    letter = sink.letters[0]
    assert letter["Subject"] == "Café at ten"
    assert letter["Message-ID"] == message_id(mail)
    assert letter["List-Unsubscribe"] == "<http://testserver:8000/notify/>"
    assert letter["Auto-Submitted"] == "auto-generated"
    text, html = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    assert "Say <b>yes</b>." in text.get_content()
    assert "- One" in text.get_content()
    assert "http://testserver:8000/x/" in text.get_content()
    assert "Say &lt;b&gt;yes&lt;/b&gt;." in html.get_content()


def test_a_digest_groups_by_kind_and_says_on_whose_behalf(sink: SmtpSink) -> None:
    ada, ben = make_person("Ada"), make_person("Ben")
    wish(ben)
    Absence.objects.create(person=ada, delegate=ben, starts_on="2026-03-01", ends_on="2026-03-31")
    for person in (ada, ben):
        tell(person, DAILY, due=at("2026-03-02T15:00"), subject=f"For {person}")
    with clock.pinned(dt.date(2026, 3, 3)):
        gather(at("2026-03-03T07:00"))
    assert send_due() == 1
    letter = sink.letters[0]
    assert letter["Subject"] == "Sightline: 2 messages for you"
    text = letter.get_body(("plain",))
    assert text is not None
    said = text.get_content()
    assert said.count("Reminders") == 1
    assert "* For Ada (meant for Ada, who is away)" in said
    assert "* For Ben" in said


def test_a_delegate_is_given_no_link_that_acts_for_another(sink: SmtpSink, monkeypatch: pytest.MonkeyPatch) -> None:
    make_organisation()
    door = purpose(monkeypatch, "tests.door", lambda request, link: HttpResponse("Door"))
    ada, ben, unit = make_person("Ada"), make_person("Ben"), make_unit()
    for person in (ada, ben):
        wish(person)
        with transaction.atomic():
            link = links.issue(door, person=person, about=unit)
        tell(person, link=link, context={"path": "/unit/"})
        if person == ada:
            Absence.objects.create(person=ada, delegate=ben, starts_on=clock.today(), ends_on=clock.today())
    gather(clock.real_now())
    assert send_due() == 2
    behalf, own = (str(letter.get_body(("plain",))) for letter in sink.letters)
    assert "/notify/link/" in own
    assert "/notify/link/" not in behalf
    assert "testserver:8000/unit/" in behalf


def test_a_server_that_refuses_and_then_accepts_gets_it_once(sink: SmtpSink) -> None:
    mail = gathered()
    for answer in ("451 later, please", "421 closing"):
        sink.says = {"MAIL": answer}
        assert send_due() == 0
        mail.refresh_from_db()
        assert mail.state == Mail.State.WAITING
        assert mail.due_at > clock.real_now() + dt.timedelta(seconds=50)
        assert send_due() == 0, "it rests first"
        make_due()
    assert mail.attempts == 2
    sink.says = {}
    assert send_due() == 1
    assert sink.ids == [message_id(mail)]


def test_the_pauses_grow_and_then_administrators_are_told(sink: SmtpSink) -> None:
    mail = gathered()
    sink.says = {"DATA": "452 no room"}
    pauses = []
    for _ in range(MOST_ATTEMPTS - 1):
        make_due()
        send_due()
        mail.refresh_from_db()
        pauses.append(round((mail.due_at - clock.real_now()).total_seconds() / 60))
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240]
    make_due()
    send_due()
    message = mail.messages.get()
    assert (message.state, message.reason) == (Message.State.FAILED, "The mail server refused it: 452 no room")


def test_an_address_that_does_not_exist_fails_at_once_and_stops_nobody_else(sink: SmtpSink) -> None:
    mail = gathered()
    sink.says = {"RCPT": "550 no such person"}
    assert send_due() == 0
    assert "550 no such person" in mail.messages.get().reason
    sink.says = {}
    gathered("Ben")
    assert send_due() == 1


def test_a_server_that_is_away_is_asked_once_a_round_and_loses_nothing(sink: SmtpSink, settings: Any) -> None:
    for name in ("Ada", "Ben", "Cem"):
        gathered(name)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = taken.getsockname()[1]
        assert send_due() == 0
    assert sorted(Mail.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    assert Mail.objects.exclude(last_error="").get().last_error.startswith("The mail server did not answer")
    settings.EMAIL_PORT = sink.port
    make_due()
    assert send_due() == 3
    assert len(set(sink.ids)) == 3


def test_what_a_dead_worker_holds_is_free_after_its_lease(sink: SmtpSink) -> None:
    mail, moment = gathered(), clock.real_now()
    held = {"state": Mail.State.SENDING, "leased_until": moment + LEASE, "attempts": 1}
    Mail.objects.filter(pk=mail.pk).update(**held)
    assert send_due() == 0
    Mail.objects.filter(pk=mail.pk).update(leased_until=moment - dt.timedelta(seconds=1))
    assert send_due() == 1


def test_a_mail_that_kills_every_worker_is_given_up(sink: SmtpSink) -> None:
    mail = gathered()
    past = clock.real_now() - dt.timedelta(seconds=1)
    Mail.objects.update(state=Mail.State.SENDING, leased_until=past, attempts=MOST_ATTEMPTS)
    assert send_due() == 0
    message = mail.messages.get()
    assert (told(message), message.reason) == (Message.State.FAILED, DIED)


def test_every_attempt_writes_the_same_mail() -> None:
    mail = gathered()
    first, second = written(mail), written(Mail.objects.get(pk=mail.pk))
    assert first.body == second.body
    assert first.extra_headers == second.extra_headers
