"""manage.py says in a sentence what is missing or odd, and needs nothing on servers of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.processes import ROOT, clean_environment, is_gone

NOWHERE = {"DATABASE_URL": "postgres://a@localhost/b", "REDIS_URL": "redis://localhost", "BIG_HOSTS": "example.org"}


def manage(folder: Path, *words: str, **env: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=clean_environment(folder, **env),
        timeout=300,
    )


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        (NOWHERE, "SECRET_KEY is not set."),
        ({**NOWHERE, "SECRET_KEY": "x", "BIG_DEBUG": "perhaps"}, "BIG_DEBUG is 'perhaps'. Write 1 or 0."),
        ({**NOWHERE, "SECRET_KEY": "x", "BIG_HOSTS": ""}, "BIG_HOSTS is not set."),
        ({**NOWHERE, "SECRET_KEY": "x", "BIG_LOG": "xml"}, "BIG_LOG is 'xml'. Write one of: json, text."),
        ({"DATABASE_URL": NOWHERE["DATABASE_URL"]}, "DATABASE_URL is set and REDIS_URL is not."),
        ({"REDIS_URL": NOWHERE["REDIS_URL"]}, "REDIS_URL is set and DATABASE_URL is not."),
    ],
)
def test_what_is_wrong_stops_the_start_with_a_sentence(folder: Path, env: dict[str, str], sentence: str) -> None:
    done = manage(folder, "check", **env)
    assert done.returncode == 1
    assert done.stderr.startswith(f"manage.py: {sentence}")
    assert "Traceback" not in done.stderr


def test_given_servers_are_used_and_none_is_started(folder: Path) -> None:
    done = manage(folder, "check", "--deploy", "--fail-level", "WARNING", SECRET_KEY="s3cr-" * 20, **NOWHERE)
    assert done.returncode == 0, done.stderr
    assert list(folder.iterdir()) == []


def test_any_command_runs_on_servers_of_its_own(folder: Path) -> None:
    code = "from django.db import connection as c; c.ensure_connection(); print(c.settings_dict['USER'])"
    done = manage(folder, "shell", "--no-imports", "-c", code)
    assert (done.returncode, done.stdout) == (0, "big\n"), done.stderr
    assert (folder / "secret-key").stat().st_mode & 0o777 == 0o600
    assert len((folder / "secret-key").read_text()) > 60
    assert is_gone(folder)


def test_a_command_prepares_the_database_of_its_own_servers(folder: Path) -> None:
    """As on a fresh clone after `make setup`, where nothing was migrated yet; its output stays the answer alone."""
    done = manage(folder, "census")
    assert done.returncode == 0, done.stderr
    assert done.stderr == "Preparing the database ...\n"
    assert json.loads(done.stdout)["works"]["count"] == 0
    again = manage(folder, "census")
    assert (again.stdout, again.stderr) == (done.stdout, "")
