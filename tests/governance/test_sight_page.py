import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.selectors.integrity import disconnects
from governance.selectors.sight import sight_page
from governance.selectors.sight_board import View
from okr.models.objectives import Supporter
from okr.selectors.serving import money_by_objective
from portfolio.selectors.frame import frame
from tests.factories.okr import make_contribution, make_driver, make_key_result, make_objective, make_reading
from tests.factories.organisation import make_unit
from tests.factories.portfolio import make_money, make_work
from tests.governance.shapes import TODAY, hold, viewer

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _today() -> object:
    from big import clock

    with clock.pinned(TODAY):
        yield


def shown(client: Client, query: str = "") -> str:
    answer = client.get(reverse("governance:sight") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def curves(page: str, kind: str) -> int:
    """How many curves of a kind the gutters draw."""
    return len(re.findall(rf'lk lk-{kind}"[^>]* d="M0 [\d.]+C', page))


def test_columns_show_every_record_and_the_totals_in_their_heads(client: Client) -> None:
    line = hold()
    client.force_login(viewer())
    page = shown(client)
    for name in (
        line.driver.title,
        line.objective.title,
        line.key_result.title,
        line.work.name,
        line.purpose.statement,
    ):
        assert name in page
    shows = re.sub(r'<a class="howlink"[^>]*>(.*?)<span class="vh">[^<]*</span></a>', r"\1", page)
    heads = re.findall(r'sight-h"><span><b>([^<]+)</b></span><span>([^<]*)</span>', shows)
    assert heads == [
        ("Drivers", "1"),
        ("Objectives", "1"),
        ("Key results", "1, of which 1 on course"),
        ("Work", "1, £1.1m"),
    ]


def test_focus_highlights_the_path_and_shows_what_lies_underneath(client: Client) -> None:
    line = hold()
    other = hold()
    client.force_login(viewer())
    for code in (line.objective.code, line.driver.code, line.key_result.code, line.work.code, line.purpose.code):
        page = shown(client, f"?focus={code.lower()}")
        assert f'id="work-{line.work.pk}" class="node rich' in page
        assert f'id="work-{other.work.pk}" class="node"' in page
        assert "lk-path" in page
        assert "Underneath" in page
        assert 'aria-current="true"' in page
    assert "rich focus" in shown(client, f"?focus={line.objective.code}")


def test_missing_links_are_drawn_and_said(client: Client) -> None:
    hold()
    make_driver("Nobody answers")
    make_objective("Nobody delivers")
    make_work("Serves nothing")
    client.force_login(viewer())
    page = shown(client)
    assert page.count("lk-cap") == 4  # three gaps, and the objective that answers no driver
    for label in ("no answer", "no delivery", "unlinked"):
        assert label in page
    only = shown(client, "?gaps=1")
    assert "Nobody answers" in only
    assert "Serves nothing" in only
    assert only.count('class="node') == 3


def test_gaps_only_keeps_what_is_there_and_does_not_hold(client: Client) -> None:
    line = hold()
    client.force_login(viewer())
    assert line.objective.title not in shown(client, "?gaps=1"), "all of it holds"
    line.work.money.update(released=0)
    unfunded = shown(client, "?gaps=1")
    assert line.objective.title in unfunded
    assert line.work.name not in unfunded
    Supporter.objects.update(unit=make_unit("Beside"))
    alone = shown(client, "?gaps=1")
    for name in (line.objective.title, line.key_result.title, line.work.name):
        assert name in alone
    assert curves(alone, "claim") == 1


def test_the_count_of_gaps_is_that_of_the_checks(client: Client) -> None:
    hold()
    make_driver()
    make_objective()
    make_work()
    user = viewer()
    client.force_login(user)
    found = disconnects(user, TODAY)
    count = found.count("driver.unanswered", "objective.no_delivery", "key_result.undelivered", "work.unlinked")
    assert len(re.findall(r'class="node[^"]* gap[ "]', shown(client))) == count == 3


def test_an_objective_without_released_funds_says_so(client: Client) -> None:
    line = hold()
    line.work.money.update(released=0)
    client.force_login(viewer())
    assert "not funded" in shown(client)
    assert "no funds are released this quarter" in shown(client, f"?focus={line.objective.code}")


def test_links_that_nobody_supports_are_drawn_apart_and_named_underneath(client: Client) -> None:
    line = hold()
    Supporter.objects.update(unit=make_unit("Beside"))
    client.force_login(viewer())
    assert curves(shown(client), "claim") == 1
    below = shown(client, f"?focus={line.objective.code}")
    assert "1 link with nobody" in below


def test_an_objective_that_nothing_measures_is_joined_to_its_work_through_a_gap(client: Client) -> None:
    line = hold()
    line.key_result.delete()
    client.force_login(viewer())
    page = shown(client, f"?focus={line.objective.code}")
    assert f"Nothing measures {line.objective.code}" in page
    assert curves(page, "path") == 3  # driver to objective, objective to the gap, the gap to the work


def test_unknown_focus_is_not_found(client: Client) -> None:
    hold()
    client.force_login(viewer())
    assert client.get(reverse("governance:sight") + "?focus=NOPE").status_code == 404


def test_htmx_gets_the_drawing_and_others_the_page(client: Client) -> None:
    hold()
    client.force_login(viewer())
    url = reverse("governance:sight")
    page, piece = client.get(url), client.get(url, headers=HTMX)
    assert b"<html" in page.content
    assert piece.content.strip().startswith(b'<div id="sight">')
    assert "HX-Request" in piece["Vary"]


def test_columns_leave_out_most_of_many_and_open_on_request(client: Client) -> None:
    hold()
    for number in range(60):
        make_work(f"Work number {number:02}")
    client.force_login(viewer())
    page = shown(client)
    assert "and 33 more pieces of work" in page
    assert page.count('id="work-') == 28
    opened = shown(client, "?open=work")
    assert opened.count('id="work-') == 61
    assert "Show fewer" in opened


def test_narrowing_shows_the_work_of_a_unit_and_what_it_serves(client: Client) -> None:
    mine = make_unit("Mine")
    line = hold(unit=mine, stream="customer")
    other = hold()
    client.force_login(viewer())
    for query in (f"?unit={mine.code}", "?stream=customer"):
        page = shown(client, query)
        assert line.objective.title in page
        assert other.objective.title not in page
        assert other.driver.title not in page
    both = shown(client, f"?unit={mine.code}&stream=change")
    assert line.work.name not in both


def test_the_list_tells_the_same_records(client: Client) -> None:
    line = hold()
    make_work("Serves nothing")
    client.force_login(viewer())
    page = shown(client, "?view=tree")
    for name in (line.driver.title, line.objective.title, line.key_result.title, line.work.name, "Serves nothing"):
        assert name in page
    assert "Work with no link to an objective" in page


def test_money_underneath_adds_up_to_what_the_objective_carries() -> None:
    line = hold()
    half, claimed = make_work(owner=line.work.owner), make_work(owner=line.work.owner)
    make_money(half, 300, 400)
    make_money(claimed, 10, 10)
    make_contribution(half, line.objective, 25)
    make_contribution(claimed, line.objective, 50, state="claimed")
    user, now = viewer(), frame()
    page = sight_page(user, now, View(focus=line.objective.code))
    carried = money_by_objective(user, now.year, currency="GBP").own[line.objective.pk]
    assert page.below.forecast == carried.forecast == 1_100_000 + 100
    assert [row.tag for row in page.below.money] == ["", "", "claimed"]


def test_an_empty_organisation_says_what_to_do(client: Client) -> None:
    client.force_login(viewer())
    page = shown(client)
    assert "nothing to see a line through yet" in page
    assert reverse("imports:choose") in page


def test_the_number_of_queries_does_not_grow_with_the_records(client: Client) -> None:
    line = hold()
    goal = make_objective("Goal", drivers=[line.driver])
    user = viewer()
    client.force_login(user)

    def grow(count: int) -> None:
        for _ in range(count):
            each = hold()
            each.objective.parent = goal
            each.objective.save()
            make_work()
            make_driver()
            make_reading(make_key_result(each.objective), 10, TODAY)

    def queries(query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            shown(client, query)
        return len(captured)

    grow(2)
    asked = ("", f"?focus={goal.code}", "?view=tree", "?gaps=1", f"?focus={line.work.code}")
    queries("")
    few = {query: queries(query) for query in asked}
    grow(8)
    assert {query: queries(query) for query in asked} == few


def test_every_record_can_be_reached_by_links_alone(client: Client) -> None:
    """Without JavaScript every state is an address: each node, the window, the list, the filters."""
    line = hold()
    client.force_login(viewer())
    page = shown(client)
    targets = re.findall(r'hx-get="([^"]+)"', page)
    links = set(re.findall(r'href="([^"]+)"', page)) | set(re.findall(r'action="([^"]+)"', page))
    assert set(targets) <= links
    assert f"?focus={line.work.code}" in " ".join(links)
