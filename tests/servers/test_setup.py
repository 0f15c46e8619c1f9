"""`make setup` does its work once for each lock, and says what the machine lacks."""

import builtins
import sys
from pathlib import Path
from typing import Any

import pytest

from big.servers import packages, setup


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """An environment that looks made, with the Python of these tests."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    return tmp_path


def test_an_environment_of_the_present_lock_is_left_alone(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    setup.stamp(venv, "base").write_text(setup.digest("base"))
    monkeypatch.setattr(setup, "create", lambda _: pytest.fail("it was there"))
    assert setup.main([str(venv), "base"]) == 0
    assert not setup.is_ready(venv, "dev")


def test_the_dev_lock_serves_the_demo_too(venv: Path) -> None:
    setup.stamp(venv, "dev").write_text(setup.digest("dev"))
    assert setup.is_ready(venv, "base")


def test_a_changed_lock_is_noticed(venv: Path) -> None:
    setup.stamp(venv, "base").write_text("of an older lock")
    assert not setup.is_ready(venv, "base")


def test_an_environment_whose_python_is_gone_is_not_ready(venv: Path) -> None:
    setup.stamp(venv, "base").write_text(setup.digest("base"))
    (venv / "bin" / "python").unlink()
    assert not setup.is_ready(venv, "base")


def test_a_python_without_venv_names_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "ensurepip":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    assert setup.create(tmp_path / "new") == 1
    assert f"apt-get install python{sys.version_info[0]}.{sys.version_info[1]}-venv" in capsys.readouterr().err


def test_what_the_system_lacks_is_said_with_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    need = packages.Need(lambda: False, ("libmissing",), "nothing is drawn")
    monkeypatch.setitem(packages.NEEDS, "drawing", need)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert packages.provide("drawing") is False
    said = capsys.readouterr().err
    assert said.startswith("Without them nothing is drawn; the rest works. As root: ")
    assert "libmissing" in said


def test_locks_name_no_host() -> None:
    for lock in setup.LOCKS.values():
        assert "://" not in lock.read_text()
        assert "--hash=sha256:" in lock.read_text()
