"""The demo organisation holds the figures of tables 1 to 3 of the domain, on any day that it is loaded for."""

import datetime as dt
import itertools
import json
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from big.audit.models import AuditEvent
from big.organisation.codes import ORGANISATION_CHANGED
from big.organisation.models import Person
from big.periods import Period, add_months
from governance.demo import people as cast
from governance.demo.calendar import Calendar
from okr.models.key_results import KeyResult, Reading
from okr.models.objectives import StrategicObjective
from okr.models.purposes import Purpose
from okr.selectors.serving import money_by_objective, released_by_objective
from portfolio.models.milestones import Milestone
from portfolio.models.money import MoneyLine
from portfolio.models.status import StatusReport
from portfolio.models.work import Stream
from portfolio.selectors.frame import frame
from portfolio.selectors.people import capacity_against_demand
from tests.governance.meridian import DAYS, EXECUTIVE, account, meridian

pytestmark = pytest.mark.django_db
MILLION = Decimal(1_000_000)

# Objective, type, drivers, accountable, node, key result, now, target, when (canonical), confidence, certainty, funded.
SCORECARD = [
    ("SO1", "target", ["D1"], "SRM", "SERVICE-MT", "21.4", "26.0", "2027-03-31", 5, 60, True),
    ("SO2", "objective", ["D5"], "TVH", "PDG", "36", "28", "2026-09-30", 3, 45, True),
    ("SO3", "challenge", ["D2"], "PQM", "CONNECTED-RANGE", "1", "3", "2026-06-30", 5, 55, True),
    ("SO4", "target", ["D4"], "TVH", "MAIN-BOARD", "-17", "-30", "2027-03-31", 5, 65, False),
    ("SO5", "objective", ["D3"], "EWD", "SAFE26", "4", "9", "2026-12-31", 3, 40, True),
]
# Stream, budget, forecast, variance in millions, percent aligned to an objective.
MONEY = [
    ("bau", "96.0", "97.2", "1.2", 31),
    ("value", "7.4", "7.9", "0.5", 94),
    ("change", "9.6", "8.5", "-1.1", 88),
    ("customer", "22.0", "21.8", "-0.2", 40),
]
# Skill, capacity, demand of the four streams, demand, gap.
CAPACITY = [
    ("controls-engineer", "24.0", ("9.0", "8.0", "4.5", "6.5"), "28.0", "-4.0"),
    ("data-engineer", "5.0", ("1.0", "2.0", "3.0", "0.5"), "6.5", "-1.5"),
    ("service-technician", "40.0", ("34.0", "1.0", "2.0", "4.0"), "41.0", "-1.0"),
    ("project-manager", "8.0", ("0.0", "1.5", "3.5", "3.0"), "8.0", "0.0"),
]


