"""How a command comes to its servers: those of the environment, or the embedded ones of the folder, borrowed."""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path

from big.servers.errors import ServersError
from big.servers.folder import Folder, is_held, locked, take, try_lock

__all__ = ["OWN", "Lease", "ServersError", "borrowed"]

OWN = "BIG_OWN_SERVERS"
"""Set to 1 for a command, and what it starts, that runs on the folder's own servers."""
_ROOT = Path(__file__).resolve().parents[2]
# On servers of its own the product talks to this machine only.
_LOCAL = {
    "BIG_HOSTS": "localhost,127.0.0.1,[::1]",
    "BIG_INSECURE_HTTP": "1",
    "BIG_LOG": "text",
}


class Lease:
    """The right to use a folder's servers: they run while any lease on them is held, by whatever process."""

    def __init__(self, folder: Folder, *, options: Sequence[str] = ()) -> None:
        """Take the lease, starting the servers if they do not run. Raises ServersError."""
        self._folder = folder
        folder.create()
        self._users: TextIOWrapper = folder.users_lock.open("a")
        self._keeper: subprocess.Popen[bytes] | None = None
        try:
            take(self._users.fileno(), fcntl.LOCK_SH, seconds=60, path=folder.users_lock)
            with locked(folder.start_lock, seconds=90):
                self.addresses = self._find_or_start(options)
        except BaseException:
            self._users.close()
            raise

    def give_back(self) -> None:
        """Let go; whoever lets go last waits until the servers have stopped."""
        handle = self._users.fileno()
        fcntl.flock(handle, fcntl.LOCK_UN)
        deadline = time.monotonic() + 40
        while is_held(self._folder.keeper_lock) and time.monotonic() < deadline:
            if try_lock(handle, fcntl.LOCK_EX):  # no user is left, so the keeper is about to take this lock
                fcntl.flock(handle, fcntl.LOCK_UN)
            elif try_lock(handle, fcntl.LOCK_SH):  # others use the servers
                break
            time.sleep(0.01)
        self._users.close()
        if self._keeper is not None:
            self._let_keeper_go(self._keeper)

    def _find_or_start(self, options: Sequence[str]) -> dict[str, str]:
        # Our shared lock keeps a living keeper from stopping; one that stops all the same has lost a server.
        deadline = time.monotonic() + 40
        while is_held(self._folder.keeper_lock):
            if self._folder.addresses.exists():
                found = json.loads(self._folder.addresses.read_text())
                return {name: value for name, value in found.items() if isinstance(value, str)}
            if time.monotonic() > deadline:
                raise ServersError(f"The servers of {self._folder.path} neither start nor stop. See its folder log.")
            time.sleep(0.05)
        return self._start(options)

    def _let_keeper_go(self, keeper: "subprocess.Popen[bytes]") -> None:
        if is_held(self._folder.keeper_lock):
            keeper.returncode = 0  # it lives on for others, and init will bury it: say so to Popen
        else:
            keeper.wait(10)

    def _start(self, options: Sequence[str]) -> dict[str, str]:
        with (self._folder.logs / "keeper.log").open("ab") as log:
            self._keeper = subprocess.Popen(
                [sys.executable, "-m", "big.servers.keeper", self._folder.path, *options],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=_ROOT,
                start_new_session=True,
            )
        assert self._keeper.stdout is not None  # noqa: S101 - for the type checker
        with self._keeper.stdout as stdout:
            line = stdout.readline()
        answer: dict[str, str] = json.loads(line) if line else {"error": f"See {self._folder.logs / 'keeper.log'}."}
        if "error" in answer:
            self._keeper.wait(30)
            raise ServersError(f"The embedded servers did not start. {answer['error']}")
        return answer


@contextmanager
def borrowed() -> Iterator[None]:
    """Run the block with DATABASE_URL, REDIS_URL and SECRET_KEY in the environment, whatever it takes.

    Raises ServersError when only one of the two servers is named, or the embedded ones cannot be had.
    """
    given = [name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)]
    if len(given) == 1:
        missing = "REDIS_URL" if given == ["DATABASE_URL"] else "DATABASE_URL"
        raise ServersError(f"{given[0]} is set and {missing} is not. Set both, or neither for the embedded servers.")
    if given:
        yield
        return
    folder = Folder.from_environment()
    lease = Lease(folder)
    try:
        os.environ.update(lease.addresses)
        os.environ |= {"BIG_VAR": str(folder.path), OWN: "1"}
        os.environ.setdefault("SECRET_KEY", folder.secret_key())
        for name, value in _LOCAL.items():
            os.environ.setdefault(name, value)
        yield
    finally:
        lease.give_back()
