"""The folder of one installation: its databases, files, logs, locks and secret key."""

import contextlib
import fcntl
import hashlib
import os
import secrets
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from big.servers.errors import ServersError

# The system's limit for a socket's path is 108 bytes (104 on a Mac), its end mark included.
_LONGEST_SOCKET = 100


@dataclass(frozen=True, slots=True)
class Folder:
    """The places inside an installation's folder; `create` makes those that must exist."""

    path: Path

    @classmethod
    def from_environment(cls) -> "Folder":
        """The folder that BIG_VAR names, or `var` beside manage.py."""
        beside = Path(__file__).resolve().parents[2] / "var"
        return cls(Path(os.environ.get("BIG_VAR") or beside).absolute())

    @property
    def run(self) -> Path:
        """Locks and sockets: nothing in it outlives the processes."""
        return self.path / "run"

    @property
    def logs(self) -> Path:
        return self.path / "log"

    @property
    def users_lock(self) -> Path:
        """Held shared by every user of the servers; exclusively by the keeper once it stops them."""
        return self.run / "users.lock"

    @property
    def start_lock(self) -> Path:
        """Held by whoever looks for a keeper and starts one."""
        return self.run / "start.lock"

    @property
    def keeper_lock(self) -> Path:
        """Held by the keeper for its whole life."""
        return self.run / "keeper.lock"

    @property
    def addresses(self) -> Path:
        """Where the keeper leaves the addresses of the running servers."""
        return self.run / "servers.json"

    def create(self) -> None:
        """Make the folder, closed to others. Raises ServersError when it cannot be ours."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            for part in (self.run, self.logs):
                part.mkdir(mode=0o700, exist_ok=True)
            self.users_lock.touch(mode=0o600)
        except OSError as error:
            raise ServersError(
                f"The folder {self.path} cannot be used: {error.strerror}. "
                "Choose another with VAR=/other/folder (make) or BIG_VAR=/other/folder (manage.py)."
            ) from error

    def sockets(self) -> Path:
        """A folder for sockets whose path is short enough, ours alone."""
        if len(os.fsencode(self.run / ".s.PGSQL.5432")) <= _LONGEST_SOCKET:
            return self.run
        short = Path("/tmp") / f"big-{os.geteuid()}-{self.mark()}"  # noqa: S108 - owner and mode are checked below
        short.mkdir(mode=0o700, exist_ok=True)
        found = short.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            raise ServersError(f"{short} exists and is not ours alone. Remove it, or use a folder with a shorter path.")
        return short

    def mark(self) -> str:
        """A short name for this folder, for places outside of it."""
        return hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]

    def secret_key(self) -> str:
        """The secret key of this installation, made at first use and readable by its owner alone."""
        place = self.path / "secret-key"
        with contextlib.suppress(FileExistsError):
            handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(64))
        return place.read_text()


@contextlib.contextmanager
def locked(path: Path, *, seconds: float) -> Iterator[int]:
    """Hold `path` exclusively for the block. Raises ServersError when it is not free in time."""
    with path.open("a") as file:
        take(file.fileno(), fcntl.LOCK_EX, seconds=seconds, path=path)
        yield file.fileno()


def take(handle: int, kind: int, *, seconds: float, path: Path) -> None:
    """Lock `handle`, waiting no longer than `seconds`. Raises ServersError."""
    deadline = time.monotonic() + seconds
    while not try_lock(handle, kind):
        if time.monotonic() > deadline:
            raise ServersError(f"{path} has been held by another process for {seconds:.0f} seconds.")
        time.sleep(0.02)


def try_lock(handle: int, kind: int) -> bool:
    """Lock `handle` if that is possible at once."""
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_held(path: Path) -> bool:
    """Whether some process holds `path` exclusively."""
    try:
        with path.open() as file:
            return not try_lock(file.fileno(), fcntl.LOCK_SH)
    except FileNotFoundError:
        return False
