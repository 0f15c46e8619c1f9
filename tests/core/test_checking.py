"""Checking a record finds all that `full_clean` finds, and asks the database for less."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from big.audit.models import AuditEvent
from big.audit.record import record, written_together
from big.checking import check
from big.records import revise
from portfolio.codes import WORK_CHANGED
from portfolio.models.work import Work
from tests.factories.organisation import make_unit, make_user
from tests.factories.portfolio import TODAY, make_work

pytestmark = pytest.mark.django_db


def both(work: Work, changed: frozenset[str] | None = None) -> set[str]:
    """The fields that `check` refuses, which are those that `full_clean` refuses."""
    with pytest.raises(ValidationError) as full:
        work.full_clean(exclude=["source"])
    with pytest.raises(ValidationError) as ours:
        check(work, changed=changed)
    assert ours.value.message_dict == full.value.message_dict
    return set(ours.value.message_dict)


def test_what_full_clean_refuses_is_refused() -> None:
    taken = make_work()
    work = make_work()
    work.code = taken.code.lower()
    work.is_must_do = True
    work.starts_on, work.ends_on = TODAY, TODAY.replace(year=2020)
    assert both(work) == {"__all__"}
    assert both(work, frozenset({"code", "is_must_do", "ends_on"})) == {"__all__"}
    work.code = taken.code
    work.stream = "elsewhere"
    assert both(work) == {"code", "stream", "__all__"}
    work.unit_id = 10**9
    assert "unit" in both(work)


def test_only_what_the_change_can_have_broken_is_asked() -> None:
    work = Work.objects.get(pk=make_work(unit=make_unit()).pk)
    work.name = "Another name"
    with CaptureQueriesContext(
        connection,
    ) as asked:
        check(work, changed=frozenset({"name"}))
    assert not [query for query in asked if "_check" in query["sql"] or "UPPER" in query["sql"]]
    with pytest.raises(ValidationError):
        revise(work, {"is_must_do": True, "obligation": ""})
    with pytest.raises(ValidationError):
        revise(Work.objects.get(pk=work.pk), {"parent_id": work.pk})


def test_events_written_together_are_those_written_one_by_one() -> None:
    actor, works = make_user(), [make_work(), make_work()]
    with written_together():
        for work in works:
            record(WORK_CHANGED, actor=actor, on=work, also=[works[0]], after={"name": work.name})
        assert not AuditEvent.objects.exists()
    events = list(AuditEvent.objects.order_by("pk"))
    assert [event.label for event in events] == [str(work) for work in works]
    assert [[one.record_id for one in event.subjects.all()] for event in events] == [
        [works[0].pk],
        [works[1].pk, works[0].pk],
    ]


def test_an_error_takes_the_events_with_it() -> None:
    work, actor = make_work(), make_user()

    def act() -> None:
        with written_together():
            record(WORK_CHANGED, actor=actor, on=work)
            raise LookupError

    with pytest.raises(LookupError):
        act()
    assert not AuditEvent.objects.exists()
