"""`manage.py verify_audit`: it names whatever somebody with every right to the database did to the log."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from big.audit import anchors
from big.audit.anchors import anchors_in, head_of_log, keep_anchor
from big.audit.sealing import seal_events
from big.audit.tasks import anchor_audit
from big.audit.verifying import verify
from big.registry.anchors import Anchor
from tests.audit.test_sealing import tell
from tests.factories.organisation import make_unit

pytestmark = pytest.mark.django_db

TABLES = ("audit_auditevent", "audit_auditsubject", "audit_auditseal")


@contextmanager
def as_owner_of_all() -> Iterator[Any]:
    """A cursor before which nothing is safe: triggers are off and foreign keys gone."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(
            "select conrelid::regclass, conname from pg_constraint"
            " where contype = 'f' and confrelid = 'audit_auditevent'::regclass"
        )
        for table, name in cursor.fetchall():
            cursor.execute(f"alter table {table} drop constraint {name}")
        for table in TABLES:
            cursor.execute(f"alter table {table} disable trigger user")
        yield cursor
        for table in TABLES:
            cursor.execute(f"alter table {table} enable trigger user")


def tamper(*statements: str, **values: Any) -> None:
    with as_owner_of_all() as cursor:
        for statement in statements:
            cursor.execute(statement, values)


def complaint(folder: Path | None = None) -> str:
    with pytest.raises(CommandError) as caught:
        call_command("verify_audit", anchors=folder, stdout=StringIO())
    assert caught.value.returncode == 1
    return str(caught.value)


def praise(folder: Path | None = None) -> str:
    out = StringIO()
    call_command("verify_audit", anchors=folder, stdout=out)
    return out.getvalue()


@pytest.fixture
def keys() -> list[int]:
    """The keys of nine sealed events, each of a unit and one beside it."""
    events = [tell(make_unit(), make_unit()).pk for _ in range(9)]
    assert seal_events() == 9
    return events


def test_an_empty_log_is_sound() -> None:
    assert "sound: nothing is sealed yet" in praise()


def test_a_sound_log_is_called_so_and_what_waits_is_told(keys: list[int]) -> None:
    tell()
    said = praise()
    assert "is sound: 9 events sealed, head " in said
    assert "1 event waits to be sealed, the oldest for 0 s." in said
    with connection.cursor() as cursor:
        cursor.execute("update audit_unsealed set since = now() - interval '1 hour'")
    assert "Do worker and beat run?" in praise()


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_auditevent set why = 'nothing happened' where id = %(event)s",
        "update audit_auditevent set at = at - interval '1 microsecond' where id = %(event)s",
        'update audit_auditevent set after = after || \'{"name": "C"}\' where id = %(event)s',
        "update audit_auditevent set actor_id = actor_id + 1 where id = %(event)s",
        "update audit_auditevent set effective_on = '2026-01-01' where id = %(event)s",
        "update audit_auditsubject set record_id = 0 where event_id = %(event)s and position = 1",
        "delete from audit_auditsubject where event_id = %(event)s and position = 1",
        "insert into audit_auditsubject (event_id, kind, record_id, position) values (%(event)s, 'hidden', 1, 2)",
    ],
)
def test_a_change_of_an_event_or_of_what_it_names(keys: list[int], statement: str) -> None:
    tamper(statement, event=keys[4])
    assert f"Changed: Event {keys[4]}, or a record it names, was changed since link 5 sealed it." in complaint()


def test_a_change_of_a_seal(keys: list[int]) -> None:
    tamper("update audit_auditseal set sealed_at = sealed_at - interval '1 day' where position = 5")
    assert "since link 5 sealed it" in complaint()


def test_an_event_taken_out(keys: list[int]) -> None:
    tamper("delete from audit_auditevent where id = %(event)s", event=keys[4])
    assert f"Missing: Event {keys[4]}, sealed by link 5, is missing." in complaint()


def test_events_taken_out_with_their_seals(keys: list[int]) -> None:
    tamper(
        "delete from audit_auditseal where position in (5, 6)",
        "delete from audit_auditevent where id = any(%(events)s)",
        events=keys[4:6],
    )
    assert f"Missing: Links 5 to 6 are missing: the next one is link 7, of event {keys[6]}." in complaint()


def test_the_gap_closed_by_counting_anew(keys: list[int]) -> None:
    tamper(
        "delete from audit_auditseal where position = 5",
        "update audit_auditseal set position = position + 1000 where position > 5",
        "update audit_auditseal set position = position - 1001 where position > 5",
        "delete from audit_auditevent where id = %(event)s",
        event=keys[4],
    )
    assert f"Out of order: Link 5, of event {keys[5]}, is out of order" in complaint()


def test_two_links_swapped(keys: list[int]) -> None:
    tamper(
        "update audit_auditseal set position = 1000 where position = 3",
        "update audit_auditseal set position = 3 where position = 7",
        "update audit_auditseal set position = 7 where position = 1000",
    )
    assert f"Out of order: Link 3, of event {keys[6]}, is out of order" in complaint()


def test_two_events_swapped(keys: list[int]) -> None:
    tamper(
        "update audit_auditseal set event_id = -1 where position = 3",
        "update audit_auditseal set event_id = %(third)s where position = 7",
        "update audit_auditseal set event_id = %(seventh)s where position = 3",
        third=keys[2],
        seventh=keys[6],
    )
    said = complaint()
    assert f"Out of order: Link 3 is out of order: event {keys[6]} stands where event {keys[2]} was sealed." in said
    assert "In all 2 links do not hold." in said


