"""A folder of its own for each test of the launcher, emptied of processes afterwards."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from big.servers.folder import Folder
from tests.servers.processes import is_gone, until


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder with a short path; fails the test that leaves a process behind."""
    path = Path(tempfile.mkdtemp(prefix="big-srv-"))
    yield path
    clean = until(lambda: is_gone(path))
    if not clean and Folder(path).addresses.exists():
        words = Folder(path).addresses.read_text()
        for pid in [int(word) for word in words.split("[")[1].split("]")[0].split(",")]:
            os.kill(pid, signal.SIGKILL)
    shutil.rmtree(path, ignore_errors=True)
    assert clean, "a process was left behind"
