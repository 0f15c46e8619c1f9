"""Real workers that are really killed, and several at once: each person gets the digest once."""

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction

from big import clock
from big.celery import enqueue
from big.notify.capture import BACKEND
from big.notify.gathering import gather
from big.notify.mails import message_id
from big.notify.models import CapturedMail, Mail, Message
from big.notify.sending import send_due
from big.notify.services import DELIVER_TASK
from tests.core.test_worker import until
from tests.factories.organisation import make_person
from tests.notify.making import DAILY, tell, wish
from tests.notify.smtp_sink import SmtpSink, sink
from tests.worker import WorkerProcess, empty_broker

__all__ = ["sink"]
pytestmark = pytest.mark.django_db(transaction=True)
YESTERDAY = dt.timedelta(days=1)


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[WorkerProcess]:
    """A worker that a test starts once it has said where mail goes."""
    empty_broker()
    process = WorkerProcess(tmp_path)
    yield process
    process.kill()
    empty_broker()


def due_digests(*names: str) -> list[Message]:
    """A message in the digest that is due now, for each person."""
    made = []
    for name in names:
        person = make_person(name)
        wish(person, digest_hour=0)
        made.append(tell(person, DAILY, due=clock.real_now() - YESTERDAY))
    return made


class Brake:
    """Holds the rows of the messages, so that a worker can hand a mail over but not write down that it did."""

    def __init__(self) -> None:
        self._held, self._go = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._hold)

    def _hold(self) -> None:
        with transaction.atomic():
            list(Message.objects.select_for_update())
            self._held.set()
            self._go.wait(120)
        connection.close()

    def __enter__(self) -> "Brake":
        self._thread.start()
        assert self._held.wait(10)
        return self

    def __exit__(self, *error: object) -> None:
        self._go.set()
        self._thread.join(10)


def kill_between_hand_over_and_mark(worker: WorkerProcess, is_over: Callable[[], bool]) -> None:
    """Let the worker send, kill it before it writes that down, and let its lease run out."""
    gather(clock.real_now())
    with Brake():
        enqueue(DELIVER_TASK)
        assert until(is_over), worker.log
        time.sleep(0.3)
        worker.kill()
    assert set(Mail.objects.values_list("state", flat=True)) == {Mail.State.SENDING}
    Mail.objects.update(leased_until=clock.real_now() - dt.timedelta(seconds=1))


def all_sent() -> bool:
    return not Message.objects.exclude(state=Message.State.SENT).exists()


@pytest.mark.slow
def test_a_worker_killed_after_the_hand_over_doubles_nothing_that_is_kept_here(
    worker: WorkerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIG_TEST_MAIL", BACKEND)
    due_digests("Ada")
    worker.start()
    kill_between_hand_over_and_mark(worker, CapturedMail.objects.exists)
    worker.start()
    enqueue(DELIVER_TASK)
    assert until(all_sent), worker.log
    assert Mail.objects.get().attempts == 2
    assert CapturedMail.objects.get().message_id == message_id(Mail.objects.get())


@pytest.mark.slow
def test_a_real_mail_server_sees_the_same_message_id_after_such_a_death(
    worker: WorkerProcess, sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIG_TEST_MAIL", "django.core.mail.backends.smtp.EmailBackend")
    monkeypatch.setenv("BIG_MAIL_HOST", "127.0.0.1")
    monkeypatch.setenv("BIG_MAIL_PORT", str(sink.port))
    due_digests("Ada")
    worker.start()
    kill_between_hand_over_and_mark(worker, lambda: bool(sink.letters))
    worker.start()
    enqueue(DELIVER_TASK)
    assert until(all_sent), worker.log
    assert sink.ids == [message_id(Mail.objects.get())] * 2, (
        "docs/notify.md says so: the same letter, known by its name"
    )


@pytest.mark.slow
def test_a_worker_killed_before_the_server_accepted_loses_nothing(
    worker: WorkerProcess, sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIG_TEST_MAIL", "django.core.mail.backends.smtp.EmailBackend")
    monkeypatch.setenv("BIG_MAIL_HOST", "127.0.0.1")
    monkeypatch.setenv("BIG_MAIL_PORT", str(sink.port))
    sink.silent_at = "DATA"
    due_digests("Ada", "Ben")
    gather(clock.real_now())
    worker.start()
    enqueue(DELIVER_TASK)
    assert until(lambda: Mail.objects.filter(state=Mail.State.SENDING).exists()), worker.log
    time.sleep(0.3)
    worker.kill()
    assert sink.letters == []
    sink.silent_at = ""
    Mail.objects.filter(state=Mail.State.SENDING).update(leased_until=clock.real_now() - dt.timedelta(seconds=1))
    worker.start()
    enqueue(DELIVER_TASK)
    assert until(all_sent), worker.log
    assert len(sink.ids) == 2
    assert set(sink.ids) == {message_id(mail) for mail in Mail.objects.all()}


def test_several_at_once_gather_and_send_each_digest_once(sink: SmtpSink) -> None:
    due_digests(*(f"Person {number}" for number in range(12)))
    barrier = threading.Barrier(4)

    def work() -> None:
        try:
            barrier.wait(10)
            gather(clock.real_now())
            send_due()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    send_due()
    assert all_sent()
    assert len(sink.letters) == 12
    assert len(set(sink.ids)) == 12
    assert Mail.objects.count() == 12
