"""An audit row cannot be changed or removed, by whatever path the application's own database role takes."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from big.audit.models import AuditEvent, AuditSeal, AuditSubject
from big.audit.record import record
from big.audit.sealing import seal_events
from big.organisation.codes import UNIT_CHANGED
from tests.factories.organisation import make_unit, make_user

pytestmark = pytest.mark.django_db

STATEMENTS = [
    "update audit_auditevent set why = 'nothing happened'",
    "update audit_auditevent set why = why where false",
    "delete from audit_auditevent",
    "delete from audit_auditsubject",
    "update audit_auditsubject set record_id = 0",
    "update audit_auditseal set hash = previous",
    "delete from audit_auditseal",
    "truncate audit_auditseal",
    "truncate audit_auditevent, audit_auditsubject, audit_auditseal",
    "truncate audit_auditsubject",
    "truncate audit_auditevent cascade",
    "insert into audit_auditevent select * from audit_auditevent on conflict (id) do update set why = 'nothing'",
    "with gone as (delete from audit_auditsubject returning *) select count(*) from gone",
    "merge into audit_auditevent kept using audit_auditevent also on kept.id = also.id when matched then delete",
]


@pytest.fixture
def event() -> AuditEvent:
    with transaction.atomic():
        event = record(UNIT_CHANGED, actor=make_user(), on=make_unit(), before={"name": "A"}, after={"name": "B"})
    seal_events()
    return event


def run(*statements: str) -> None:
    """In a transaction of their own, and with deferred foreign keys done: they would refuse a TRUNCATE themselves."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in ("set constraints all immediate", *statements):
            cursor.execute(statement)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses(event: AuditEvent, statement: str) -> None:
    with pytest.raises(DatabaseError, match="audit log only grows"):
        run(statement)
    assert AuditEvent.objects.get(pk=event.pk).why == ""
    assert event.subjects.count() == AuditSeal.objects.filter(event=event).count() == 1


def test_replica_mode_is_no_way_round(event: AuditEvent) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper from pg_roles where rolname = current_user")
        if not cursor.fetchone()[0]:
            pytest.skip("only a superuser may set session_replication_role, and this role is none")
    with pytest.raises(DatabaseError, match="audit log only grows"):
        run("set local session_replication_role = replica", "delete from audit_auditsubject")


def test_no_path_of_the_orm_gets_through(event: AuditEvent) -> None:
    subject = event.subjects.get()
    event.why = "changed"
    paths: list[Callable[[], object]] = [
        event.save,
        event.delete,
        subject.delete,
        lambda: AuditEvent.objects.filter(pk=event.pk).update(why="changed"),
        lambda: AuditEvent.objects.all().delete(),
        lambda: AuditSubject.objects.all().delete(),
        lambda: AuditEvent.objects.bulk_update([event], ["why"]),
        lambda: AuditEvent.objects.bulk_create(
            [event], update_conflicts=True, update_fields=["why"], unique_fields=["id"]
        ),
        lambda: AuditSubject.objects.filter(pk=subject.pk)._raw_delete("default"),
    ]
    for path in paths:
        with (
            pytest.raises((DatabaseError, ProtectedError), match=r"audit log only grows|protected"),
            transaction.atomic(),
        ):
            path()
    assert AuditEvent.objects.get(pk=event.pk).why == ""


def atomically(path: Callable[[], object]) -> None:
    with transaction.atomic():
        path()


def test_an_actor_cannot_be_removed_with_their_events(event: AuditEvent) -> None:
    with pytest.raises(ProtectedError):
        event.actor.delete()
