"""PostgreSQL refuses root; every way around that works, and so does an ordinary user."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from big.servers.errors import ServersError
from big.servers.folder import Folder
from tests.servers.processes import ROOT, User

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@needs_root
def test_root_without_namespaces_runs_postgres_as_nobody(folder: Path) -> None:
    folder.chmod(0o755)
    user = User(folder, BIG_POSTGRES_AS="nobody")
    postgres = user.ready()["pids"][1]
    assert Path(f"/proc/{postgres}").stat().st_uid == 65534
    assert user.uses()
    user.leave()
    # The same data, once namespaces are allowed again.
    after = User(folder)
    after.ready()
    assert after.uses()
    after.leave()


@needs_root
def test_nobody_gets_a_place_that_he_can_reach(folder: Path) -> None:
    hidden = folder / "hidden"
    hidden.mkdir(mode=0o700)
    user = User(hidden, BIG_POSTGRES_AS="nobody")
    user.ready()
    assert user.uses()
    user.leave()
    away = (hidden / "postgres").resolve()
    assert away.parent == Path("/var/tmp")  # noqa: S108
    shutil.rmtree(away)


@needs_root
def test_an_ordinary_user_needs_nothing_special(folder: Path) -> None:
    setpriv = shutil.which("setpriv")
    become = [setpriv or "", "--reuid=65534", "--regid=65534", "--clear-groups"]
    again = "import subprocess, sys; sys.exit(subprocess.run([sys.executable, '-c', '']).returncode)"
    words = [*become, sys.executable, "-c", again]
    if setpriv is None or subprocess.run(words, check=False, cwd=ROOT, stderr=subprocess.DEVNULL).returncode:
        pytest.skip("this Python is closed to ordinary users")
    os.chown(folder, 65534, 65534)
    user = User(folder, prefix=become)
    user.ready()
    assert user.uses()
    user.leave()


def test_a_long_path_gets_its_sockets_elsewhere(folder: Path) -> None:
    deep = folder / ("a" * 60) / ("b" * 60)
    user = User(deep)
    found = user.ready()
    assert "host=/tmp/big-" in found["DATABASE_URL"]
    assert user.uses()
    user.leave()
    shutil.rmtree(Folder(deep).sockets())


def test_a_folder_that_cannot_be_made_is_said(folder: Path) -> None:
    (folder / "file").touch()
    with pytest.raises(ServersError, match="cannot be used: Not a directory"):
        Folder(folder / "file" / "var").create()