def test_an_event_added_past_the_product(keys: list[int]) -> None:
    tamper(
        'insert into audit_auditevent (id, code, actor_id, at, why, label, before, after, "group")'
        ' select 900000, code, actor_id, at, why, label, before, after, "group" from audit_auditevent'
        " where id = %(event)s",
        event=keys[0],
    )
    assert "Added: Event 900000 stands outside the chain" in complaint()


def test_an_event_added_with_a_seal_before_the_first(keys: list[int]) -> None:
    tamper(
        "alter table audit_auditseal drop constraint audit_seal_counts_from_one",
        'insert into audit_auditevent (id, code, actor_id, at, why, label, before, after, "group")'
        ' select 900000, code, actor_id, at, why, label, before, after, "group" from audit_auditevent'
        " where id = %(event)s",
        "insert into audit_auditseal (position, event_id, previous, hash, sealed_at)"
        " select 0, 900000, previous, hash, sealed_at from audit_auditseal where position = 1",
        event=keys[0],
    )
    assert "Added: Beside the chain, where none belongs, there is more: 1 seal." in complaint()


def test_a_second_event_of_the_same_key(keys: list[int]) -> None:
    tamper(
        "alter table audit_auditevent drop constraint audit_auditevent_pkey cascade",
        "insert into audit_auditevent select * from audit_auditevent where id = %(event)s",
        event=keys[4],
    )
    assert f"Added: Link 5, of event {keys[4]}, is there twice, or an event of that key is." in complaint()


def test_an_event_taken_out_before_it_was_sealed(keys: list[int]) -> None:
    event = tell().pk
    tamper("delete from audit_auditevent where id = %(event)s", event=event)
    assert seal_events() == 0
    assert f"Event {event} stands in the queue for a seal but in the log no longer" in complaint()


def test_the_tail_of_seals_cut_off(keys: list[int]) -> None:
    tamper("delete from audit_auditseal where position > 6")
    assert f"Added: 3 events from event {keys[6]} on stand outside the chain" in complaint()


def test_a_tail_cut_off_with_its_events_shows_by_the_anchor_alone(keys: list[int], tmp_path: Path) -> None:
    keep_anchor(tmp_path)
    tamper(
        "delete from audit_auditseal where position > 6",
        "delete from audit_auditevent where id > %(event)s",
        event=keys[5],
    )
    assert "an end that was cut off would not show" in praise()
    said = complaint(tmp_path)
    assert "Missing: The anchor in " in said
    assert "but the chain ends with link 6: its end was cut off." in said


def test_a_chain_written_anew_shows_by_the_anchor_alone(
    keys: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = head_of_log()
    assert early
    monkeypatch.setattr(
        anchors, "head_of_log", lambda: Anchor(early.count, early.head, early.at - dt.timedelta(days=3))
    )
    keep_anchor(tmp_path)
    monkeypatch.undo()
    later = [tell().pk for _ in range(6)]
    seal_events()
    keep_anchor(tmp_path)
    assert "2 anchors compared, all hold" in praise(tmp_path)
    tamper(
        "delete from audit_auditseal where position > 11",
        "update audit_auditevent set why = 'as it should have been' where id = %(event)s",
        "insert into audit_unsealed select id, now() from audit_auditevent where id >= %(event)s",
        event=later[2],
    )
    assert seal_events() == 4
    assert "is sound: 15 events" in praise()
    said = complaint(tmp_path)
    assert "knew link 15 on" in said
    assert "somewhere after link 9 it was written anew." in said


def test_an_anchor_a_day_is_kept_and_never_rewritten(keys: list[int], tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert keep_anchor(folder)
    file = folder / f"{timezone.now():%Y}.jsonl"
    written = file.read_text()
    tell()
    seal_events()
    assert not keep_anchor(folder)
    assert file.read_text() == written
    assert [(each.count, each.head) for each in anchors_in(folder)] == [(9, anchors_in(folder)[0].head)]
    # A crash amid the line: it stays for whoever verifies, and the day gets a whole one.
    file.write_text(written[:40])
    assert keep_anchor(folder)
    assert file.read_text().startswith(written[:40] + "\n{")
    assert "line 1 cannot be read" in complaint(folder)


def test_nothing_sealed_needs_no_anchor(tmp_path: Path) -> None:
    assert not keep_anchor(tmp_path)
    assert anchors_in(tmp_path) == []


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "[]",
        '{"at": "2026-11-23T08:37:07+00:00", "count": 0, "head": ""}',
        '{"at": "yesterday", "count": 5, "head": "%s"}' % ("0" * 64),
        '{"at": "2026-11-23T08:37:07+00:00", "count": "5", "head": "%s"}' % ("0" * 64),
    ],
)
def test_a_line_that_is_no_anchor_is_named(keys: list[int], tmp_path: Path, line: str) -> None:
    (tmp_path / "2026.jsonl").write_text(f"\n{line}\n")
    assert "2026.jsonl, line 2 cannot be read" in complaint(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "There is no folder" in complaint(tmp_path / "none")


def test_beat_keeps_the_anchor_where_the_setting_says(keys: list[int], settings_folder: Path) -> None:
    anchor_audit()
    assert len(anchors_in(settings_folder)) == 1
    assert "1 anchor compared, all hold" in praise()


@pytest.fixture
def settings_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "AUDIT_ANCHORS", tmp_path)
    return tmp_path


def test_it_asks_for_windows_of_the_log_and_not_for_events(keys: list[int]) -> None:
    with CaptureQueriesContext(connection) as few:
        verify()
    for _ in range(20):
        tell()
    seal_events()
    with CaptureQueriesContext(connection) as many:
        assert verify().walked.count == 29
    assert len(many) == len(few)
