"""What is hidden changes nothing: every page reads the same to the restricted, whether or not hidden records exist."""

import datetime as dt
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import openpyxl
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from big import clock
from big.accounts.models import User
from big.audit.record import record
from big.organisation.models import Organisation, Unit
from big.organisation.scope import forget_rights
from big.registry import searching
from okr.models.objectives import ObjectiveLink
from portfolio.codes import WORK_CHANGED
from portfolio.models.people import Demand, Skill
from portfolio.models.work import Work
from tests.factories.okr import (
    make_contribution,
    make_driver,
    make_key_result,
    make_objective,
    make_reading,
    make_supporter,
)
from tests.factories.organisation import all_rights, make_unit, member
from tests.factories.portfolio import make_milestone, make_money, make_report, make_whole_life, make_work
from tests.governance.shapes import TODAY, Line, hold

pytestmark = pytest.mark.django_db
# In the name of everything hidden, and in no other word.
MARK: Final = "Zephyr"
# Restricted in three ways: cleared for nothing confidential, limited to the work's unit, limited to another unit.
READERS: Final = ("uncleared", "unit lead", "elsewhere")
_TOKENS = re.compile(r'(name="csrfmiddlewaretoken" value=|nonce=|"X-CSRFToken": ?)"[^"]*"')


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    yield
    clock.forget()


class Scene:
    """A line of sight that all may see in part, and the people who look at it."""

    def __init__(self) -> None:
        self.unit = make_unit("Networks", code="NET")
        self.line: Line = hold("SO7", unit=self.unit, name="Billing")
        Work.objects.filter(pk=self.line.work.pk).update(code="C-7")
        self.line.work.refresh_from_db()
        Organisation.objects.update(pinned_today=TODAY)
        clock.forget()
        self.half = make_work("Meters", code="C-8", unit=self.unit, owner=self.line.work.owner)
        make_money(self.half, 400_000, 500_000, released=100_000)
        make_contribution(self.half, self.line.objective, 50)
        self.skill = Skill.objects.create(code="engineer", name="Engineer")
        rights = all_rights()
        elsewhere = make_unit("Elsewhere", code="ELS")
        self.third = make_unit("Third unit", code="THD")
        self.people: dict[str, User] = {
            "uncleared": member(rights),
            "unit lead": member(rights, unit=self.unit),
            "elsewhere": member(rights, unit=elsewhere),
        }

    def hide(self, unit: Unit, *, is_confidential: bool) -> Work:
        """Work with everything that can hang on it, close to all that is open."""
        objective, work = self.line.objective, self.line.work
        hidden = make_work(
            f"{MARK} works",
            code=f"{MARK}-{unit.code}-{is_confidential:d}",
            unit=unit,
            owner=work.owner,
            sponsor=work.owner,
            parent=work,
            description=f"{MARK} in words",
            customer=MARK,
            is_confidential=is_confidential,
        )
        for day in (40, 10):
            make_report(hidden, "R" if day == 10 else "G", on=TODAY - dt.timedelta(days=day), narrative=f"{MARK} slips")
        make_money(hidden, 7_654_321, 8_765_432, actual=1, released=1_234_567)
        make_whole_life(hidden, 98_765_432)
        soon = TODAY + dt.timedelta(days=3)
        make_milestone(hidden, f"{MARK} signed", baseline_on=soon, forecast_on=soon, owner=work.owner)
        make_contribution(hidden, objective, 100)
        Demand.objects.create(
            work=hidden, skill=self.skill, starts_on=TODAY, ends_on=TODAY + dt.timedelta(days=60), fte=Decimal("3.5")
        )
        record(WORK_CHANGED, actor=self.people["uncleared"], on=hidden, before={"state": "a"}, after={"state": MARK})
        return hidden

    def hide_strategy(self) -> None:
        """A confidential objective and driver between open ones, with a link from open work."""
        line, owner = self.line, self.line.work.owner
        driver = make_driver(f"{MARK} driver", code="DZ", purposes=[line.purpose], owner=owner, is_confidential=True)
        line.objective.drivers.add(driver)
        hidden = make_objective(
            f"{MARK} aim",
            code="SOZ",
            drivers=[line.driver, driver],
            purpose=line.purpose,
            parent=line.objective,
            accountable=owner,
            node=line.objective.node,
            is_confidential=True,
        )
        measure = make_key_result(hidden, f"{MARK} share", code="KRZ", owner=owner)
        make_reading(measure, 3, TODAY - dt.timedelta(days=50), note=MARK)
        make_contribution(self.half, hidden, 40)
        make_supporter(hidden, owner, unit=self.unit, note=MARK)
        ObjectiveLink.objects.create(from_objective=hidden, to_objective=line.objective, kind="causes", note=MARK)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def addresses(scene: Scene) -> list[str]:
    """Every list, figure, chart and file that counts or sums, and the pages of the records that hidden ones touch."""
    line = scene.line
    code, objective = line.work.code.lower(), line.objective.code.lower()
    owner = line.work.owner
    assert owner
    node = line.objective.node
    assert node
    sight, works, gaps = reverse("governance:sight"), reverse("portfolio:work_list"), reverse("governance:gap_list")
    found = [
        *(f"{reverse('governance:home')}?as={home}" for home in ("pmo", "executive", "unit", "finance", "governance")),
        *(f"{sight}?{query}" for query in ("gaps=1", "view=tree", "unit=net")),
        *(f"{sight}?focus={focus}" for focus in (code, objective)),
        *(f"{gaps}{query}" for query in ("", "?unit=net", "?format=csv", "?format=xlsx")),
        reverse("governance:gap_detail", args=["work-unlinked"]),
        *(reverse("governance:figure", args=[key]) for key in ("objectives", "work", "check-ins")),
        reverse("governance:money"),
        f"{reverse('governance:money')}?unit=net",
        *(f"{works}{query}" for query in ("", "?layout=roadmap", "?group=unit")),
        *(f"{works}?q={query}" for query in (MARK, "works")),
        *(reverse("portfolio:work_export", args=[kind]) for kind in ("csv", "xlsx")),
        *(
            reverse(f"portfolio:work_{tab}", args=[code])
            for tab in ("detail", "milestones", "money", "status", "structure", "history", "edit", "move")
        ),
        reverse("portfolio:capacity"),
        reverse("portfolio:snapshot_compare"),
        reverse("okr:strategy"),
        reverse("okr:purpose_detail", args=[line.purpose.code.lower()]),
        reverse("okr:driver_detail", args=[line.driver.code.lower()]),
        reverse("okr:objective_list"),
        *(f"{reverse('okr:objective_export')}?format={kind}" for kind in ("csv", "xlsx")),
        reverse("okr:explorer"),
        f"{reverse('okr:alignment')}?kr=1&open={objective}",
        f"{reverse('okr:alignment')}?tab=alone&kr=1&compare=2026-01-01",
        *(f"{reverse('okr:explorer_export')}?format={kind}" for kind in ("csv", "xlsx")),
        reverse("okr:objective_detail", args=[objective]),
        reverse("okr:key_result_detail", args=[line.key_result.code.lower()]),
        reverse("okr:contribution_claim", args=[code]),
        reverse("okr:contribution_detail", args=[line.link.pk]),
        reverse("organisation:person_list"),
        reverse("organisation:person_detail", args=[owner.code.lower()]),
        reverse("organisation:unit_list"),
        reverse("organisation:unit_detail", args=["net"]),
        reverse("organisation:node_list"),
        reverse("organisation:node_detail", args=[node.code.lower()]),
        reverse("audit:activity"),
        reverse("audit:export"),
        reverse("audit:changed") + "?since=2020-01-01",
        reverse("governance:pack_list"),
        *(f"{reverse('core:search')}?stay=1&q={query}" for query in (MARK, "SOZ", "works", "C-")),
        *(f"{reverse('core:suggest', args=[each.key])}?q={MARK}" for each in searching.providers()),
    ]
    return list(dict.fromkeys(found))


