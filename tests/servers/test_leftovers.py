"""What a crash leaves does not stop the next start."""

import os
import signal
from pathlib import Path

from big.servers.folder import Folder
from tests.servers.processes import User, is_gone, left_behind, until


def test_a_killed_keeper_takes_its_servers_along(folder: Path) -> None:
    user = User(folder)
    keeper = user.ready()["pids"][0]
    os.kill(keeper, signal.SIGKILL)
    assert until(lambda: not any("postgres -D" in line or "valkey-server" in line for line in left_behind(folder)))
    after = User(folder)
    assert after.ready()["pids"][0] != keeper
    assert after.uses()
    after.leave()
    user.leave()


def test_a_killed_postgres_stops_the_keeper_and_the_next_start_recovers(folder: Path) -> None:
    user = User(folder)
    postgres = user.ready()["pids"][1]
    os.kill(postgres, signal.SIGKILL)
    assert until(lambda: not Folder(folder).addresses.exists())
    after = User(folder)
    after.ready()
    assert after.uses()
    after.leave()
    user.leave()
    assert "a server died" in (Folder(folder).logs / "keeper.log").read_text()


def test_numbers_of_other_processes_are_not_taken_for_ours(folder: Path) -> None:
    user = User(folder)
    user.ready()
    user.leave()
    data = folder / "postgres" / "data"
    stale = f"{os.getpid()}\n{data}\n1700000000\n5432\n{folder / 'run'}\n\n  1 2\nready   \n"
    (data / "postmaster.pid").write_text(stale)
    (folder / "run" / "valkey.sock").touch()
    (folder / "run" / "servers.json").write_text('{"DATABASE_URL": "postgres://gone@/gone"}')
    after = User(folder)
    after.ready()
    assert after.uses()
    after.leave()


def test_a_first_start_that_was_killed_leaves_no_half(folder: Path) -> None:
    (folder / "postgres" / "data.half").mkdir(parents=True)
    (folder / "postgres" / "data.half" / "PG_VERSION").write_text("18")
    user = User(folder)
    user.ready()
    user.leave()
    assert not (folder / "postgres" / "data.half").exists()
    assert is_gone(folder)
