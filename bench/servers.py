"""The web servers that are measured, started as production starts them, and what Linux tells of their processes."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from big.servers.account import die_with_parent
from big.servers.errors import ServersError

ROOT: Final = Path(__file__).resolve().parents[1]
_PATIENCE: Final = 60.0
WORKERS: Final = "2"


@dataclass(frozen=True, slots=True)
class Server:
    """One running gunicorn: its port, and the number of its first process."""

    port: int
    pid: int

    def peak_megabytes(self) -> float:
        """The most memory that one of its workers ever held; 0 where the system does not say."""
        return max((_peak(pid) for pid in _children(self.pid)), default=0.0)


@contextmanager
def serving(module: str, log: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    """gunicorn with the product's own configuration and two workers, for the block. Raises ServersError."""
    port = _free_port()
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:big.gunicorn", module],
            cwd=ROOT,
            env={**os.environ, **environment, "BIG_BIND": f"127.0.0.1:{port}", "BIG_WEB_WORKERS": WORKERS},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
    try:
        _wait(process, port, log)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


@dataclass(frozen=True, slots=True)
class Ticks:
    """What the machine's processors have done since it started, in clock ticks."""

    stolen: int
    busy: int
    all: int

    def since(self, before: "Ticks") -> tuple[float, float]:
        """The shares of the time since `before` that others took from this machine, and that it was busy itself."""
        whole = max(1, self.all - before.all)
        return (self.stolen - before.stolen) / whole, (self.busy - before.busy) / whole


def ticks() -> Ticks:
    """What /proc/stat says; nothing on a system without it."""
    place = Path("/proc/stat")
    if not place.exists():
        return Ticks(0, 0, 0)
    user, nice, system, idle, waiting, irq, soft, stolen = map(int, place.read_text().split()[1:9])
    busy = user + nice + system + irq + soft
    return Ticks(stolen, busy, busy + idle + waiting + stolen)


def _peak(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    kilobytes = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
    return kilobytes[0] / 1024 if kilobytes else 0.0


def _children(pid: int) -> list[int]:
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    end = log.read_text(errors="replace")[-1500:]
    raise ServersError(f"The web server did not start. The end of {log}:\n{end}")
