"""Not tuned to the demo: the published major projects and a published plan, changed at random, add up alike."""

import datetime as dt
import random
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from typing import Any, Final, NamedTuple

import pytest
from django.core.management import call_command
from django.db import transaction

from big import clock
from big.errors import RuleError
from big.organisation.models import Membership, Node, Unit
from big.organisation.scope import forget_rights
from big.organisation.services.memberships import end_membership, give_role
from big.reconcile.answers import answer
from big.reconcile.given import viewer_of
from big.reconcile.sweep import sweep, told
from governance.packs.content import content_of
from governance.packs.limits import MOST_ROWS
from governance.packs.snapshot import snapshot_of
from governance.selectors.integrity import disconnects
from okr.models.key_results import KeyResult
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective
from okr.services.contributions import (
    agree_contribution,
    challenge_contribution,
    claim_contribution,
    withdraw_contribution,
)
from okr.services.readings import record_reading
from okr.services.supporters import name_supporter
from portfolio.models.work import Work
from portfolio.selectors.frame import frame
from portfolio.services.money import Entry, set_money
from portfolio.services.reports import submit_report
from portfolio.services.works import change_work
from tests.factories.gmpp import DATA, real_file
from tests.factories.organisation import all_rights, make_node, make_role, make_unit, member, person_of
from tests.okr.stratml_files import plan_file

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY: Final = dt.date(2022, 4, 20)
CHANGES: Final = 50
SEED: Final = 20260930


class Scene:
    """Both files imported, and the people who look: an administrator, and somebody of one unit."""

    def __init__(self) -> None:
        self.random = random.Random(SEED)  # noqa: S311 - the same changes each time, nothing secret
        self.top = make_node("Main Board", parent=None)
        make_unit("Whole organisation", parent=None)
        for year in (2021, 2022):
            call_command("import_gmpp", str(DATA / f"uk_{year}.csv"), stdout=StringIO())
        call_command("import_stratml", str(plan_file("HHISAP2025.xml")), stdout=StringIO())
        self.works = list(Work.objects.order_by("code"))
        self.objectives = list(StrategicObjective.objects.order_by("code"))
        self.admin = member([], name="Administrator", is_administrator=True)
        # Who changes things holds every right, and so sees what is confidential, too.
        self.writer = member(all_rights(confidential=True), name="Writer")
        self.own = Unit.objects.filter(works__isnull=False).order_by("code").first()
        assert self.own
        self.restricted = member(["work.view", "strategy.view"], unit=self.own, name="Restricted")
        self.links: list[int] = []

    def change(self) -> None:
        """Fifty changes through the services, of every kind that moves a figure."""
        kinds = (self.link, self.link, self.link, self.money, self.money, self.report, self.settle)
        others = (self.hide, self.read, self.support, self.right, self.place)
        done = 0
        while done < CHANGES:
            act = self.random.choice((*kinds, *others))
            try:
                act()
            except RuleError:
                continue
            done += 1
        for user in (self.admin, self.writer, self.restricted):
            forget_rights(user)

    def link(self) -> None:
        objective = self.random.choice(self.objectives)
        measures = list(KeyResult.objects.filter(objective=objective)[: self.random.choice((0, 0, 1))])
        weight = Decimal(self.random.randint(1, 10_000)) / 100
        claimed = claim_contribution(
            self.random.choice(self.works).pk,
            actor=self.writer,
            objective=objective,
            weight=weight,
            key_results=measures,
        )
        self.links.append(claimed.pk)
        if self.random.random() < 0.7:
            agree_contribution(claimed.pk, actor=self.writer, version=None)

    def settle(self) -> None:
        if not self.links:
            raise RuleError("There is no link yet.", code="test")
        act = self.random.choice((withdraw_contribution, challenge_contribution))
        act(self.random.choice(self.links), actor=self.writer, version=None, why="At random.")

    def money(self) -> None:
        start = self.random.choice((dt.date(2022, 4, 1), dt.date(2022, 7, 1), dt.date(2022, 6, 15)))
        months = self.random.choice((1, 3, 12))
        end = (start.replace(day=1) + dt.timedelta(days=31 * months)).replace(day=1) - dt.timedelta(days=1)
        amounts = {
            name: Decimal(self.random.randint(1, 10**10)) / 100 if self.random.random() < 0.8 else None
            for name in ("budget", "actual", "forecast", "released")
        }
        entry = Entry(
            start,
            end,
            amounts,
            direction=self.random.choice(("cost", "cost", "cost", "income")),
            nature=self.random.choice(("revenue", "capital")),
            currency=self.random.choice(("GBP", "GBP", "GBP", "USD")),
        )
        set_money(self.random.choice(self.works).pk, actor=self.writer, entries=[entry])

    def report(self) -> None:
        submit_report(
            self.random.choice(self.works).pk,
            actor=self.writer,
            report_on=TODAY - dt.timedelta(days=self.random.choice((0, 3, 29, 30, 31))),
            rating=self.random.choice(("R", "A", "G", "G", "none")),
            time_mark=self.random.choice(("R", "A", "G")),
            narrative="At random.",
        )

    def hide(self) -> None:
        work = Work.objects.get(pk=self.random.choice(self.works).pk)
        change_work(work.pk, actor=self.writer, version=None, changes={"is_confidential": not work.is_confidential})

    def read(self) -> None:
        open_ones = KeyResult.objects.filter(state__in=("agreed", "tracking")).order_by("pk")
        chosen = self.random.choice(list(open_ones))
        value = Decimal(self.random.randint(0, 200))
        record_reading(chosen.pk, actor=self.writer, value=value, read_on=TODAY - dt.timedelta(days=3))

    def support(self) -> None:
        objective, work = self.random.choice(self.objectives), self.random.choice(self.works)
        name_supporter(objective.pk, actor=self.writer, person=person_of(self.writer), unit=work.unit)

    def right(self) -> None:
        """Give or end a role of the restricted reader."""
        held = list(Membership.objects.current().filter(person=person_of(self.restricted)).order_by("pk"))
        if len(held) > 1:
            end_membership(held[-1].pk, actor=self.writer, version=None)
            return
        unit = self.random.choice(list(Unit.objects.filter(works__isnull=False).distinct().order_by("code")))
        rights = self.random.choice((["work.view"], ["work.view", "confidential.view"], ["strategy.view"]))
        give_role(actor=self.writer, person=person_of(self.restricted), role=make_role(rights), unit=unit)

    def place(self) -> None:
        node = self.random.choice([self.top, make_node(f"Group {len(self.links)}")])
        work = self.random.choice(self.works)
        change_work(work.pk, actor=self.writer, version=None, changes={"node": node})


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    for year in (2021, 2022):
        real_file(year)
    plan_file("HHISAP2025.xml")
    with django_db_blocker.unblock(), transaction.atomic(), clock.pinned(TODAY):
        made = Scene()
        made.change()
        yield made
        transaction.set_rollback(True)
    clock.forget()


