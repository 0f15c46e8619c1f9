"""The demo as a user runs it: one command that starts everything, and whose end ends everything."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from big.servers.folder import Folder
from tests.servers.processes import ROOT, clean_environment, is_gone, left_behind, processes_of, until

pytestmark = pytest.mark.slow


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def demo(folder: Path, port: int) -> "Iterator[subprocess.Popen[str]]":
    """A demo without data, as a shell starts it in the background: with Ctrl-C ignored at first."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port), "--data", "none"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env=clean_environment(folder),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def read_until(process: "subprocess.Popen[str]", words: str) -> str:
    """What the demo prints, up to the line with `words`."""
    assert process.stdout is not None
    said = ""
    while words not in said:
        line = process.stdout.readline()
        assert line, said
        said += line
    return said


def test_one_command_serves_and_its_end_leaves_nothing(folder: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    with demo(folder, port) as first:
        said = read_until(first, "Ctrl-C stops everything")
        assert f"Sightline is ready: {address}" in said
        assert "administrator of an empty organisation" in said
        with urlopen(f"{address}readyz", timeout=60) as answer:  # noqa: S310 - http, and ours
            assert answer.read() == b'{"database": true, "redis": true}'
        with urlopen(f"{address}accounts/login/", timeout=60) as answer:  # noqa: S310 - http, and ours
            assert answer.status == 200
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]

        with demo(folder, free_port()) as second:
            assert (
                f"A demo already serves this folder at http://127.0.0.1:{port}/" in second.communicate(timeout=180)[0]
            )
            assert second.returncode == 1
        with demo(folder / "other", port) as third:
            assert f"Port {port} cannot be used" in third.communicate(timeout=180)[0]
            assert third.returncode == 1

        first.send_signal(signal.SIGINT)
        assert first.communicate(timeout=180)[0].endswith("Stopped.\n")
        assert first.returncode == 0
        assert is_gone(folder)

    # Again on the same data; then its worker is killed, and another takes its place.
    with demo(folder, port) as again:
        assert said.splitlines()[-2] in read_until(again, "Ctrl-C stops everything")
        killed = worker_of(folder)
        os.kill(killed, signal.SIGKILL)
        assert "The worker process was killed (signal 9), so it starts again." in read_until(again, "starts again")
        # It is said before the new process carries the words that it is known by.
        assert until(lambda: worker_of(folder) not in {0, killed})
        again.send_signal(signal.SIGINT)
        assert again.communicate(timeout=180)[0].endswith("Stopped.\n")
        assert again.returncode == 0
        assert is_gone(folder)

    # Then its database dies.
    with demo(folder, port) as third:
        read_until(third, "Ctrl-C stops everything")
        os.kill(json.loads(Folder(folder).addresses.read_text())["pids"][1], signal.SIGKILL)
        assert "The database servers have ended, so everything stops." in third.communicate(timeout=180)[0]
        assert third.returncode == 1
        assert is_gone(folder)

    # And once more: the supervisor itself is killed outright.
    with demo(folder, port) as last:
        read_until(last, "Ctrl-C stops everything")
        last.kill()
        assert until(lambda: not left_behind(folder), seconds=90), left_behind(folder)


def worker_of(folder: Path) -> int:
    """The process of the folder's Celery worker that is the parent of the others; 0 where there is none."""
    return min((pid for pid, words in processes_of(folder) if "celery -A big worker" in words), default=0)
