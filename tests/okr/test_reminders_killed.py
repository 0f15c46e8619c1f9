"""Real workers and mail servers that really die during reminders: each person gets the digest once."""

import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction

from big import clock
from big.celery import enqueue
from big.notify.models import LEASE, LinkToken, Mail, Message, Wish
from big.notify.services import DELIVER_TASK
from big.organisation.models import Person
from okr.models.rhythms import ReminderRound
from okr.services.reminders import AT_A_TIME
from okr.tasks import send_reminders
from tests.core.test_worker import until
from tests.factories.okr import make_key_result, make_objective, make_okr_set, make_rhythm
from tests.factories.organisation import make_person, make_role, make_unit
from tests.notify.smtp_sink import SmtpSink, sink
from tests.worker import WorkerProcess, empty_broker

__all__ = ["sink"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PEOPLE = AT_A_TIME + 5


@pytest.fixture
def worker(tmp_path: Path, sink: SmtpSink, monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkerProcess]:
    """A worker that a test starts and kills, sending to the sink."""
    monkeypatch.setenv("BIG_TEST_MAIL", "django.core.mail.backends.smtp.EmailBackend")
    monkeypatch.setenv("BIG_MAIL_HOST", "127.0.0.1")
    monkeypatch.setenv("BIG_MAIL_PORT", str(sink.port))
    empty_broker()
    process = WorkerProcess(tmp_path)
    yield process
    process.kill()
    empty_broker()


@pytest.fixture
def people() -> list[Person]:
    """So many that they take two transactions, two key results due of each, and a moment that has just passed."""
    then = clock.real_now() - dt.timedelta(hours=1)
    make_rhythm(weekday=then.weekday(), hour=then.hour, zone="UTC")
    okr_set, role = make_okr_set(unit=make_unit()), make_role(["strategy.view"])
    found = [make_person(f"Person {number}", role=role) for number in range(PEOPLE)]
    Wish.objects.bulk_create(Wish(person=each, quiet_from="00:00", quiet_until="00:00") for each in found)
    for number, each in enumerate(found):
        objective = make_objective(okr_set=okr_set, position=number)
        for _ in range(2):
            make_key_result(objective, owner=each)
    return found


class Held:
    """Holds the row of a person, so that a worker stops in the middle of telling everybody."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self._held, self._go = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._hold)

    def _hold(self) -> None:
        with transaction.atomic():
            Person.objects.select_for_update().get(pk=self._person.pk)
            self._held.set()
            self._go.wait(120)
        connection.close()

    def __enter__(self) -> "Held":
        self._thread.start()
        assert self._held.wait(10)
        return self

    def __exit__(self, *error: object) -> None:
        self._go.set()
        self._thread.join(10)


def is_done() -> bool:
    return ReminderRound.objects.filter(done_at__isnull=False).exists()


def deliver_until_all_are_sent(worker: WorkerProcess) -> None:
    def sent() -> bool:
        Mail.objects.filter(state=Mail.State.WAITING).update(due_at=clock.real_now())
        Mail.objects.filter(state=Mail.State.SENDING, leased_until__lt=clock.real_now() + LEASE / 2).update(
            leased_until=clock.real_now() - dt.timedelta(seconds=1)
        )
        enqueue(DELIVER_TASK)
        time.sleep(0.5)
        return Message.objects.filter(state=Message.State.SENT).count() == PEOPLE

    assert until(sent), worker.log


def each_got_it_once(sink: SmtpSink, people: list[Person]) -> None:
    got = Counter(str(letter["To"]) for letter in sink.letters)
    assert got == {person.email: 1 for person in people}
    assert Message.objects.count() == len(people)
    text = sink.letters[0].get_body(("plain",))
    assert text is not None
    assert text.get_content().count("/notify/link/") == 2


def test_a_worker_killed_while_it_tells_people_loses_and_doubles_nothing(
    worker: WorkerProcess, sink: SmtpSink, people: list[Person]
) -> None:
    worker.start()
    with Held(people[-2]):
        enqueue(send_reminders.name)
        assert until(lambda: Message.objects.count() == AT_A_TIME), worker.log
        time.sleep(0.5)
        worker.kill()
    assert Message.objects.count() == AT_A_TIME, "the second transaction was lost with the worker, whole"
    assert not is_done()
    worker.start()
    for _ in range(3):
        enqueue(send_reminders.name)
    assert until(is_done), worker.log
    deliver_until_all_are_sent(worker)
    each_got_it_once(sink, people)
    assert LinkToken.objects.open().count() == 2 * PEOPLE


def test_a_mail_server_that_dies_midway_loses_and_doubles_nothing(
    worker: WorkerProcess, sink: SmtpSink, people: list[Person]
) -> None:
    worker.start()
    enqueue(send_reminders.name)
    assert until(is_done), worker.log
    sink.stop_after = 7
    enqueue(DELIVER_TASK)
    assert until(lambda: len(sink.letters) == 7 and Mail.objects.exclude(last_error="").exists()), worker.log
    sink.stop()
    Mail.objects.filter(state=Mail.State.WAITING).update(due_at=clock.real_now())
    enqueue(DELIVER_TASK)
    time.sleep(1)
    assert Message.objects.filter(state=Message.State.SENT).count() == 7
    sink.start_again()
    deliver_until_all_are_sent(worker)
    each_got_it_once(sink, people)


def test_a_worker_and_the_mail_server_die_together_while_letters_go_out(
    worker: WorkerProcess, sink: SmtpSink, people: list[Person]
) -> None:
    worker.start()
    enqueue(send_reminders.name)
    assert until(is_done), worker.log
    sink.silent_after = 7
    enqueue(DELIVER_TASK)
    assert until(lambda: len(sink.letters) == 7), worker.log
    assert until(lambda: Mail.objects.filter(state=Mail.State.SENT).count() == 7), worker.log
    assert until(lambda: Mail.objects.filter(state=Mail.State.SENDING).exists()), worker.log
    worker.kill()
    sink.silent_after = None
    worker.start()
    enqueue(send_reminders.name)
    Mail.objects.filter(state=Mail.State.SENDING).update(leased_until=clock.real_now() - dt.timedelta(seconds=1))
    deliver_until_all_are_sent(worker)
    each_got_it_once(sink, people)


def test_several_workers_at_once_tell_each_person_once(people: list[Person]) -> None:
    barrier = threading.Barrier(4)

    def work() -> None:
        try:
            barrier.wait(10)
            send_reminders()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    send_reminders()
    assert is_done()
    assert Counter(Message.objects.values_list("recipient", flat=True)) == {person.pk: 1 for person in people}
    assert LinkToken.objects.count() == 2 * PEOPLE
