"""The worker fixture itself, and with it the broker settings: a task is delivered, and again after a kill."""

import time
from collections.abc import Callable

import pytest
from django.conf import settings

from big.celery import app, enqueue
from big.env import redis
from tests.worker import WorkerProcess


def until(true: Callable[[], bool], *, seconds: float = 60) -> bool:
    """Whether `true` comes to hold in time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.slow
def test_a_real_worker_runs_what_is_enqueued(celery_worker_process: WorkerProcess) -> None:
    enqueue("big.sweep_jobs")
    assert until(lambda: "big.sweep_jobs" in celery_worker_process.log and "succeeded" in celery_worker_process.log)
    celery_worker_process.kill()
    enqueue("big.sweep_jobs")
    time.sleep(0.2)
    celery_worker_process.start()
    assert until(lambda: "succeeded" in celery_worker_process.log)


@pytest.mark.django_db
def test_a_dead_broker_does_not_hold_a_page_for_long() -> None:
    nowhere = "redis+socket:///nonexistent/redis.sock?virtual_host=0"
    with app.connection_for_write(nowhere) as connection:
        start = time.monotonic()
        with pytest.raises(Exception, match="nonexistent"):
            app.send_task("big.sweep_jobs", connection=connection)
    assert time.monotonic() - start < 3


def test_cache_and_broker_do_not_share_a_number() -> None:
    assert settings.CACHES["default"]["LOCATION"] == redis(settings.REDIS_URL, shift=1) != settings.REDIS_URL
