"""A pack read again as of its moment gives the same figures, whatever was done since; an issued file stays proved."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from big import clock
from big.documents.services import content_of
from big.errors import RuleError
from big.history.asking import end_of, settled_moment
from big.history.moment import as_of
from big.organisation.models import Membership, Node, Unit
from big.organisation.scope import forget_rights, open_only
from big.organisation.services.nodes import change_node
from big.organisation.services.settings import change_organisation
from big.organisation.services.units import change_unit
from governance.models.packs import Pack
from governance.packs import snapshot
from governance.packs.proving import check_file, read_again
from governance.packs.since import MOST, Since, SinceRow, since_of
from governance.packs.taking import take_figures
from okr.models.drivers import Driver
from okr.models.key_results import KeyResult
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective
from okr.services.contributions import withdraw_contribution
from okr.services.drivers import change_driver
from okr.services.key_results import change_key_result
from okr.services.objectives import change_objective, state_confidence
from okr.services.readings import record_reading
from portfolio.models.milestones import Milestone
from portfolio.models.money import MoneyLine
from portfolio.models.work import Work
from portfolio.selectors.frame import frame
from portfolio.services.milestones import add_milestone, cancel_milestone
from portfolio.services.money import Entry, set_money
from portfolio.services.whole_life import state_whole_life_cost
from portfolio.services.works import change_work
from tests.governance.drafting import build, build_issued
from tests.governance.meridian import PMO, account, meridian

pytestmark = pytest.mark.django_db
CLARA = "clara.aspinall@meridian.example"


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[Pack]:
    """The demo, and its pack of now, issued."""
    with meridian(django_db_blocker):
        yield build_issued(account(PMO))


@pytest.fixture
def a_year_later(demo: Pack) -> Pack:
    """A dozen acts, a year after the pack was issued; a test is one transaction, so its stamp is told."""
    year = dt.timedelta(days=365)
    with connection.cursor() as cursor:
        cursor.execute("insert into history.loading (xid) values (pg_current_xact_id()) on conflict do nothing")
        cursor.execute("select history.tell(%s)", [clock.real_now() + year])
    with clock.pinned(clock.today() + year):
        act_a_dozen_times()
    clock.forget()
    return demo


def act_a_dozen_times() -> None:
    """By the services, as people do: on everything that a pack shows."""
    leonie, clara = account(PMO), account(CLARA)
    work = Work.objects.get(code="C-102")
    first = Milestone.objects.filter(work__code="C-103", actual_on=None).earliest("pk")
    line = MoneyLine.objects.filter(work=work).latest("starts_on")
    entry = Entry(line.starts_on, line.ends_on, {"forecast": Decimal(9_999_999)}, line.direction, line.nature)
    link = Contribution.objects.filter(state=Contribution.State.AGREED).earliest("pk")
    so1, kr = StrategicObjective.objects.get(code="SO1"), KeyResult.objects.get(code="KR2-1")
    d1, unit = Driver.objects.earliest("pk"), Unit.objects.get(parent=None)
    node = Node.objects.get(code="MAIN-BOARD")
    change_work(work.pk, actor=leonie, version=None, changes={"name": "Cell 3 line"}, why="It moved.")
    set_money(work.pk, actor=leonie, entries=[entry])
    add_milestone(work.pk, actor=leonie, title="One more", baseline_on=clock.today(), forecast_on=clock.today())
    cancel_milestone(first.pk, actor=leonie, version=None, why="Not needed.")
    state_whole_life_cost(work.pk, actor=leonie, stated_on=clock.today(), amount=Decimal(1), currency="GBP")
    withdraw_contribution(link.pk, actor=leonie, version=None, why="It serves another.")
    state_confidence(so1.pk, actor=leonie, confidence=1, version=None)
    change_objective(so1.pk, actor=leonie, changes={"title": "Grow another revenue"}, version=None)
    change_key_result(kr.pk, actor=leonie, changes={"target": kr.baseline}, version=None, why="Moved.")
    record_reading(kr.pk, actor=leonie, value=Decimal(1), read_on=clock.today())
    change_driver(d1.pk, actor=leonie, changes={"title": "Another driver"}, version=None)
    change_unit(unit.pk, actor=clara, version=None, changes={"name": "Another name"})
    change_node(node.pk, actor=clara, version=None, changes={"name": "The Board"})
    change_organisation(actor=clara, version=None, changes={"name": "Renamed", "currency": "EUR"})


def test_what_was_done_since_changes_nothing_of_it(a_year_later: Pack) -> None:
    pack = a_year_later
    assert pack.file is not None
    again = read_again(pack)
    assert (again.differences, again.faults) == ((), ())
    assert check_file(content_of(pack.file), Pack.objects.all()).is_issued
    said = StringIO()
    call_command("verify_pack", pack.code, regenerate=True, stdout=said)
    assert "gives the same figures" in said.getvalue()
    # And it is not that nothing was done.
    now = take_figures(pack, clock.real_now() + dt.timedelta(days=730))
    assert now["organisation"] == "Renamed"
    assert "Cell 3 line" in {row["name"] for row in now["works"]}
    assert now["scorecard"] != pack.snapshot["scorecard"]


def test_its_page_says_so_to_those_who_may_ask(a_year_later: Pack, client: Client) -> None:
    client.force_login(account(PMO))
    page = client.get(a_year_later.get_absolute_url()).content.decode()
    address = reverse("governance:pack_again", args=[a_year_later.code])
    assert address in page
    assert "As recorded at" in page
    assert b"Read again" in client.get(address).content
    assert b"gives the same figures" in client.post(address).content


def test_another_template_is_named_as_a_reason(demo: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "TEMPLATE_VERSION", "main-board-9")
    assert read_again(demo).is_equal
    demo.snapshot["total"]["forecast"] = "1"
    (found,) = read_again(demo).differences
    assert found.figure == "Total, forecast"
    assert found.was == "1"
    assert "main-board-9 today" in found.why


def test_what_its_builder_may_no_longer_see_is_named_as_a_reason(demo: Pack) -> None:
    Work.objects.filter(code="C-102").update(is_confidential=True)
    found = {each.figure: each for each in read_again(demo).differences}
    assert (found["Work C-102"].was, found["Work C-102"].now) == ("Cell 2 line", "not there")
    assert "may see has changed" in found["Work C-102"].why
    assert "follows from" in found["Total, forecast"].why
    assert not [figure for figure in found if figure.startswith("Work C-102,")]
    with pytest.raises(CommandError, match="differ"):
        call_command("verify_pack", demo.code, regenerate=True, stdout=StringIO())


def test_a_builder_without_rights_reads_nothing_again(demo: Pack) -> None:
    actor = demo.prepared_by
    Membership.objects.filter(person__user=actor).delete()
    forget_rights(actor)
    found = read_again(demo).differences
    assert found
    assert all("may see" in each.why for each in found)


def test_an_earlier_moment_shows_what_was_recorded_then(demo: Pack, client: Client) -> None:
    then = build(account(PMO), as_of=settled_moment("2026-09-30"))
    assert then.as_of == dt.datetime(2026, 9, 30, 22, 59, 59, 999999, dt.UTC)
    assert then.read_on == dt.date(2026, 9, 30)
    assert then.code == "2026-09-30-main-board"
    assert "As recorded at</dt><dd>30 September 2026, 23:59" in then.html
    assert then.snapshot["as_of"] == "2026-09-30T22:59:59.999999+00:00"
    assert then.snapshot["work_marks"] != demo.snapshot["work_marks"]
    assert read_again(then).is_equal
    client.force_login(account(PMO))
    assert b"As recorded at 30 September 2026, 23:59" in client.get(then.get_absolute_url()).content


def test_a_moment_is_asked_for_on_the_page_and_by_the_command(demo: Pack, client: Client) -> None:
    client.force_login(account(PMO))
    address = reverse("governance:pack_build", args=["main-board"])
    client.post(address, {"as_of": "2026-09-30"})
    asked = Pack.objects.get(code="2026-09-30-main-board")
    assert asked.as_of_asked == settled_moment("2026-09-30")
    # The same moment is the same draft; another is another edition.
    client.post(address, {"as_of": "2026-09-30"})
    client.post(address, {"as_of": "2026-09-30T12:00"})
    assert Pack.objects.filter(read_on="2026-09-30").count() == 2
    for wrong in ("2126-01-01", "soon"):
        client.post(address, {"as_of": wrong})
    assert Pack.objects.count() == 3
    with pytest.raises(CommandError, match="not passed yet"):
        call_command("build_pack", "main-board", out=None, as_of="2126-01-01")
    with pytest.raises(RuleError, match="not passed yet"):
        build(account(PMO), as_of=clock.real_now() + dt.timedelta(hours=1))
    with pytest.raises(RuleError, match="no Main Board yet"):
        build(account(PMO), as_of=settled_moment("2020-01-01"))


def test_packs_from_before_moments_were_kept_say_so(demo: Pack, client: Client) -> None:
    old = build(account(PMO), as_of=settled_moment("2026-09-30"))
    Pack.objects.filter(pk=old.pk).update(as_of=None)
    client.force_login(account(PMO))
    assert b"was not recorded then" in client.get(old.get_absolute_url()).content
    address = reverse("governance:pack_again", args=[old.code])
    assert b"was not recorded then" in client.get(address).content
    assert client.post(address).status_code == 422


def test_the_next_pack_says_what_changed_since_this_one(a_year_later: Pack) -> None:
    with as_of(clock.real_now() + dt.timedelta(days=365)):
        with CaptureQueriesContext(connection) as held:
            since = since_of(Node.objects.get(code="MAIN-BOARD"), open_only(account(PMO)), frame())
        assert since.pack == a_year_later.code
        assert len(since.sections) > 3
        # Who changed it and why is asked once, for all of them together.
        assert sum('from "audit_auditevent"' in query["sql"].lower() for query in held.captured_queries) == 1
        assert since.against.startswith(f"since {a_year_later.title}, issued ")
        found = {(row.record.code, row.line.label, row.line.was, row.line.now) for row in _rows(since)}
    assert ("C-102", "Name", "Cell 2 line", "Cell 3 line") in found
    assert sum(len(section.rows) for section in since.sections) <= sum(MOST.values())


def _rows(since: Since) -> list[SinceRow]:
    return [row for section in since.sections for row in section.rows]


def test_the_first_pack_says_that_there_is_no_earlier_one(demo: Pack) -> None:
    before = end_of(demo.read_on - dt.timedelta(days=60))
    with as_of(before):
        since = since_of(Node.objects.get(code="MAIN-BOARD"), open_only(account(PMO)), frame())
    assert "no earlier pack of this node was issued" in since.against
    assert since.title
    assert since.pack == ""
