"""Real processes for the launcher's tests: users of a folder, and a look at what is left of them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from big.servers.folder import Folder, is_held

ROOT = Path(__file__).resolve().parents[2]
# Borrows the servers, says so, uses PostgreSQL once for each line it is sent, and leaves at the end of its input.
_USER = """
import os, sys
from big.servers.embedded import borrowed
import psycopg2
with borrowed():
    print(os.environ["DATABASE_URL"], flush=True)
    for line in sys.stdin:
        psycopg2.connect(os.environ["DATABASE_URL"]).close()
        print("answered", flush=True)
"""


def clean_environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of somebody who has set nothing but the folder."""
    ours = ("BIG_", "DATABASE_", "REDIS_", "SECRET_KEY", "DJANGO_", "PYTEST_")
    return {k: v for k, v in os.environ.items() if not k.startswith(ours)} | {"BIG_VAR": str(folder)} | more


class User:
    """A process that uses the servers of `folder` until it is told to leave."""

    def __init__(self, folder: Path, *, prefix: Sequence[str] = (), python: str = sys.executable, **env: str) -> None:
        self.process = subprocess.Popen(
            [*prefix, python, "-c", _USER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=clean_environment(folder, **env),
            start_new_session=True,
        )
        self._folder = folder

    def ready(self) -> dict[str, Any]:
        """Wait until it has its servers; return what the keeper says of them."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("postgres://"), self.said()
        found: dict[str, Any] = json.loads(Folder(self._folder).addresses.read_text())
        return found

    def uses(self) -> bool:
        """Whether a question to PostgreSQL is answered."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return self.process.stdout.readline() == "answered\n"

    def leave(self) -> None:
        """Leave in order, and have left when this returns."""
        self.process.communicate(timeout=180)

    def kill(self, signum: signal.Signals = signal.SIGKILL) -> None:
        """Send `signum` to the whole process group, as a terminal does."""
        os.killpg(self.process.pid, signum)
        self.process.communicate(timeout=180)

    def said(self) -> str:
        """Everything on its error output, once it has ended."""
        return self.process.communicate(timeout=180)[1]


def until(true: Callable[[], bool], *, seconds: float = 60) -> bool:
    """Whether `true` comes to hold in time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def processes_of(folder: Path) -> list[tuple[int, str]]:
    """Number and command line of all processes that carry the folder in their words or their environment."""
    mark, found = os.fsencode(folder), []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words, environ = (place / "cmdline").read_bytes(), (place / "environ").read_bytes()
        except OSError:
            continue
        if mark in words or b"BIG_VAR=" + mark + b"\0" in environ:
            found.append((int(place.name), words.replace(b"\0", b" ").decode(errors="replace")))
    return found


def left_behind(folder: Path) -> list[str]:
    """The command lines of what still runs on the folder."""
    return [words for _, words in processes_of(folder)]


def is_gone(folder: Path) -> bool:
    """Whether neither the keeper nor a server of `folder` is left."""
    return not is_held(Folder(folder).keeper_lock) and not left_behind(folder)
