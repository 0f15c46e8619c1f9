"""Who gets which answer, for every URL of the app: a table written by hand, and a check that it is complete."""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from big.accounts.models import User
from portfolio.models.milestones import Milestone
from portfolio.models.views import SavedView
from portfolio.models.work import Work
from tests.api.matrix import undone
from tests.factories.organisation import all_rights, make_unit, make_user, member
from tests.factories.portfolio import make_milestone, make_money, make_report, make_work

pytestmark = pytest.mark.django_db
PEOPLE = ("nobody", "stranger", "viewer", "editor", "elsewhere")

# URL name, what it is about, method, then the status for: nobody, a stranger, a viewer, an editor, an editor elsewhere.
# An empty POST of an editor is refused with 422: the right was there, the entries were not.
MATRIX = [
    ("work_list", "", "get", 302, 403, 200, 200, 200),
    ("work_export", "csv", "get", 302, 403, 200, 200, 200),
    ("snapshot_compare", "", "get", 302, 403, 200, 200, 200),
    ("type_list", "", "get", 302, 403, 200, 200, 200),
    ("type_detail", "type", "get", 302, 403, 200, 200, 200),
    ("type_create", "", "get", 302, 403, 403, 403, 403),
    ("type_create", "", "post", 302, 403, 403, 403, 403),
    ("type_edit", "type", "get", 302, 403, 403, 403, 403),
    ("type_edit", "type", "post", 302, 403, 403, 403, 403),
    ("state_create", "type", "get", 302, 403, 403, 403, 403),
    ("state_create", "type", "post", 302, 403, 403, 403, 403),
    ("state_edit", "state", "get", 302, 403, 403, 403, 403),
    ("state_edit", "state", "post", 302, 403, 403, 403, 403),
    ("state_remove", "state", "get", 302, 403, 403, 403, 403),
    ("state_remove", "state", "post", 302, 403, 403, 403, 403),
    ("capacity", "", "get", 302, 403, 200, 200, 200),
    ("work_create", "", "get", 302, 403, 403, 200, 200),
    ("work_create", "", "post", 302, 403, 403, 422, 422),
    ("work_bulk", "", "get", 302, 403, 403, 200, 200),
    ("work_bulk", "", "post", 302, 403, 403, 422, 422),
    ("view_list", "", "get", 302, 403, 200, 200, 200),
    ("view_save", "", "get", 302, 403, 200, 200, 200),
    ("view_save", "", "post", 302, 403, 422, 422, 422),
    ("view_open", "view", "get", 302, 404, 302, 302, 302),
    ("view_share", "view", "post", 302, 404, 403, 302, 403),
    ("view_remove", "view", "get", 302, 404, 403, 200, 403),
    ("view_remove", "view", "post", 302, 404, 403, 302, 403),
    ("work_detail", "work", "get", 302, 404, 200, 200, 404),
    ("work_milestones", "work", "get", 302, 404, 200, 200, 404),
    ("work_money", "work", "get", 302, 404, 200, 200, 404),
    ("work_status", "work", "get", 302, 404, 200, 200, 404),
    ("work_structure", "work", "get", 302, 404, 200, 200, 404),
    ("work_history", "work", "get", 302, 404, 200, 200, 404),
    ("work_edit", "work", "get", 302, 404, 403, 200, 404),
    ("work_edit", "work", "post", 302, 404, 403, 422, 404),
    ("work_move", "work", "get", 302, 404, 403, 200, 404),
    ("work_move", "work", "post", 302, 404, 403, 422, 404),
    ("work_state", "work", "get", 302, 404, 403, 200, 404),
    ("work_state", "work", "post", 302, 404, 403, 422, 404),
    ("work_type", "work", "get", 302, 404, 403, 200, 404),
    ("work_type", "work", "post", 302, 404, 403, 422, 404),
    ("work_must_do", "work", "get", 302, 404, 403, 200, 404),
    ("work_must_do", "work", "post", 302, 404, 403, 422, 404),
    ("status_report", "work", "get", 302, 404, 403, 200, 404),
    ("status_report", "work", "post", 302, 404, 403, 422, 404),
    ("whole_life_cost", "work", "get", 302, 404, 403, 200, 404),
    ("whole_life_cost", "work", "post", 302, 404, 403, 422, 404),
    ("money_edit", "work", "get", 302, 404, 403, 200, 404),
    ("milestone_create", "work", "get", 302, 404, 403, 200, 404),
    ("milestone_create", "work", "post", 302, 404, 403, 422, 404),
    ("draft_discard", "draft", "get", 302, 404, 403, 200, 404),
    ("milestone_edit", "milestone", "get", 302, 404, 403, 200, 404),
    ("milestone_edit", "milestone", "post", 302, 404, 403, 422, 404),
    ("milestone_achieve", "milestone", "get", 302, 404, 403, 200, 404),
    ("milestone_achieve", "milestone", "post", 302, 404, 403, 422, 404),
    ("milestone_cancel", "milestone", "get", 302, 404, 403, 200, 404),
    ("milestone_cancel", "milestone", "post", 302, 404, 403, 422, 404),
    ("milestone_reopen", "milestone", "get", 302, 404, 403, 200, 404),
    ("milestone_reopen", "milestone", "post", 302, 404, 403, 422, 404),
]


