"""Importing made-up files: who may, all or nothing, what it costs and what it tells."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from big.audit.models import AuditEvent
from big.imports import formats, services
from big.imports.models import ImportRun
from big.organisation.models import Unit
from portfolio.gmpp import applying
from portfolio.gmpp.codes import SNAPSHOT_IMPORTED, WORK_BROUGHT_UP, WORK_IMPORTED
from portfolio.gmpp.planning import plan
from portfolio.gmpp.reading import read
from portfolio.models.money import MoneyLine
from portfolio.models.status import StatusReport, WholeLifeCost
from portfolio.models.work import Work, WorkReference
from tests.factories.gmpp import check_bytes, file_of, import_bytes, importer, project, reasons
from tests.factories.organisation import make_unit, member, person_of

pytestmark = pytest.mark.django_db
RIGHTS = ["import.run", "work.view", "work.edit", "work.report", "money.edit", "document.view"]
COUNTED = (Work, WorkReference, StatusReport, WholeLifeCost, MoneyLine, Unit, AuditEvent)


# Rights -------------------------------------------------------------------------------------------------------------


def test_who_lacks_a_right_cannot_import() -> None:
    for missing in ("work.edit", "work.report", "money.edit", "import.run"):
        user = member([right for right in RIGHTS if right != missing])
        with pytest.raises(PermissionDenied):
            check_bytes(file_of([project("A")], 2021), actor=user)


def test_units_are_made_only_by_who_manages_the_organisation() -> None:
    user = member(RIGHTS)
    run = check_bytes(file_of([project("A", department="DFT")], 2021), actor=user)
    assert "You may not put work into DFT" in reasons(run)[0]
    import_bytes(file_of([project("A", department="DFT")], 2021), actor=member([*RIGHTS, "organisation.manage"]))
    assert Unit.objects.filter(code="DFT").exists()


def test_work_and_units_elsewhere_are_out_of_reach() -> None:
    here, there = make_unit("MOD", code="MOD"), make_unit("DFT", code="DFT")
    user = member(RIGHTS, unit=here)
    import_bytes(file_of([project("Mine", id="A1"), project("Theirs", id="A2", department="DFT")], 2021))
    assert import_bytes(file_of([project("Mine", id="A1")], 2022), actor=user).state == ImportRun.State.APPLIED
    hidden = check_bytes(file_of([project("Theirs", id="A2", department="DFT")], 2022), actor=user)
    assert "you may not see" in reasons(hidden)[0]
    moved = check_bytes(file_of([project("Mine", id="A1", department="DFT")], 2022), actor=user)
    assert "You may not put work into DFT" in reasons(moved)[0]
    assert Work.objects.filter(unit=there).count() == 1


def test_work_that_one_owns_is_seen_and_still_not_changed() -> None:
    import_bytes(file_of([project("A", id="A1")], 2021))
    user = member(RIGHTS, unit=make_unit("Elsewhere"))
    Work.objects.update(owner=person_of(user))
    assert Work.objects.visible_to(user).count() == 1
    run = check_bytes(file_of([project("A", id="A1")], 2022), actor=user)
    assert "You may not change this work" in reasons(run)[0]


def test_confidential_work_is_hidden_from_an_import_too() -> None:
    import_bytes(file_of([project("A", id="A1")], 2021))
    Work.objects.update(is_confidential=True)
    run = check_bytes(file_of([project("A", id="A1")], 2022), actor=member(RIGHTS))
    assert "you may not see" in reasons(run)[0]


# All or nothing, and its cost ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    [
        "portfolio.gmpp.applying.WorkReference.objects.bulk_create",
        "portfolio.gmpp.applying.StatusReport.objects.bulk_create",
        "portfolio.gmpp.applying.WholeLifeCost.objects.bulk_create",
        "portfolio.gmpp.applying.MoneyLine.objects.bulk_create",
        "portfolio.gmpp.applying._Writer._tell_of_snapshots",
        # The last thing an import does: all of it is written by then, and not yet committed.
        "big.imports.services.record",
    ],
)
def test_a_fault_anywhere_leaves_nothing(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run = check_bytes(file_of([project("A", id="A1"), project("B")], 2021))
    before = [model.objects.count() for model in COUNTED]

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(target, fail)
    with pytest.raises(RuntimeError, match="disk is full"):
        services.apply_run(run.pk, actor=importer())
    assert [model.objects.count() for model in COUNTED] == before
    run.refresh_from_db()
    assert run.state == ImportRun.State.CHECKED


def _queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_many_projects_cost_as_many_queries_as_few() -> None:
    import_bytes(file_of([project("Old", id="Z")], 2020))

    def both(count: int, start: int) -> tuple[int, int, int, int]:
        names = range(start, start + count)
        first = read(file_of([project(f"P{n}", id=f"P{n}") for n in names], 2020), {})
        again = read(file_of([project(f"Q{n}", id=f"P{n}", department="MOD", cost="1") for n in names], 2021), {})
        corrected = read(file_of([project(f"Q{n}", id=f"P{n}", cost="2", budget="3") for n in names], 2021), {})
        run = ImportRun.objects.latest("pk")
        return (
            _queries(lambda: plan(first, importer())),
            _queries(lambda: applying.apply(first, run, importer())),
            _queries(lambda: applying.apply(again, run, importer())),
            _queries(lambda: applying.apply(corrected, run, importer())),
        )

    assert both(2, 0) == both(20, 100)


def test_each_work_is_told_of_once_as_work_and_once_as_a_snapshot_in_one_act() -> None:
    import_bytes(file_of([project("A", id="A1"), project("B", id="B1")], 2021))
    import_bytes(file_of([project("A2", id="A1"), project("B", id="B1")], 2022))
    events = AuditEvent.objects.filter(code__startswith="portfolio.")
    told = sorted(events.values_list("code", "label"))
    assert told == sorted(
        [
            (WORK_IMPORTED, "A"),
            (WORK_IMPORTED, "B"),
            (WORK_BROUGHT_UP, "A2"),
            *((SNAPSHOT_IMPORTED, name) for name in ("A", "B", "A2", "B")),
        ]
    )
    assert events.values("group").distinct().count() == 2
    brought = events.get(code=WORK_BROUGHT_UP)
    assert (brought.before["name"], brought.after["name"]) == ("A", "A2")
    assert brought.effective_on == dt.date(2022, 3, 31)
    assert all(event.subjects.count() == 1 for event in events)


def test_the_format_is_offered() -> None:
    entry = formats.get("gmpp")
    assert entry.title == "UK Government major projects (GMPP)"
    form = entry.options_form({"as_of": "2021-03-31"})
    assert form.is_valid()
    run = check_bytes(file_of([project("A")], 2018), as_of=form.cleaned_data["as_of"])
    assert run.options == {"as_of": "2021-03-31"}
    services.apply_run(run.pk, actor=importer())
    assert StatusReport.objects.get().report_on == dt.date(2021, 3, 31)
