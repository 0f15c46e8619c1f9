"""Under whose name PostgreSQL runs: it refuses to run as root, and a container's user often is root."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_NEW_USER_NAMESPACE = 0x10000000
_PARENT_DEATH_SIGNAL = 1
_NOBODY = 65534


@dataclass(frozen=True, slots=True)
class Account:
    """How to start a process under the chosen name, and who must own its files."""

    options: dict[str, Any] = field(default_factory=dict)
    uid: int = field(default_factory=os.geteuid)
    gid: int = field(default_factory=os.getegid)

    @property
    def is_other(self) -> bool:
        """Whether files must be handed over to somebody else."""
        return self.uid != os.geteuid()

    def own(self, path: Path) -> None:
        """Hand `path` and what is in it to this account, where it belongs to another."""
        if os.geteuid():
            return
        for place in (path, *path.rglob("*")):
            if place.lstat().st_uid != self.uid:
                os.chown(place, self.uid, self.gid, follow_symlinks=False)

    def can_enter(self, path: Path) -> bool:
        """Whether this account reaches `path`."""
        if not self.is_other:
            return True
        test = shutil.which("test") or "/usr/bin/test"
        return subprocess.run([test, "-x", path], check=False, cwd="/", **self.options).returncode == 0


def for_postgres() -> Account:
    """An ordinary user as he is; root inside a user namespace; where those are forbidden, `nobody`.

    A user without a name, as containers have them, is refused by PostgreSQL too, and helped by a namespace too.
    """
    plain = Account({"preexec_fn": die_with_parent(signal.SIGINT)})
    if os.geteuid() and _has_name(os.geteuid()):
        return plain
    inside = {"preexec_fn": die_with_parent(signal.SIGINT, first=enter_namespace)}
    if os.environ.get("BIG_POSTGRES_AS") != "nobody" and _works(inside):
        return Account(inside)
    if os.geteuid():
        return plain
    try:
        nobody = pwd.getpwnam("nobody")
        uid, gid = nobody.pw_uid, nobody.pw_gid
    except KeyError:
        uid = gid = _NOBODY
    name = {"user": uid, "group": gid, "extra_groups": []}
    return Account({**name, "preexec_fn": die_with_parent(signal.SIGINT)}, uid=uid, gid=gid)


def enter_namespace() -> None:
    """In a child: the same account under the number of `nobody`, in a namespace of one user; files stay its own."""
    uid, gid = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_USER_NAMESPACE):
        raise OSError(ctypes.get_errno(), "unshare")
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{_NOBODY} {uid} 1"),
        ("gid_map", f"{_NOBODY} {gid} 1"),
    ):
        Path("/proc/self", name).write_text(line)


def die_with_parent(signum: signal.Signals, *, first: Callable[[], None] | None = None) -> Callable[[], None]:
    """For `preexec_fn`: have the kernel send `signum` when the parent dies, so that kill -9 leaves nothing behind.

    `first` runs before, because a change of account forgets the request.
    """

    def prepare() -> None:
        if first:
            first()
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, int(signum))

    return prepare


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _works(options: dict[str, Any]) -> bool:
    try:
        true = shutil.which("true") or "/bin/true"
        return subprocess.run([true], check=False, **options).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False
