"""A small organisation whose figures have every kind of source and doubt, made once for a whole module."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.core.cache import cache
from django.db import transaction

from big import clock
from big.accounts.models import User
from big.documents.models import Document
from big.documents.services import add_document
from big.imports.models import ImportRun
from okr.models.drivers import Driver
from okr.models.key_results import KeyResult
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective
from portfolio.models.milestones import Milestone
from portfolio.models.money import MoneyLine
from portfolio.models.people import Capacity, Demand, Skill
from portfolio.models.work import Work
from tests.factories.okr import make_contribution, make_key_result, make_objective, make_reading
from tests.factories.organisation import all_rights, make_organisation, make_unit, member
from tests.factories.portfolio import make_milestone, make_money, make_report, make_whole_life, make_work
from tests.governance.shapes import TODAY, hold

HIDDEN: Final = "Quiet acquisition"


@dataclass(frozen=True)
class World:
    """Work in two units with an objective above it, some of it confidential, and who looks."""

    objective: StrategicObjective
    key_result: KeyResult
    green: Work
    red: Work
    hidden: Work
    milestone: Milestone
    link: Contribution
    driver: Driver
    unit: Any
    run: ImportRun
    users: Mapping[str, User]


def make_world() -> World:
    """An imported forecast, an old report, a withheld one, a line in francs, one on the edge of the year."""
    make_organisation(pinned_today=TODAY)
    line = hold()
    sales = make_unit("Sales", code="SALES")
    below = make_unit("Field sales", code="FIELD", parent=sales)
    red = make_work("Red work", unit=sales)
    claimed = make_contribution(red, line.objective, 40, state="claimed")
    make_money(red, 2_000_000, 2_500_000, actual=100_000, released=300_000, note="Estimated from last year")
    make_report(red, "R", on=TODAY)
    make_whole_life(red, 12_000_000)
    part = make_work("Part of red", parent=red, unit=below)
    make_money(part, 40_000, 60_000, actual=5_000)
    make_money(make_work(f"{HIDDEN}, part", parent=red, unit=below, is_confidential=True), 70_000, 80_000)
    planned, expected = TODAY + dt.timedelta(days=19), TODAY + dt.timedelta(days=40)
    milestone = make_milestone(red, "Line moved", baseline_on=planned, forecast_on=expected)
    old = make_work("Old work", unit=below)
    make_report(old, "A", on=TODAY - dt.timedelta(days=90))
    make_money(old, 300_000, None)
    make_money(old, 100_000, 90_000, currency="CHF")
    make_money(old, 50_000, 50_000, starts_on=dt.date(2027, 3, 1), ends_on=dt.date(2027, 4, 30))
    make_report(make_work("Silent sponsor", unit=sales), "withheld", on=TODAY)
    make_money(make_work("Unlinked"), 700_000, 650_000)
    hidden = make_work(HIDDEN, is_confidential=True)
    make_money(hidden, 9_000_000, 9_000_000)
    make_report(hidden, "G", on=TODAY)
    make_contribution(hidden, line.objective, 10)
    stale = make_key_result(line.objective, "Read long ago")
    make_reading(stale, 30, TODAY - dt.timedelta(days=200))
    make_key_result(make_objective(f"{HIDDEN} abroad", is_confidential=True), f"{HIDDEN}, closed")
    skill = Skill.objects.create(code="engineer", name="Engineer")
    quarter = {"starts_on": dt.date(2027, 1, 1), "ends_on": dt.date(2027, 3, 31), "skill": skill}
    Capacity.objects.create(fte=5, **quarter)
    Demand.objects.create(fte=4, work=red, **quarter)
    Demand.objects.create(fte=3, work=hidden, **quarter)
    clerk = member(all_rights(confidential=True), name="Clara Clerk")
    kept = add_document(
        "Forecasts", actor=clerk, kind=Document.Kind.OTHER, filename="forecasts.csv", content=b"Forecasts",
        content_type="text/csv",
    )  # fmt: skip
    run = ImportRun.objects.create(
        format="gmpp", file=kept, state="applied", requested_by=clerk, applied_at=clock.now()
    )
    MoneyLine.objects.filter(work__in=[red, line.work]).update(source=run, source_ref="row 7")
    return World(
        line.objective,
        line.key_result,
        line.work,
        red,
        hidden,
        milestone,
        claimed,
        line.driver,
        sales,
        run,
        {
            "administrator": member([], name="Ada", is_administrator=True),
            "cleared": clerk,
            "viewer": member(["work.view", "strategy.view"], name="Vic"),
            "local": member(["work.view", "strategy.view"], unit=sales, name="Cal"),
        },
    )


@contextmanager
def held(blocker: Any) -> Iterator[World]:
    """The world outside the transactions of the single tests; rolled back at the end."""
    with blocker.unblock(), transaction.atomic():
        clock.forget()
        world = make_world()
        cache.clear()
        yield world
        transaction.set_rollback(True)
    clock.forget()


def cases(world: World) -> list[tuple[str, dict[str, str]]]:
    """Every kind of figure with the parameters that pages give it."""
    work, objective = {"work": world.red.code}, {"objective": world.objective.code}
    money = ["forecast", "budget", "actual", "released", "variance"]
    sight = ["forecast", "variance"]
    return [
        *(("work-money", {"what": what}) for what in money),
        *(("work-money", {"what": what, **work}) for what in money),
        ("work-money", {"direction": "income"}),
        ("work-money", {"year": "2027"}),
        ("work-money", {"tab": "change"}),
        ("work-money", {"tab": "attention", "what": "budget"}),
        ("work-money", {"unit": str(world.unit.pk)}),
        ("work-money", {"group": "unit", "only": str(world.unit.pk)}),
        ("work-money", {"group": "owner", "only": "none"}),
        ("work-money", {"group": "type", "only": str(world.red.work_type_id)}),
        *(("work-money", {"what": what, "under": world.red.code}) for what in sight),
        ("work-count", {"under": world.red.code}),
        ("work-count", {}),
        ("work-count", {"tab": "attention"}),
        ("work-count", {"state": "live", "mark": "R"}),
        ("work-status", work),
        ("whole-life-cost", work),
        ("milestone-slip", {"milestone": str(world.milestone.pk)}),
        ("portfolio-sentence", {}),
        ("portfolio-sentence", {"tab": "change", "mark": "R"}),
        ("work-sentence", work),
        ("capacity-sentence", {}),
        ("capacity", {"skill": "engineer"}),
        ("capacity", {"skill": "engineer", "what": "demand"}),
        ("capacity", {"skill": "engineer", "what": "demand", "stream": "change"}),
        ("capacity", {"skill": "engineer", "what": "capacity", "quarter": "this"}),
        ("objective-outcome", objective),
        ("objective-delivery", objective),
        *(("objective-money", {"what": what, **objective}) for what in money),
        ("objective-money", {"own": "1", **objective}),
        ("objective-money", {"stream": "change", **objective}),
        ("objective-money", {"what": "claimed", **objective}),
        ("link-share", {"link": str(world.link.pk)}),
        ("link-share", {"link": str(world.link.pk), "what": "variance"}),
        ("objectives-money", {}),
        ("objectives-money", {"driver": world.driver.code}),
        ("objectives-sentence", {}),
        ("objective-sentence", objective),
        ("strategy-sentence", {}),
        ("strategy-sentence", {"driver": world.driver.code}),
        ("strategy-sentence", {"purpose": world.driver.purposes.get().code}),
        ("key-result", {"key_result": world.key_result.code}),
        ("objectives-on-course", {}),
        ("work-green", {}),
        ("work-green", {"unit": "sales"}),
        ("check-ins-due", {}),
        ("linked-spend", {}),
        ("linked-spend", {"unit": "SALES"}),
        ("linked-spend", {"stream": "change"}),
        *(("unlinked-money", {"what": what}) for what in ("forecast", "budget", "variance")),
        ("unlinked-money", {"unit": "SALES", **work}),
        ("money-sentence", {}),
        ("money-sentence", {"unit": "SALES"}),
        ("sight-money", {}),
        ("sight-money", {"unit": "sales", "stream": "change"}),
        *(("sight-money", {"focus": world.objective.code, "under": "focus", "what": what}) for what in sight),
        ("sight-money", {"focus": world.red.code, "under": "focus", **work}),
        ("driver-money", {"driver": world.driver.code}),
        ("sight-sentence", {}),
        *(("sight-sentence", {"focus": code}) for code in (world.objective.code, world.red.code, world.driver.code)),
        ("disconnects", {"only": "work-unlinked"}),
        ("disconnects", {"only": "work-unlinked", "what": "money"}),
        ("gaps-sentence", {}),
        ("gaps-sentence", {"only": "work-unlinked,key-result-stale", "unit": "sales"}),
        ("disconnects", {"only": "work-unlinked,key-result-stale", "unit": "sales"}),
        ("home-sentence", {}),
    ]
