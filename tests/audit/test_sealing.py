"""Sealing: in the order of commits, once, at a constant price, and without making a writer wait."""

import hashlib
import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from big.audit import sealing
from big.audit.chain import FIRST
from big.audit.models import AuditEvent, AuditSeal, AuditSubject, UnsealedEvent
from big.audit.record import Telling, one_act, record, record_many, written_together
from big.audit.tasks import seal_audit
from big.audit.verifying import verify
from big.celery import app
from big.organisation.codes import UNIT_CHANGED
from big.organisation.models import Unit
from tests.factories.organisation import make_unit, make_user


def tell(unit: Unit | None = None, *also: Unit, why: str = "") -> AuditEvent:
    with transaction.atomic():
        return record(
            UNIT_CHANGED,
            actor=make_user(),
            on=unit or make_unit(),
            also=also,
            before={"name": "A"},
            after={"name": "B"},
            why=why,
        )


def sealed() -> list[int]:
    return list(AuditSeal.objects.values_list("event", flat=True))


def elsewhere(work: Callable[[], None]) -> threading.Thread:
    """Start `work` on a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def jsonb(value: Any) -> str:
    """JSON as PostgreSQL keeps it, by the words of big/audit/chain.py alone."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: (len(name.encode()), name.encode()))
        return "{" + ", ".join(f"{jsonb(name)}: {jsonb(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(jsonb, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def recomputed(seal: AuditSeal, previous: str) -> str:
    """The hash of a seal as an auditor would make it, from the rows alone."""

    def moment(value: Any) -> str:
        text = value.strftime("%Y-%m-%d %H:%M:%S.%f").rstrip("0").rstrip(".")
        return f"{text}+00"

    def counted(text: str) -> list[str]:
        return [str(len(text.encode())), text]

    event = seal.event
    lines = [str(seal.position), previous, moment(seal.sealed_at), str(event.pk), str(event.actor_id)]
    lines += [moment(event.at), event.effective_on.isoformat() if event.effective_on else "", str(event.group)]
    lines += [jsonb(event.before), jsonb(event.after)]
    lines += counted(event.code) + counted(event.label) + counted(event.why)
    for named in event.subjects.order_by("pk"):
        kind = f"{len(named.kind.encode())} {named.kind}"
        lines.append(f"{named.pk} {named.position} {named.record_id} {kind}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@pytest.mark.django_db
def test_an_auditor_can_compute_the_chain_from_the_description() -> None:
    odd: dict[str, Any] = {"zz": 'é “ \\ " \n \t \x01 \x7f', "a": [1, 2.5, None, True, {}]}
    odd |= {"åå": {"b": "", "aa": "😀"}, "": "0"}
    with transaction.atomic():
        record(UNIT_CHANGED, actor=make_user(), on=make_unit("Kühlung"), before=odd, after={}, why="two\nlines\n\n")
        record(UNIT_CHANGED, actor=make_user(), on=make_unit(), also=[make_unit(), make_user()], label="- \\ -")
    tell()
    sealing.seal_events()
    previous = FIRST
    for seal in AuditSeal.objects.select_related("event"):
        assert bytes(seal.previous).hex() == previous
        previous = bytes(seal.hash).hex()
        assert recomputed(seal, previous=bytes(seal.previous).hex()) == previous
    verdict = verify()
    assert (verdict.is_sound, verdict.walked.count, verdict.walked.head) == (True, AuditSeal.objects.count(), previous)


def test_no_field_is_left_out_of_the_seal() -> None:
    """A new field must be told in the text that is hashed, and its description, before it is named here."""
    told = {"id", "code", "actor", "at", "effective_on", "why", "label", "before", "after", "group"}
    assert {field.name for field in AuditEvent._meta.fields} == told
    assert {field.name for field in AuditSubject._meta.fields} == {"id", "event", "kind", "record_id", "position"}


def test_beat_sends_what_the_worker_knows() -> None:
    app.loader.import_default_modules()
    scheduled = dict(settings.BEAT.values())
    assert scheduled.keys() <= app.tasks.keys()
    assert scheduled["big.seal_audit"] <= 10
    assert scheduled["big.anchor_audit"] <= 3600


@pytest.mark.django_db
def test_every_way_of_recording_waits_for_its_seal() -> None:
    actor, units = make_user(), [make_unit() for _ in range(3)]
    with transaction.atomic(), one_act():
        record_many(UNIT_CHANGED, [Telling(unit) for unit in units], actor=actor)
        with written_together():
            for unit in units:
                record(UNIT_CHANGED, actor=actor, on=unit)
    assert set(UnsealedEvent.objects.values_list("pk", flat=True)) == set(
        AuditEvent.objects.values_list("pk", flat=True)
    )
    assert sealing.seal_events() == AuditEvent.objects.count() == AuditSeal.objects.count()
    assert not UnsealedEvent.objects.exists()
    assert sealing.seal_events() == 0


@pytest.mark.django_db
def test_a_batch_costs_the_same_however_many_it_seals(monkeypatch: pytest.MonkeyPatch) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            sealing.seal_events()
        return len(caught)

    for _ in range(2):
        tell()
    few = queries()
    for _ in range(30):
        tell()
    assert queries() == few <= 3  # with the savepoint of the test's own transaction
    monkeypatch.setattr(sealing, "BATCH", 4)
    monkeypatch.setattr(sealing, "ROUNDS", 2)
    for _ in range(10):
        tell()
    assert [sealing.seal_events() for _ in range(3)] == [8, 2, 0]
    assert verify().is_sound


@pytest.mark.django_db(transaction=True)
def test_finding_what_waits_does_not_read_the_log() -> None:
    """Whatever the planner believes of the tables: one event waits among many, and few rows are read."""
    unit = make_unit()
    with transaction.atomic():
        record_many(UNIT_CHANGED, [Telling(unit)] * 3000, actor=make_user())
    sealing.seal_events()
    with connection.cursor() as cursor:
        cursor.execute("analyze audit_auditevent, audit_auditsubject, audit_auditseal")
    tell(unit)
    before = _rows_read()
    assert sealing.seal_events() == 1
    assert _rows_read() - before < 20


def _rows_read() -> int:
    """How many rows of the log this database has read one after the other or by an index."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_stat_force_next_flush()")
        cursor.execute("select pg_stat_clear_snapshot()")
        cursor.execute(
            "select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_user_tables"
            " where relname in ('audit_auditevent', 'audit_auditsubject')"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_a_writer_that_began_earlier_and_commits_later_is_sealed_later_and_waits_for_nobody() -> None:
    told, go_on = threading.Event(), threading.Event()
    unit, actor = make_unit(), make_user()
    keys: list[int] = []

    def slow() -> None:
        with transaction.atomic():
            keys.append(record(UNIT_CHANGED, actor=actor, on=unit).pk)
            told.set()
            assert go_on.wait(20)

    writer = elsewhere(slow)
    assert told.wait(20)
    quick = tell(unit)
    assert sealing.seal_events() == 1
    assert quick.pk > keys[0]
    go_on.set()
    writer.join()
    assert sealing.seal_events() == 1
    assert sealed() == [quick.pk, keys[0]]
    assert verify().is_sound


@pytest.mark.django_db(transaction=True)
def test_two_sealers_leave_one_chain_and_no_writer_waits_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 3)
    events = [tell() for _ in range(40)]
    # One holds the chain, uncommitted: the other goes away, and writers write.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select audit_seal(5)")
        found: list[int] = []
        other = elsewhere(lambda: found.append(sealing.seal_events()))
        other.join()
        assert found == [0]
        writer = elsewhere(lambda: found.append(tell().pk))
        writer.join(20)
        assert len(found) == 2
    ready = threading.Barrier(3)

    def seal() -> None:
        ready.wait(20)
        for _ in range(20):
            seal_audit()

    for sealer in [elsewhere(seal) for _ in range(3)]:
        sealer.join()
    assert sealed() == [*(event.pk for event in events), found[1]]
    assert verify().is_sound