@dataclass(frozen=True, slots=True)
class Scene:
    """One unit with work, a milestone and a draft, a view that its editor shares, and who looks at it."""

    work: Work
    milestone: Milestone
    draft: int
    view: SavedView
    people: dict[str, User | None]


@pytest.fixture
def scene() -> Scene:
    here, away = make_unit("Here"), make_unit("Away")
    editor = member(all_rights(), unit=here)
    work = make_work("Billing", unit=here)
    return Scene(
        work=work,
        milestone=make_milestone(work),
        draft=make_report(work, "A", is_draft=True).pk,
        view=SavedView.objects.create(owner=editor, name="Ours", query="mark=R", is_shared=True),
        people={
            "nobody": None,
            "stranger": make_user(),
            "viewer": member(["work.view"], unit=here),
            "editor": editor,
            "elsewhere": member(all_rights(), unit=away),
        },
    )


def address(scene: Scene, name: str, about: str) -> str:
    code = scene.work.code.lower()
    args: dict[str, list[object]] = {
        "": [],
        "csv": ["csv"],
        "view": [scene.view.pk],
        "type": [scene.work.work_type.key],
        "state": [scene.work.work_type.key, scene.work.state.key],
        "work": [code],
        "draft": [code, scene.draft],
        "milestone": [code, scene.milestone.pk],
    }
    return reverse(f"portfolio:{name}", args=args[about])


@pytest.mark.parametrize("person", PEOPLE)
def test_matrix(client: Client, scene: Scene, person: str) -> None:
    """One scene for the whole table, as each request left it untouched for the next."""
    if user := scene.people[person]:
        client.force_login(user)
    wrong = {}
    for name, about, method, *statuses in MATRIX:
        with undone():
            answer = getattr(client, method)(address(scene, name, about))
        expected = statuses[PEOPLE.index(person)]
        if answer.status_code != expected:
            wrong[name, method] = (answer.status_code, expected)
    assert wrong == {}


def test_every_url_is_in_the_matrix() -> None:
    patterns = get_resolver().namespace_dict["portfolio"][1].reverse_dict
    assert {name for name in patterns if isinstance(name, str)} == {row[0] for row in MATRIX}


@pytest.mark.parametrize("name", [row[0] for row in MATRIX if row[1] == "work" and row[2] == "get"])
def test_confidential_work_is_not_there_for_the_uncleared(client: Client, scene: Scene, name: str) -> None:
    Work.objects.filter(pk=scene.work.pk).update(is_confidential=True)
    client.force_login(scene.people["editor"])  # type: ignore[arg-type]
    assert client.get(address(scene, name, "work")).status_code == 404
    cleared = member(all_rights(confidential=True), unit=scene.work.unit)
    client.force_login(cleared)
    assert client.get(address(scene, name, "work")).status_code == 200


def test_lists_totals_and_exports_hold_nothing_hidden(client: Client, scene: Scene) -> None:
    make_money(scene.work, 1_000_000, 1_000_000)
    hidden = make_work("Project Linden", unit=scene.work.unit, is_confidential=True)
    make_money(hidden, 7_700_000, 7_700_000)
    make_milestone(hidden, "Linden signed")
    client.force_login(scene.people["viewer"])  # type: ignore[arg-type]
    page = client.get(reverse("portfolio:work_list"))
    assert b"Linden" not in page.content
    assert page.context["money"].cost.budget == 1_000_000
    assert page.context["page"].total == 1
    exported = b"".join(client.get(reverse("portfolio:work_export", args=["csv"])))
    assert b"Linden" not in exported
    assert b"Billing" in exported


def test_a_hidden_parent_and_hidden_children_stay_hidden(client: Client, scene: Scene) -> None:
    above = make_work("Secret programme", unit=scene.work.unit, is_confidential=True)
    make_work("Secret part", unit=scene.work.unit, is_confidential=True, parent=scene.work)
    Work.objects.filter(pk=scene.work.pk).update(parent=above)
    client.force_login(scene.people["viewer"])  # type: ignore[arg-type]
    for name in ("work_detail", "work_structure"):
        assert b"Secret" not in client.get(address(scene, name, "work")).content


def test_a_milestone_is_found_only_under_its_own_work(client: Client, scene: Scene) -> None:
    other = make_work(unit=scene.work.unit)
    client.force_login(scene.people["editor"])  # type: ignore[arg-type]
    url = reverse("portfolio:milestone_edit", args=[other.code.lower(), scene.milestone.pk])
    assert client.get(url).status_code == 404
