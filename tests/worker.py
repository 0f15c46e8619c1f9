"""A real Celery worker in a process of its own, so that tests see what production sees: death, and double delivery."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings
from django.db import connection

from big.celery import app
from big.servers.account import die_with_parent


class WorkerProcess:
    """A worker on the test's own database and Redis number."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._starts = 0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, concurrency: int = 2, visibility_seconds: int | None = None) -> None:
        """Start it and return once it takes tasks; what is not acknowledged comes back after `visibility_seconds`."""
        assert self._process is None, "it runs already: kill it first"
        self._starts += 1
        url = urlsplit(os.environ["DATABASE_URL"])
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "big.settings_test",
            "DATABASE_URL": f"{url.scheme}://{url.netloc}/{connection.settings_dict['NAME']}?{url.query}",
            "BIG_LOG_LEVEL": "INFO",
        }
        if visibility_seconds is not None:
            env["BIG_TEST_VISIBILITY_SECONDS"] = str(visibility_seconds)
        command = [sys.executable, "-m", "celery", "-A", "big", "worker", "--loglevel", "INFO"]
        command += ["--concurrency", str(concurrency), "--without-mingle", "--without-gossip"]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=settings.BASE_DIR,
                env=env,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        deadline = time.monotonic() + 180
        while b" ready." not in self._log.read_bytes():
            assert self._process.poll() is None, f"the worker died:\n{self.log}"
            assert time.monotonic() < deadline, f"the worker did not start:\n{self.log}"
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill the worker and its children outright, as a power cut would."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(10)
            self._process = None

    @property
    def log(self) -> str:
        """What the present worker, or the last one, has said."""
        return self._log.read_text(errors="replace")

    @property
    def _log(self) -> Path:
        return self._folder / f"worker-{self._starts}.log"


@pytest.fixture
def celery_worker_process(transactional_db: None, tmp_path: Path) -> Iterator[WorkerProcess]:
    """A running worker, with nothing of an earlier test in its queue; call `kill()` and `start()` at will."""
    empty_broker()
    worker = WorkerProcess(tmp_path)
    try:
        worker.start()
        yield worker
    finally:
        worker.kill()
        empty_broker()


def empty_broker() -> None:
    """Forget every task that was sent and not taken."""
    client: Any = redis.Redis.from_url(os.environ["REDIS_URL"])
    client.flushdb()
    client.close()


def work_off() -> None:
    """Take every task off the queue and run it here and now, without a worker."""
    app.loader.import_default_modules()
    with app.connection_for_read() as broker:
        queue = broker.SimpleQueue(app.conf.task_default_queue)
        with contextlib.suppress(queue.Empty):
            while True:
                message = queue.get_nowait()
                args, kwargs, _ = message.payload
                app.tasks[message.headers["task"]].apply(args, kwargs, throw=True)
                message.ack()
        queue.close()
