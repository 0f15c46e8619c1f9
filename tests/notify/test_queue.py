"""Queueing: in the caller's transaction, once for each key, never sent inline."""

import threading

import pytest
from django.core import mail
from django.db import connection, transaction

from big import clock
from big.notify import kinds
from big.notify.channels import Channel
from big.notify.gathering import gather
from big.notify.models import Message
from big.notify.sending import send_due
from big.notify.services import queue
from tests.factories.organisation import make_organisation, make_person
from tests.notify.making import AT_ONCE, tell, told, wish

pytestmark = pytest.mark.django_db


def test_nothing_is_sent_inline() -> None:
    person = make_person()
    wish(person)
    message = tell(person)
    assert told(message) == Message.State.WAITING
    assert mail.outbox == []
    gather(clock.real_now())
    assert send_due() == 1
    assert told(message) == Message.State.SENT
    assert mail.outbox[0].to == [person.email]


def test_what_is_rolled_back_tells_nobody() -> None:
    person = make_person()
    with transaction.atomic():
        queue(AT_ONCE, person=person, subject="No", dedupe_key="no")
        transaction.set_rollback(True)
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_refused() -> None:
    person = make_person()
    with pytest.raises(RuntimeError, match="transaction"):
        queue(AT_ONCE, person=person, subject="No", dedupe_key="no")


def test_the_same_key_is_the_same_message() -> None:
    person = make_person()
    first, second = tell(person, dedupe_key="same"), tell(person, dedupe_key="same", subject="Other")
    assert first.pk == second.pk
    assert second.subject == first.subject


@pytest.mark.django_db(transaction=True)
def test_the_same_key_from_two_at_once_is_one_message() -> None:
    person = make_person()
    barrier, found = threading.Barrier(2), []

    def write() -> None:
        try:
            barrier.wait(10)
            found.append(tell(person, dedupe_key="same").pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert len(found) == 2
    assert len(set(found)) == 1
    assert Message.objects.count() == 1


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(LookupError):
        tell(make_person(), "tests.nothing")


def test_a_message_about_a_record_leads_to_it() -> None:
    make_organisation()
    person = make_person()
    message = tell(person, about=person)
    assert message.context["path"].startswith("/")
    assert (message.about_kind, message.about_id) == ("organisation.person", person.pk)


def test_a_line_break_in_a_subject_adds_no_header() -> None:
    message = tell(make_person(), subject="Due\r\nBcc: all@example.org")
    assert message.subject == "Due Bcc: all@example.org"


def test_kinds_are_registered_once_and_soundly() -> None:
    with pytest.raises(ValueError, match="twice"):
        kinds.register(AT_ONCE, label="A", about="B")
    with pytest.raises(ValueError, match="by default"):
        kinds.register("tests.odd", label="A", about="B", default=Channel.OFF, may_be_off=False)
