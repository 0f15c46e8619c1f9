"""The seven published years, imported in turn by the command: every snapshot as the facts have it, and the changes."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Sum

from big.audit.models import AuditEvent
from big.organisation.models import Unit
from portfolio.models.money import MoneyLine
from portfolio.models.status import StatusReport, WholeLifeCost
from portfolio.models.work import Work, WorkReference
from portfolio.selectors.snapshots import compare_snapshots, cost_history, rating_history, snapshot_days
from tests.factories.gmpp import DATA, YEARS, importer, real_file
from tests.portfolio.test_gmpp_files import FACTS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
KEPT = (Work, WorkReference, StatusReport, WholeLifeCost, MoneyLine, Unit)


def command(name: str | int, **options: Any) -> tuple[dict[str, dict[str, int]], str]:
    """Run the command; the counts of its last line, and all it said."""
    real_file(name)
    out = StringIO()
    path = DATA / (f"uk_{name}.csv" if isinstance(name, int) else name)
    call_command("import_gmpp", str(path), stdout=out, **options)
    return json.loads(out.getvalue().splitlines()[-1]), out.getvalue()


@pytest.fixture(scope="module", autouse=True)
def seven(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[int, dict[str, dict[str, int]]]]:
    """An empty organisation into which the seven years were imported, and what each import counted."""
    for year in YEARS:
        real_file(year)
    with django_db_blocker.unblock(), transaction.atomic():
        yield {year: command(year)[0] for year in YEARS}
        transaction.set_rollback(True)


def day(year: int) -> dt.date:
    return FACTS[year].reports_on


@pytest.mark.parametrize("year", YEARS)
def test_projects_ratings_and_costs_of_each_snapshot(year: int) -> None:
    facts = FACTS[year]
    reports = StatusReport.objects.submitted().filter(report_on=facts.reports_on)
    assert reports.count() == reports.values("work").distinct().count() == facts.projects
    ratings = reports.order_by().values_list("rating").annotate(n=Count("pk"))
    assert dict(ratings) == facts.ratings
    costs = WholeLifeCost.objects.filter(stated_on=facts.reports_on)
    assert costs.count() == facts.projects
    given = costs.filter(amount__isnull=False)
    assert given.count() == facts.costs
    total = given.aggregate(total=Sum("amount"))["total"]
    assert round(total / 10**6, 2) == Decimal(facts.sum_of_costs)
    assert not costs.filter(amount__isnull=True, withheld_reason="").exists()


@pytest.mark.parametrize(("year", "new", "matched"), [(2014, 199, 0), (2015, 61, 127), (2022, 76, 159)])
def test_what_is_new_and_what_is_matched(
    seven: dict[int, dict[str, dict[str, int]]], year: int, new: int, matched: int
) -> None:
    counts = seven[year]["works"]
    assert (counts["created"], counts["updated"] + counts["unchanged"], counts["refused"]) == (new, matched, 0)


def test_money_is_that_of_the_year_of_the_report() -> None:
    years = MoneyLine.objects.order_by().values_list("starts_on", "ends_on").distinct()
    assert set(years) == {(dt.date(y - 1, 4, 1), dt.date(y, 3, 31)) for y in YEARS}
    crick = Work.objects.filter(references__value__startswith="The Francis Crick Institute").distinct().get()
    line = crick.money.get(starts_on=dt.date(2013, 4, 1))
    assert (line.budget, line.forecast) == (Decimal("112000000.00"), Decimal("112000000.00"))


def test_departments_are_units_once_whatever_their_case() -> None:
    names = list(Unit.objects.values_list("name", flat=True))
    assert len({name.casefold() for name in names}) == len(names) == 31
    assert {"DOH", "DoH Capital", "DoH Non Capital", "DH", "DHSC", "MOD", "DEFRA & DFT"} <= set(names)


def test_2021_to_2022_shows_159_matched_projects() -> None:
    found = compare_snapshots(importer(), day(2021), day(2022))
    assert (found.matched, found.changed, found.unchanged, found.not_comparable) == (159, 86, 65, 8)
    assert (found.left, found.new) == (25, 76)
    assert found.message == "86 of 159 ratings changed."
    assert found.scale_changed
    moves = {(move.was, move.now): move.works for move in found.moves}
    assert (moves["AR", "A"], moves["AG", "A"]) == (31, 16)
    assert sum(moves.values()) == 86
    renamed = WorkReference.objects.filter(scheme="gmpp-name").values("work").annotate(n=Count("pk")).filter(n__gt=1)
    assert renamed.count() >= 20


def test_2014_to_2015_shows_127() -> None:
    found = compare_snapshots(importer(), day(2014), day(2015))
    assert (found.matched, found.left, found.new) == (127, 72, 61)
    # The facts count 45 and 66, leaving "Amber/ Red" of 2014 out.
    assert found.unchanged + found.changed + found.not_comparable == 127
    assert found.unchanged in (45, 46)


def test_2020_to_2021_matches_81_ids_and_8_that_were_written_otherwise() -> None:
    found = compare_snapshots(importer(), day(2020), day(2021))
    assert found.matched == 81 + 4 + 4
    doubled = WorkReference.objects.filter(scheme="gmpp").values("work").annotate(n=Count("pk")).filter(n=2)
    assert doubled.count() == 4


def test_a_project_of_2018_to_2022_shows_its_ratings_and_costs_over_time() -> None:
    work = Work.objects.filter(references__value__startswith="Geological Disposal Facility Programme").distinct().get()
    ratings = rating_history(work)
    assert [(point.on, point.label) for point in ratings] == [
        (day(2014), "Amber"),
        (day(2015), "Amber"),
        (day(2017), "Amber"),
        (day(2018), "Amber/Red"),
        (day(2020), "Amber"),
        (day(2021), "Green"),
        (day(2022), "Amber"),
    ]
    assert [point.is_five_point for point in ratings] == [True] * 6 + [False]
    assert all(point.source.startswith("uk_20") for point in ratings)
    costs = cost_history(work)
    assert costs[0].change is None
    stated = {cost.on: cost.amount for cost in costs}
    assert stated[day(2018)] == Decimal("12131500000.00")
    for before, after in pairwise(costs):
        if before.amount is not None and after.amount is not None:
            assert after.change == after.amount - before.amount


def test_snapshots_are_listed_newest_first() -> None:
    assert [(each.day, each.works) for each in snapshot_days(importer())] == [
        (day(year), FACTS[year].projects) for year in reversed(YEARS)
    ]


def test_the_present_is_what_2022_says() -> None:
    hs2 = Work.objects.get(references__scheme="gmpp", references__value="DFT_0040_2021-Q1")
    assert hs2.name == "HS2 Phase 1"
    assert (
        Work.objects.filter(status_reports__report_on=day(2022), status_reports__isnull=False).distinct().count() == 235
    )


@pytest.mark.parametrize("year", [2014, 2018, 2022])
def test_a_year_again_changes_nothing(year: int) -> None:
    before = [model.objects.count() for model in KEPT]
    told = AuditEvent.objects.filter(code__startswith="portfolio.").count()
    counts, _ = command(year)
    assert all(found["created"] == found["updated"] == found["refused"] == 0 for found in counts.values())
    assert counts["works"]["unchanged"] == FACTS[year].projects
    assert [model.objects.count() for model in KEPT] == before
    assert AuditEvent.objects.filter(code__startswith="portfolio.").count() == told


def test_a_dry_run_counts_and_writes_nothing() -> None:
    before = [model.objects.count() for model in KEPT]
    counts, said = command(2022, dry_run=True, as_of="2022-03-30")
    assert counts["status_reports"] == {"created": 235, "updated": 0, "unchanged": 0, "refused": 0}
    assert "nothing was written" in said
    assert [model.objects.count() for model in KEPT] == before


def test_a_file_of_2024_with_official_headings_joins_on(seven: object) -> None:
    counts, said = command("dft_gmpp_2024_official_headings.csv")
    assert counts["status_reports"]["created"] == 19
    assert counts["works"]["created"] < 19
    assert "31 March 2024" in said


def test_a_bad_file_ends_in_an_error(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(b"a,b\n1,2\n")
    with pytest.raises(CommandError):
        call_command("import_gmpp", str(path), stdout=StringIO())


def test_every_event_of_an_import_is_one_act() -> None:
    acts = AuditEvent.objects.filter(code__startswith="portfolio.").order_by().values_list("group", "effective_on")
    assert Counter(on for _, on in set(acts)) == {day(year): 1 for year in YEARS}