@pytest.fixture(autouse=True)
def on_the_day(scene: Scene) -> Iterator[None]:
    with clock.pinned(TODAY):
        yield


@pytest.mark.parametrize("who", ["admin", "restricted"])
def test_every_figure_equals_its_own_query(scene: Scene, who: str) -> None:
    """One page of each kind of record is opened; the lists hold the figures of all."""
    found = sweep(viewer_of(getattr(scene, who), TODAY, pages=1))
    assert not found.differences, "\n".join(told(found.differences))
    assert found.values > 1000


def test_readers_see_different_amounts(scene: Scene) -> None:
    """Otherwise the figures of the restricted would prove nothing."""
    seen = [Work.objects.visible_to(user).count() for user in (scene.restricted, scene.admin, scene.writer)]
    assert seen[0] < seen[1] < seen[2]
    assert Contribution.objects.agreed().count() > 5


def test_breaking_a_link_changes_page_pack_and_api_alike(scene: Scene) -> None:
    """A pack names the first forty and counts all, so its count must follow wherever in the list the work stands."""
    link = _only_link(scene)
    before = _unlinked(scene)
    with transaction.atomic():
        withdraw_contribution(link.pk, actor=scene.writer, version=None, why="To see it everywhere.")
        after = _unlinked(scene)
        found = sweep(viewer_of(scene.admin, TODAY, pages=1), lambda figure: "gap" in figure.screen)
        transaction.set_rollback(True)
    assert set(after.page) - set(before.page) == {link.work.code} == set(after.api) - set(before.api)
    assert after.page == after.api
    for each in (before, after):
        assert each.pack == each.page[:MOST_ROWS]
        assert each.counted == len(each.page) > MOST_ROWS
    assert not found.differences


def _only_link(scene: Scene) -> Contribution:
    """An agreed link of open, live work that has no other."""
    links = Contribution.objects.visible_to(scene.admin).agreed().filter(work__state__is_live=True)
    links = links.filter(work__is_must_do=False, work__is_confidential=False).select_related("work")
    return next(link for link in links.order_by("pk") if link.work.contributions.agreed().count() == 1)


class Unlinked(NamedTuple):
    """The codes of the work that serves no objective, in the order of each place, and the pack's own count."""

    page: list[str]
    pack: list[str]
    api: list[str]
    counted: int


def _unlinked(scene: Scene) -> Unlinked:
    page = disconnects(scene.admin, TODAY).of("work.unlinked").rows
    node = Node.objects.get(pk=scene.top.pk)
    findings = {each["rule"]: each for each in snapshot_of(content_of(node, scene.admin, frame()))["findings"]}
    pack = findings["work.unlinked"]
    program = answer("disconnects", scene.admin, action="retrieve", key="work-unlinked")
    return Unlinked(
        page=[row.code for row in page],
        pack=[code for _, code, _ in pack["rows"]],
        api=[row["code"] for row in program["rows"]],
        counted=pack.get("count", len(pack["rows"])),
    )
