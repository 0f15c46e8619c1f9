"""Real workers that are really killed, and several at once: nothing is lost, and what comes twice has one name."""

import datetime as dt
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from big import clock
from big.celery import enqueue
from big.webhooks.models import Delivery
from big.webhooks.sending import deliver_due
from big.webhooks.services import DELIVER_TASK
from tests.core.test_worker import until
from tests.webhooks.making import happened, make_webhook
from tests.webhooks.receiver import Receiver, receiver
from tests.worker import WorkerProcess, empty_broker

__all__ = ["receiver"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkerProcess]:
    monkeypatch.setenv("BIG_WEBHOOKS_PRIVATE", "1")
    empty_broker()
    process = WorkerProcess(tmp_path)
    yield process
    process.kill()
    empty_broker()


@pytest.mark.slow
def test_a_worker_killed_while_a_receiver_thinks_is_followed_by_one_that_says_the_same(
    worker: WorkerProcess, receiver: Receiver
) -> None:
    make_webhook(receiver.address)
    (made,) = happened()
    receiver.pause = 5
    worker.start()
    enqueue(DELIVER_TASK)
    assert until(lambda: bool(receiver.requests)), worker.log
    time.sleep(0.2)
    worker.kill()
    assert Delivery.objects.get().state == Delivery.State.SENDING
    receiver.pause = 0
    assert deliver_due() == 0, "the lease holds"
    Delivery.objects.update(leased_until=clock.real_now() - dt.timedelta(seconds=1))
    worker.start()
    enqueue(DELIVER_TASK)
    assert until(lambda: Delivery.objects.filter(state=Delivery.State.SENT).exists()), worker.log
    assert receiver.ids == [str(made.reference)] * 2, "docs/webhooks.md says so: known by its name"
    assert len({body for _, body in receiver.requests}) == 1
    assert Delivery.objects.get().attempts == 2


def test_several_at_once_send_each_delivery_once(receiver: Receiver) -> None:
    make_webhook(receiver.address)
    for _ in range(12):
        happened()
    barrier = threading.Barrier(4)

    def work() -> None:
        try:
            barrier.wait(10)
            deliver_due()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert len(receiver.ids) == len(set(receiver.ids)) == 12
    assert not Delivery.objects.exclude(state=Delivery.State.SENT).exists()