def read(client: Client, url: str) -> str:
    """What an address answers, without what differs each time it is asked."""
    response: Any = client.get(url)
    if "spreadsheet" in response.headers.get("Content-Type", ""):
        book = openpyxl.load_workbook(io.BytesIO(b"".join(response)), read_only=True)
        return f"{response.status_code}\n" + "\n".join(str(row) for row in book.worksheets[0].values)
    content = b"".join(response).decode()
    return f"{response.status_code}\n" + _TOKENS.sub(r"\1", content)


@pytest.mark.parametrize("reader", READERS)
def test_what_is_hidden_changes_no_page_sum_chart_search_or_file(client: Client, scene: Scene, reader: str) -> None:
    user = scene.people[reader]
    client.force_login(user)
    urls = addresses(scene)
    before = {url: read(client, url) for url in urls}
    assert not [url for url, page in before.items() if page.startswith("5")]
    with transaction.atomic():
        scene.hide(scene.unit, is_confidential=True)
        scene.hide_strategy()
        if reader != "uncleared":
            scene.hide(scene.third, is_confidential=False)
    forget_rights(user)
    leaks = []
    for url in urls:
        after = read(client, url)
        if after != before[url]:
            was, now = before[url].splitlines(), after.splitlines()
            new = [line.strip() for line in now if line not in was][:3]
            leaks.append(f"{url}\n    {' | '.join(new)[:600]}")
    assert not leaks, "\n".join(leaks)


@pytest.mark.parametrize("reader", READERS)
def test_what_is_hidden_is_not_there_by_its_address(client: Client, scene: Scene, reader: str) -> None:
    with transaction.atomic():
        work = scene.hide(scene.unit, is_confidential=True)
        scene.hide_strategy()
    client.force_login(scene.people[reader])
    code = work.code.lower()
    hidden = [
        *(
            reverse(f"portfolio:work_{tab}", args=[code])
            for tab in ("detail", "money", "milestones", "history", "edit")
        ),
        reverse("okr:objective_detail", args=["soz"]),
        reverse("okr:key_result_detail", args=["krz"]),
        reverse("okr:driver_detail", args=["dz"]),
        *(f"{reverse('governance:sight')}?focus={focus}" for focus in (code, "soz", "krz", "dz")),
    ]
    assert {url: client.get(url).status_code for url in hidden} == dict.fromkeys(hidden, 404)


def test_the_cleared_see_it(client: Client, scene: Scene) -> None:
    """The same scene does show to whoever may see it; otherwise the tests above would prove nothing."""
    with transaction.atomic():
        scene.hide(scene.unit, is_confidential=True)
        scene.hide_strategy()
    client.force_login(member(all_rights(confidential=True)))
    told = [url for url in addresses(scene) if MARK in read(client, url)]
    assert len(told) > 25
