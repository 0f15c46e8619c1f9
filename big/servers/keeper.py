"""The process that owns the embedded servers of one folder, and stops them when their last user is gone.

Run as `python -m big.servers.keeper FOLDER [--fast] [--remove]`; it prints one JSON line once the servers answer.
"""

import argparse
import contextlib
import fcntl
import json
import os
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType

from big.servers.errors import ServersError
from big.servers.folder import Folder, take
from big.servers.postgres import APPLICATION, OWNER, Postgres
from big.servers.valkey import Valkey


class _EndError(Exception):
    """Why the keeper stops before its last user is gone."""


def main() -> None:
    """Start both servers, tell the caller, wait for the last user to leave, stop them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fast", action="store_true", help="for tests: do not survive a power cut")
    parser.add_argument("--remove", action="store_true", help="for tests: remove the folder at the end")
    given = parser.parse_args()
    folder = Folder(given.folder)
    # Ctrl-C and a closed terminal are for the users; the keeper looks only at the lock.
    for signum in (signal.SIGINT, signal.SIGHUP):
        signal.signal(signum, signal.SIG_IGN)
    # Never closed: the lock is free once this process is no more, and not a moment before.
    handle = os.open(folder.keeper_lock, os.O_WRONLY | os.O_CREAT, 0o600)
    take(handle, fcntl.LOCK_EX, seconds=1, path=folder.keeper_lock)
    _keep(folder, fast=given.fast)
    if given.remove:
        _remove(folder)


def _keep(folder: Folder, *, fast: bool) -> None:
    servers: list[Postgres | Valkey] = []
    try:
        postgres, valkey = Postgres(folder, fast=fast), Valkey(folder, fast=fast)
        servers += [valkey, postgres]
        valkey.start()
        postgres.start()
        valkey.wait()
        signal.signal(signal.SIGTERM, _terminated)
        signal.signal(signal.SIGCHLD, _child_died)
        _tell(folder, postgres, valkey)
        if not all(server.is_running() for server in servers):
            raise _EndError("a server died")
        with folder.users_lock.open("a") as users:
            fcntl.flock(users, fcntl.LOCK_EX)
            _stop(folder, servers)
    except ServersError as error:
        _print({"error": str(error)})
    except _EndError as error:
        sys.stderr.write(f"keeper: {error}; both servers are stopped\n")
    finally:
        _stop(folder, servers)


def _tell(folder: Folder, postgres: Postgres, valkey: Valkey) -> None:
    """Leave the addresses for later users, and print them for the first."""
    addresses = {
        "DATABASE_URL": postgres.url(APPLICATION),
        "DATABASE_OWNER_URL": postgres.url(OWNER),
        "REDIS_URL": valkey.url,
    }
    half = folder.addresses.with_suffix(".half")
    half.write_text(json.dumps({**addresses, "pids": [os.getpid(), postgres.pid, valkey.pid]}))
    half.rename(folder.addresses)
    _print(addresses)


def _print(line: dict[str, str]) -> None:
    # The caller may be gone already; its lock is gone with it, so all that follows is right.
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
    # Nobody reads on, and an open pipe would keep a caller's caller waiting for its end.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _stop(folder: Folder, servers: list[Postgres | Valkey]) -> None:
    for signum in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(signum, signal.SIG_IGN if signum == signal.SIGTERM else signal.SIG_DFL)
    folder.addresses.unlink(missing_ok=True)
    while servers:
        servers.pop().stop()


def _remove(folder: Folder) -> None:
    home = (folder.path / "postgres").resolve()
    for place in (home, folder.sockets(), folder.path):
        shutil.rmtree(place, ignore_errors=True)


def _terminated(_signum: int, _frame: FrameType | None) -> None:
    raise _EndError("asked to stop")


def _child_died(_signum: int, _frame: FrameType | None) -> None:
    raise _EndError("a server died")


if __name__ == "__main__":
    main()
