"""Several programs in the foreground as one: they start together, and stop together when one of them ends by itself."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from urllib.request import urlopen

from big.servers.account import die_with_parent
from big.servers.errors import ServersError

_PATIENCE = 10.0
# How often a program that was killed from outside is started again; more often than that something is wrong.
_LIVES = 5


@dataclass(frozen=True, slots=True)
class Program:
    """One program: what to call it, and the words that start it."""

    name: str
    command: Sequence[str]


class Supervisor:
    """Runs programs until Ctrl-C, SIGTERM, the end of `parent` (a process), of one of them or of their servers."""

    def __init__(
        self,
        programs: Sequence[Program],
        *,
        logs: Path,
        folder: Path,
        has_servers: Callable[[], bool],
        parent: int | None = None,
    ) -> None:
        self._programs = programs
        self._logs = logs
        self._folder = folder
        self._has_servers = has_servers
        self._parent = parent
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._killed: Counter[str] = Counter()
        self._asked_to_stop = False

    def run(self, *, is_ready: Callable[[], bool], ready: Callable[[], None]) -> int:
        """Start all, call `ready` once `is_ready`, wait for the end, stop all; return an exit status."""
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, self._ask_to_stop)
        try:
            for program in self._programs:
                self._start(program)
            told = False
            while not self._is_over():
                if (dead := self._dead()) and not (told and self._revive(dead)):
                    self._say_how_it_died(dead)
                    return 1
                if not self._has_servers():
                    logs = self._logs
                    sys.stderr.write(f"The database servers have ended, so everything stops. Logs: {logs}.\n")
                    return 1
                if not told and is_ready():
                    told = True
                    ready()
                time.sleep(0.2)
        finally:
            self._stop()
        return 0

    def _start(self, program: Program) -> None:
        with self._log(program.name).open("ab") as log:
            self._processes[program.name] = subprocess.Popen(
                program.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                # Ctrl-C is for this process, which then stops the others in order.
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )

    def _is_over(self) -> bool:
        return self._asked_to_stop or (self._parent is not None and not _lives(self._parent))

    def _dead(self) -> str | None:
        return next((name for name, process in self._processes.items() if process.poll() is not None), None)

    def _revive(self, name: str) -> bool:
        """Start a program again that was killed from outside, a few times; one that ends by itself stays ended."""
        status = self._processes[name].returncode
        self._killed[name] += status < 0
        if status >= 0 or self._killed[name] > _LIVES:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._processes[name].pid, signal.SIGKILL)
        sys.stderr.write(f"The {name} process was killed (signal {-status}), so it starts again.\n")
        sys.stderr.flush()
        self._start(next(program for program in self._programs if program.name == name))
        return True

    def _say_how_it_died(self, name: str) -> None:
        log = self._log(name)
        end = "\n".join(log.read_text(errors="replace").splitlines()[-20:])
        status = self._processes[name].returncode
        sys.stderr.write(
            f"The {name} process ended with status {status}, so everything stops. The end of {log}:\n{end}\n"
        )

    def _stop(self) -> None:
        """Ask all of them to end, wait a little, then end their whole process groups."""
        for process in self._processes.values():
            process.terminate()
        deadline = time.monotonic() + _PATIENCE
        for process in self._processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
        for process in self._processes.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(5)

    def _log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def _ask_to_stop(self, _signum: int, _frame: FrameType | None) -> None:
        self._asked_to_stop = True


def require_free(port: int) -> None:
    """Raise ServersError when something else listens on `port` of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise ServersError(
                f"Port {port} cannot be used ({error.strerror}). Choose another: make demo PORT={port % 65000 + 1}"
            ) from error


def answers(address: str) -> bool:
    """Whether a web server gives a good answer at `address`."""
    try:
        with urlopen(address, timeout=2) as response:  # noqa: S310 - the address is the caller's own
            return bool(response.status == 200)
    except OSError:
        return False


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