@pytest.fixture(scope="module", params=DAYS, ids=str)
def demo(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[Calendar]:
    with meridian(django_db_blocker, request.param) as calendar:
        yield calendar


@pytest.mark.parametrize("row", SCORECARD, ids=lambda row: row[0])
def test_table_1_the_scorecard(demo: Calendar, row: tuple[Any, ...]) -> None:
    code, kind, drivers, accountable, node, now, target, due, confidence, certainty, is_funded = row
    objective = StrategicObjective.objects.get(code=code)
    assert objective.kind == kind
    assert list(objective.drivers.values_list("code", flat=True)) == drivers
    assert objective.accountable
    assert objective.accountable.code == accountable
    assert objective.node
    assert objective.node.code == node
    assert (objective.confidence, objective.certainty) == (confidence, certainty)
    measure = KeyResult.objects.filter(objective=objective).earliest("position")
    assert measure.target == Decimal(target)
    assert measure.due_on == demo.day(due)
    latest = measure.readings.order_by("-read_on", "-pk").first()
    assert latest
    assert latest.value == Decimal(now)
    released = released_by_objective(account(EXECUTIVE), frame().quarter, currency="GBP")
    assert bool(released.get(objective.pk)) == is_funded


@pytest.mark.parametrize("row", MONEY, ids=lambda row: row[0])
def test_table_2_money_by_stream(demo: Calendar, row: tuple[Any, ...]) -> None:
    stream, budget, forecast, variance, aligned = row
    money = money_by_objective(account(EXECUTIVE), frame().year, currency="GBP")
    found = money.total_by_stream[stream].lead
    assert found.budget == Decimal(budget) * MILLION
    assert found.forecast == Decimal(forecast) * MILLION
    assert found.variance == Decimal(variance) * MILLION
    percent = money.linked_percent_of(stream)
    assert percent is not None
    assert round(percent) == aligned


def test_table_2_the_total(demo: Calendar) -> None:
    total = money_by_objective(account(EXECUTIVE), frame().year, currency="GBP").total.lead
    assert (total.budget, total.forecast, total.variance) == tuple(
        Decimal(each) * MILLION for each in ("135.0", "135.4", "0.4")
    )


@pytest.mark.parametrize("row", CAPACITY, ids=lambda row: row[0])
def test_table_3_capacity_against_demand_of_the_next_quarter(demo: Calendar, row: tuple[Any, ...]) -> None:
    skill, capacity, by_stream, demand, gap = row
    starts_on = add_months(frame().quarter.starts_on, 3)
    coming = Period(starts_on, add_months(starts_on, 3) - dt.timedelta(days=1))
    rows = {each.skill.code: each for each in capacity_against_demand(account(EXECUTIVE), coming)}
    assert set(rows) == {each[0] for each in CAPACITY}
    found = rows[skill]
    assert (found.capacity, found.demand, found.gap) == (Decimal(capacity), Decimal(demand), Decimal(gap))
    asked = tuple(found.by_stream.get(stream.value, Decimal(0)) for stream in Stream)
    assert asked == tuple(Decimal(each) for each in by_stream)


def test_the_purposes_and_drivers_are_those_of_the_domain(demo: Calendar) -> None:
    adopted = Purpose.objects.exclude(state=Purpose.State.RETIRED).order_by("code", "pk")
    assert list(dict.fromkeys(adopted.values_list("code", flat=True))) == ["P1", "P2"]
    answered = StrategicObjective.objects.order_by("code").values_list("code", "drivers__code")
    assert dict(answered) == {"SO1": "D1", "SO2": "D5", "SO3": "D2", "SO4": "D4", "SO5": "D3", "SO6": None}


@pytest.mark.parametrize("stream", Stream.values)
def test_each_stream_has_a_year_of_dated_history(demo: Calendar, stream: str) -> None:
    """No quarter of a year without a report, a closed month in ten of twelve; nothing dated after today."""
    first = add_months(demo.today, -12)
    reports = StatusReport.objects.filter(work__stream=stream, submitted_at__isnull=False)
    told = sorted({first, demo.today, *reports.filter(report_on__gte=first).values_list("report_on", flat=True)})
    assert len(told) > 12
    assert max((later - earlier).days for earlier, later in itertools.pairwise(told)) < 75
    assert not reports.filter(report_on__gt=demo.today).exists()
    paid = MoneyLine.objects.filter(work__stream=stream, actual__isnull=False, starts_on__gte=first)
    assert len(set(paid.values_list("starts_on", flat=True))) >= 10
    assert not paid.filter(ends_on__gt=demo.today).exists()
    met = Milestone.objects.filter(work__stream=stream, actual_on__isnull=False)
    assert met.filter(actual_on__gte=first).exists()
    assert not met.filter(actual_on__gt=demo.today).exists()


def test_readings_and_events_run_over_the_year(demo: Calendar) -> None:
    first = add_months(demo.today, -12)
    read = Reading.objects.filter(read_on__gte=first).values_list("read_on", flat=True)
    assert len({(on.year, on.month) for on in read if on}) >= 11
    assert max(on for on in read if on) <= demo.today
    acts = AuditEvent.objects.exclude(code=ORGANISATION_CHANGED).values_list("at", flat=True)
    assert len({(at.year, at.month) for at in acts}) >= 12
    assert max(at.date() for at in acts) <= demo.today
    assert min(at.date() for at in acts) >= first - dt.timedelta(days=31)


def test_every_name_is_invented_and_stands_in_the_data(demo: Calendar) -> None:
    """Nobody comes from anywhere but the list of invented people, and their addresses lead nowhere."""
    assert set(Person.objects.values_list("name", flat=True)) == {each.name for each in cast.PEOPLE}
    assert not Person.objects.exclude(email__endswith="@meridian.example").exists()


def test_the_census(demo: Calendar) -> None:
    out = StringIO()
    call_command("census", stdout=out)
    found = json.loads(out.getvalue())
    works, okr = found["works"], found["okr"]
    assert works["count"] == 23
    assert works["by_stream"] == {"bau": 7, "value": 4, "change": 7, "customer": 5}
    assert works["by_rating"] == {"G": 17, "A": 5, "R": 1}
    assert (works["must_do"], works["confidential"]) == (3, 1)
    assert works["whole_life_cost"] == {"count": 3, "sums": {"GBP": "10400000.00"}, "withheld": 0}
    assert found["status_reports"] == {"count": 165, "submitted": 165}
    assert found["milestones"] == {"cancelled": 0, "count": 62, "met": 29, "open": 33}
    assert okr["strategic_objectives"] == {"by_level": {"1": 6}, "total": 6}
    assert okr["contributions"] == {"by_state": {"agreed": 19, "claimed": 1}, "total": 20}
    assert okr["drivers"]["total"] == 6
    assert (okr["key_results"], okr["readings"], okr["supporters"]["current"]) == (10, 62, 14)
    places = found["organisation"]
    assert (places["people"], places["nodes"], places["units"]) == (28, 16, 11)
    year = MoneyLine.objects.cost().within(frame().year.starts_on, frame().year.ends_on)
    assert year.aggregate(total=Sum("forecast"))["total"] == Decimal("135.4") * MILLION


def test_loading_again_changes_nothing(demo: Calendar) -> None:
    before, after = StringIO(), StringIO()
    call_command("census", stdout=before)
    events = AuditEvent.objects.count()
    with pytest.raises(CommandError, match="holds an organisation already"):
        call_command("load_demo", today=demo.today, stdout=StringIO())
    call_command("census", stdout=after)
    assert before.getvalue() == after.getvalue()
    assert AuditEvent.objects.count() == events
