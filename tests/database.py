"""The test database, copied from one that has been migrated before: migrating from nothing takes long seconds.

The copy is made once for each set of migration files and kept in .pytest_cache; any change to a migration makes
another. In CI nothing is kept from run to run, and the processes of one run still share the work.
"""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from big.servers.folder import locked
from big.servers.postgres import OWNER, find_programs

TEMPLATE = "big_migrated"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """pytest-django's hook before it makes the test database: make it from the template."""
    with locked(settings.VAR / "run" / "template.lock", seconds=300), django_db_blocker.unblock():
        if not exists(TEMPLATE):
            _make()
    connection.settings_dict["TEST"]["TEMPLATE"] = TEMPLATE
    # The session of a worker that a test has killed, or of a thread, may outlive its test for a while.
    connection.creation._destroy_test_db = lambda name, verbosity: drop(name)  # type: ignore[attr-defined]


def exists(name: str) -> bool:
    """Whether there is a database of this name."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def copy(name: str, new: str) -> None:
    """Make `new` as a copy of a database that nobody is connected to; whatever had that name is gone."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {new}")
        cursor.execute(f"CREATE DATABASE {new} TEMPLATE {name}")


def rename(name: str, new: str) -> None:
    """Give a database another name."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {name} RENAME TO {new}")


def drop(name: str) -> None:
    """Remove a database, whoever is connected to it."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Let the tests' one connection lead to another database inside the block."""
    mine = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = mine


def _make() -> None:
    """Make the template from the kept dump, or by migrating, and keep a dump of that."""
    kept = settings.BASE_DIR / ".pytest_cache" / f"migrated-{_digest()}.sql"
    half = f"{TEMPLATE}_half"
    copy("template0", half)
    if not (kept.exists() and _run("psql", half, "-q", "-v", "ON_ERROR_STOP=1", "-f", str(kept))):
        _migrate(half)
        _keep(half, kept)
    rename(half, TEMPLATE)


def _migrate(name: str) -> None:
    with connected_to(name):
        call_command("migrate", verbosity=0, interactive=False)


def _keep(name: str, place: Path) -> None:
    if os.environ.get("CI") == "true":
        return
    place.parent.mkdir(exist_ok=True)
    for old in place.parent.glob("migrated-*"):
        old.unlink(missing_ok=True)
    half = place.with_suffix(f".{os.getpid()}")
    if _run("pg_dump", name, "--no-owner", "--file", str(half)):
        half.rename(place)


def _run(program: str, name: str, *words: str) -> bool:
    where = connection.settings_dict
    command = [find_programs() / program, "-h", where["HOST"], "-p", where["PORT"], "-U", OWNER, "-d", name, *words]
    return subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode == 0


def _digest() -> str:
    """The checksum of every migration file, ours and those of the packages by way of the lock, and of history's SQL."""
    history = sorted((settings.BASE_DIR / "big" / "history").glob("*.py"))
    files = (
        history
        + sorted(settings.BASE_DIR.glob("*/migrations/*.py"))
        + sorted(settings.BASE_DIR.glob("*/*/migrations/*.py"))
    )
    found = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    for file in files:
        found.update(file.name.encode() + file.read_bytes())
    return found.hexdigest()[:20]
