"""Servers for the tests: a PostgreSQL and a Valkey of their own, running before any setting is read.

Loaded by `-p tests.plugin` (pyproject.toml), because pytest-django reads the settings before any conftest.py.
Under pytest-xdist the controller starts them once, and each worker has its own database, Redis number and file store.
"""

import os
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from big.servers.embedded import Lease
from big.servers.folder import Folder
from tests.scheduling import pytest_xdist_make_scheduler

__all__ = ["pytest_load_initial_conftests", "pytest_unconfigure", "pytest_xdist_make_scheduler"]

# The variables that a developer may have set for his own installation, and that must not leak into tests.
_OURS = ("BIG_", "DATABASE_", "REDIS_", "SECRET_KEY", "DJANGO_SETTINGS_MODULE")
_lease: Lease | None = None


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    """Start the servers, or in an xdist worker find those of the controller; a wrapper comes before pytest-django."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        _start()
    else:
        # Two numbers for each worker: Celery's and the cache's.
        number = int(worker.removeprefix("gw")) + 1
        os.environ["REDIS_URL"] = os.environ["REDIS_URL"].replace("db=0", f"db={2 * number}")
        # What one worker sweeps must not be what another just kept: each knows only the rows of its own database.
        os.environ["BIG_FILES"] = str(Path(os.environ["BIG_VAR"]) / "files" / worker)
    try:
        return (yield)
    except BaseException:
        pytest_unconfigure()
        raise


def pytest_unconfigure() -> None:
    """Stop what was started here."""
    global _lease
    if _lease is not None:
        _lease.give_back()
        _lease = None


def _start() -> None:
    global _lease
    kept = {"BIG_AXE_ALL", "BIG_MOMENTS_ALL", "BIG_CHROMIUM", "BIG_POSTGRES_AS", "BIG_TEST_SERVERS"}
    if os.environ.get("BIG_TEST_SERVERS") == "given":
        return
    for name in [name for name in os.environ if name.startswith(_OURS) and name not in kept]:
        del os.environ[name]
    folder = Folder(Path(tempfile.mkdtemp(prefix="big-tests-")))
    _lease = Lease(folder, options=["--fast", "--remove"])
    os.environ["DATABASE_URL"] = _lease.addresses["DATABASE_OWNER_URL"]
    os.environ["REDIS_URL"] = _lease.addresses["REDIS_URL"]
    os.environ["BIG_VAR"] = str(folder.path)
