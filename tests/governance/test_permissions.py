"""Who may open which page of this app; written by hand, complete by test."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from big.accounts.models import User
from tests.factories.organisation import all_rights, make_unit, make_user, member
from tests.governance.shapes import hold, viewer

pytestmark = pytest.mark.django_db

# Every page answers everybody who is signed in, with what they may see: a stranger sees an empty page that says so.
# Nobody is sent to sign in. Name of the page, arguments, then stranger, viewer, editor, elsewhere, cleared.
PAGES = {
    ("home", ()): (200, 200, 200, 200, 200),
    ("sight", ()): (200, 200, 200, 200, 200),
    ("gap_list", ()): (200, 200, 200, 200, 200),
    ("gap_detail", ("work-unlinked",)): (200, 200, 200, 200, 200),
    ("gap_detail", ("no-such-rule",)): (404, 404, 404, 404, 404),
    ("money", ()): (200, 200, 200, 200, 200),
    ("figure", ("objectives",)): (200, 200, 200, 200, 200),
    ("figure", ("work",)): (200, 200, 200, 200, 200),
    ("figure", ("check-ins",)): (200, 200, 200, 200, 200),
    ("figure", ("no-such-figure",)): (404, 404, 404, 404, 404),
}


def people() -> dict[str, User]:
    return {
        "stranger": make_user(),
        "viewer": viewer(),
        "editor": member(all_rights()),
        "elsewhere": member(all_rights(), unit=make_unit("Elsewhere")),
        "cleared": member(all_rights(confidential=True)),
    }


@pytest.mark.parametrize(("page", "expected"), PAGES.items(), ids=lambda value: str(value))
def test_matrix(client: Client, page: tuple[str, tuple[str, ...]], expected: tuple[int, ...]) -> None:
    hold()
    url = reverse(f"governance:{page[0]}", args=page[1])
    nobody = client.get(url)
    assert nobody.status_code == 302
    assert "/accounts/" in nobody["Location"]
    for (role, user), status in zip(people().items(), expected, strict=True):
        client.force_login(user)
        assert client.get(url).status_code == status, role
        assert client.post(url).status_code == 405, role


def test_every_address_of_the_app_is_in_the_matrix() -> None:
    tested = {name for name, _ in PAGES}
    known = {
        key
        for key in get_resolver("governance.urls").reverse_dict
        if isinstance(key, str) and not key.startswith("pack")
    }
    assert known == tested


@pytest.mark.parametrize(
    ("query", "what"),
    [("", "page"), ("?focus={work}", "work"), ("?focus={objective}", "objective"), ("?view=tree", "page")],
)
def test_what_is_hidden_shows_to_nobody_who_may_not_see_it(client: Client, query: str, what: str) -> None:
    """Work of another unit and confidential work are neither listed, counted nor reachable through a focus."""
    hold()
    line = hold(name="Hidden works", unit=make_unit("Hidden unit"), is_confidential=True)
    url = reverse("governance:sight") + query.format(work=line.work.code, objective=line.objective.code)
    for role, user in people().items():
        client.force_login(user)
        answer = client.get(url)
        sees_work = role == "cleared"
        sees_strategy = role in ("viewer", "editor", "elsewhere", "cleared")
        if (what == "work" and not sees_work) or (what == "objective" and not sees_strategy):
            assert answer.status_code == 404, role
        else:
            assert answer.status_code == 200, role
            assert (b"Hidden works" in answer.content) == sees_work, role


@pytest.mark.parametrize("name", ["home", "gap_list", "money", "figure"])
def test_lists_and_totals_leave_out_what_is_hidden(client: Client, name: str) -> None:
    line = hold(name="Hidden works", is_confidential=True)
    line.link.delete()
    url = reverse(f"governance:{name}", args=["work"] if name == "figure" else [])
    for role, user in people().items():
        client.force_login(user)
        page = client.get(url).content.decode()
        assert ("Hidden works" in page) == (role == "cleared"), role
        if name != "figure":
            assert ("£1.1m" in page or ">1.1<" in page) == (role == "cleared"), role
