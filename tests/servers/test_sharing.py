"""Commands share the servers of their folder, and the last one stops them, however it ends."""

import signal
from pathlib import Path

from tests.servers.processes import User, is_gone, until


def test_concurrent_users_share_and_the_last_one_stops_the_servers(folder: Path) -> None:
    users = [User(folder) for _ in range(4)]
    found = [user.ready() for user in users]
    assert all(each == found[0] for each in found)
    for user in users[:-1]:
        user.leave()
    assert users[-1].uses()
    users[-1].leave()
    assert is_gone(folder)


def test_the_first_user_may_leave_first(folder: Path) -> None:
    first = User(folder)
    before = first.ready()
    second = User(folder)
    assert second.ready() == before
    first.leave()
    assert second.uses()
    third = User(folder)
    assert third.ready() == before
    second.leave()
    assert third.uses()
    third.leave()


def test_kill_9_strands_nobody(folder: Path) -> None:
    first, second = User(folder), User(folder)
    first.ready()
    second.ready()
    first.kill()
    assert second.uses()
    second.kill()
    assert until(lambda: is_gone(folder))


def test_ctrl_c_in_one_terminal_leaves_the_other_its_servers(folder: Path) -> None:
    first = User(folder)
    first.ready()
    second = User(folder)
    second.ready()
    first.kill(signal.SIGINT)
    assert second.uses()
    second.kill(signal.SIGINT)
    assert until(lambda: is_gone(folder))


def test_what_was_stored_is_there_at_the_next_start(folder: Path) -> None:
    first = User(folder)
    before = first.ready()
    first.leave()
    second = User(folder)
    after = second.ready()
    assert after["DATABASE_URL"] == before["DATABASE_URL"]
    assert after["pids"] != before["pids"]
    second.leave()
