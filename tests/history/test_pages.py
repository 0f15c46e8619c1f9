"""Pages, exports and the API as of a moment: every link carries it, nothing can be written, bad moments are refused."""

import re
from typing import Any

import pytest
from django.test import Client

from big.history.links import carried, carry
from portfolio.models.work import WORK_EDIT, WORK_VIEW, Work
from tests.factories.organisation import make_organisation, make_unit, member
from tests.factories.portfolio import make_work
from tests.history.moments import travel

pytestmark = pytest.mark.django_db
THEN = "2026-01-31"


@pytest.fixture
def work() -> Work:
    travel("2026-01-01T09:00")
    make_organisation(zone="Europe/London")
    made = make_work("Pump", unit=make_unit("Sales"))
    travel("2026-02-01T09:00")
    Work.objects.filter(pk=made.pk).update(name="Valve")
    return made


@pytest.fixture
def reader(work: Work, client: Client) -> Client:
    client.force_login(member([WORK_VIEW, WORK_EDIT]))
    return client


def body(response: Any) -> str:
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


@pytest.mark.parametrize("page", ["/portfolio/", "/portfolio/export.csv", "/api/v1/works/", "/search/?q=Pump"])
def test_the_past_shows_and_the_present_does_not(reader: Client, page: str) -> None:
    join = "&" if "?" in page else "?"
    assert "Pump" in body(reader.get(f"{page}{join}as_of={THEN}"))
    assert "Valve" not in body(reader.get(f"{page}{join}as_of={THEN}"))
    assert "Valve" in body(reader.get(page.replace("Pump", "Valve")))


def test_a_record_of_the_past_by_its_address(reader: Client, work: Work) -> None:
    assert "Pump" in body(reader.get(work.get_absolute_url(), {"as_of": THEN}))
    assert reader.get(work.get_absolute_url(), {"as_of": "2025-12-31"}).status_code == 404
    assert reader.get(f"/api/v1/works/{work.pk}/", {"as_of": THEN}).json()["name"] == "Pump"


def test_every_link_carries_the_moment(reader: Client) -> None:
    page = body(reader.get("/portfolio/", {"as_of": THEN, "sort": "name"}))
    links = re.finditer(r'<(?:a|button)\b[^>]*?\b(?:href|hx-get)="((?:/|\?)[^"]*)"[^>]*>', page)
    # A view is of the present however it was found, so the way to save one leads there.
    main = [link.group(1) for link in links if "data-present" not in link.group()]
    assert len(main) > 10
    assert [
        each for each in main if "as_of" not in each and not each.startswith(("/accounts/", "/portfolio/?sort=name"))
    ] == []
    for form in re.findall(r"<form[^>]*>.*?</form>", page, re.DOTALL):
        assert 'method="post"' in form or 'name="as_of"' in form
    assert "You read what was recorded by" in page


def test_nothing_can_be_changed_from_a_page_of_the_past(reader: Client, work: Work) -> None:
    page = body(reader.get(work.get_absolute_url(), {"as_of": THEN}))
    posts = [form for form in re.findall(r"<form[^>]*>", page) if 'method="post"' in form]
    assert {re.findall(r'action="([^"]*)"', form)[0] for form in posts} <= {"/accounts/logout/", "/search/theme/"}
    assert "hx-post" not in page
    assert reader.get(f"/portfolio/{work.code.lower()}/edit/", {"as_of": THEN}).status_code in {403, 404}


@pytest.mark.parametrize("page", ["/portfolio/new/", "/api/v1/works/", "/portfolio/C-1/edit/", "/imports/new/"])
def test_a_write_is_refused_before_anybody_is_asked(reader: Client, page: str) -> None:
    answer = reader.post(f"{page}?as_of={THEN}", {})
    assert answer.status_code == 409
    assert "past cannot be changed" in body(answer)


@pytest.mark.parametrize(
    "said", ["2031-01-01", "yesterday", "2026-13-01", "9999-12-31", "0001-01-01T00:00+14:00", "1" * 400]
)
def test_a_moment_that_is_none_is_refused_with_a_sentence(reader: Client, said: str) -> None:
    page = reader.get("/portfolio/", {"as_of": said})
    assert page.status_code == 422
    assert "Choose one that has" in body(page) or "Write a date such as" in body(page)
    answer = reader.get("/api/v1/works/", {"as_of": said})
    assert (answer.status_code, answer.json()["code"]) == (422, "as_of")


def test_a_date_means_its_end_where_the_organisation_is(reader: Client, work: Work) -> None:
    travel("2026-06-30T22:59:59")
    Work.objects.filter(pk=work.pk).update(name="Late in June")
    travel("2026-06-30T23:00:00")
    Work.objects.filter(pk=work.pk).update(name="July in London")
    assert "Late in June" in body(reader.get("/portfolio/", {"as_of": "2026-06-30"}))
    assert "July in London" in body(reader.get("/portfolio/", {"as_of": "2026-07-01"}))
    assert "Late in June" in body(reader.get("/portfolio/", {"as_of": "2026-06-30T23:59:59"}))
    assert "July in London" in body(reader.get("/portfolio/", {"as_of": "2026-06-30T23:00:00+00:00"}))


def test_lists_of_the_api_lead_on_in_the_past_and_tags_name_it(reader: Client, work: Work) -> None:
    travel("2026-02-02T09:00")
    make_work("Later")
    answer = reader.get("/api/v1/works/", {"page_size": "1", "as_of": "2026-02-28"})
    following = answer.json()["next"]
    assert "as_of=2026-02-28" in following
    assert reader.get(following).json()["results"][0]["name"] == "Later"
    page = f"/api/v1/works/{work.pk}/"
    now, then = reader.get(page), reader.get(page, {"as_of": THEN})
    assert now["ETag"] != then["ETag"]
    assert "2026-01-31" in then["ETag"]


def test_a_stranger_is_led_to_sign_in(client: Client, work: Work) -> None:
    answer = client.get("/portfolio/", {"as_of": THEN})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("/portfolio/", "/portfolio/?as_of=2026-01-31"),
        ("?sort=name#rows", "?sort=name&as_of=2026-01-31#rows"),
        ("/x/?as_of=2025-01-01", "/x/?as_of=2025-01-01"),
        ("//elsewhere.example/", "//elsewhere.example/"),
        ("https://elsewhere.example/", "https://elsewhere.example/"),
        ("/static/app.css", "/static/app.css"),
        ("#main", "#main"),
    ],
)
def test_an_address_carries_the_moment(url: str, wanted: str) -> None:
    assert carried(url, THEN) == wanted


def test_what_is_written_in_a_page_stays_text() -> None:
    html = (
        '<p>href="/x/"</p><a class="a" href="/x/?a=1&amp;b=2">x</a><a href="/" data-present>now</a><form action="/f">'
    )
    assert carry(html, "2026-01-31T10:00+02:00") == (
        '<p>href="/x/"</p><a class="a" href="/x/?a=1&amp;b=2&amp;as_of=2026-01-31T10%3A00%2B02%3A00">x</a>'
        '<a href="/" data-present>now</a><form action="/f">'
        '<input type="hidden" name="as_of" value="2026-01-31T10:00+02:00">'
    )
