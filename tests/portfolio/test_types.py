"""Types of work and their lifecycles, changed through the pages by who runs the organisation."""

import pytest
from django.test import Client

from big.audit.models import AuditEvent
from portfolio.models.types import LifecycleState, WorkType
from tests.factories.organisation import all_rights, member
from tests.factories.portfolio import make_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(member(all_rights()))
    return client


def make_type(client: Client) -> WorkType:
    answer = client.post(
        "/portfolio/types/new/",
        {
            "label": "Experiment",
            "plural": "Experiments",
            "code_prefix": "X",
            "position": 90,
            "first_state": "Proposed",
            "why": "We try things",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    return WorkType.objects.get(key="experiment")


def test_a_type_is_made_with_a_lifecycle_that_work_can_pass(client: Client) -> None:
    made = make_type(client)
    first = made.states.get()
    assert (first.key, first.is_initial, first.is_live) == ("proposed", True, True)
    add = f"/portfolio/types/{made.key}/states/new/"
    assert client.post(add, {"label": "Concluded", "position": 3}).status_code == 302
    ended = made.states.get(key="concluded")
    running_words = {"label": "Running", "position": 2, "is_live": "on", "followers": [ended.pk]}
    assert client.post(add, running_words).status_code == 302
    running = made.states.get(key="running")
    assert list(running.followers.all()) == [ended]
    edit = f"/portfolio/types/{made.key}/states/{first.key}/edit/"
    words = {"label": "Idea", "position": 1, "is_live": "on", "followers": [running.pk], "why": "Plainer"}
    assert client.post(edit, words).status_code == 302
    first.refresh_from_db()
    assert (first.label, first.key) == ("Idea", "proposed")
    page = client.get(made.get_absolute_url()).content.decode()
    for said in ("No work is of this type yet.", "Idea", "nothing; the work ends here", "Plainer"):
        assert said in page, said
    codes = set(AuditEvent.objects.values_list("code", flat=True))
    assert {"portfolio.type.created", "portfolio.type.state_added", "portfolio.type.state_changed"} <= codes
    work = client.get("/portfolio/new/").content.decode()
    assert "Experiment" in work


def test_what_would_break_a_lifecycle_is_refused_with_a_sentence(client: Client) -> None:
    made = make_type(client)
    again = {"label": "Experiment", "plural": "E", "code_prefix": "E", "position": 1, "first_state": "New"}
    answer = client.post("/portfolio/types/new/", again)
    assert answer.status_code == 422
    assert "There is a type of that name" in answer.content.decode()
    lower = client.post("/portfolio/types/new/", again | {"label": "Other", "code_prefix": "e1"})
    assert "Enter one to six capital letters." in lower.content.decode()
    first = client.post(f"/portfolio/types/{made.key}/states/proposed/remove/", {"why": "Gone"})
    assert first.status_code == 422
    assert "begins in this state" in first.content.decode()
    other = LifecycleState.objects.exclude(work_type=made).first()
    assert other is not None
    strange = {"label": "Running", "position": 2, "followers": [other.pk]}
    assert client.post(f"/portfolio/types/{made.key}/states/new/", strange).status_code == 422


def test_a_state_with_work_in_it_stays_and_an_empty_one_goes(client: Client) -> None:
    work = make_work("Billing")
    states = f"/portfolio/types/{work.work_type.key}/states"
    LifecycleState.objects.filter(pk=work.state_id).update(is_initial=False)
    held = client.post(f"{states}/{work.state.key}/remove/", {"why": "Gone"})
    assert held.status_code == 422
    assert "1 piece of work is in this state" in held.content.decode()
    assert client.post(f"{states}/new/", {"label": "Paused a while", "position": 50}).status_code == 302
    assert client.post(f"{states}/paused-a-while/remove/", {"why": "Not needed"}).status_code == 302
    assert not work.work_type.states.filter(key="paused-a-while").exists()


def test_the_list_counts_only_work_that_the_reader_may_see(client: Client) -> None:
    make_work("Billing")
    make_work("Project Linden", is_confidential=True)
    page = client.get("/portfolio/types/").content.decode()
    assert "One of " in page
    stranger = Client()
    stranger.force_login(member(["strategy.view"]))
    assert stranger.get("/portfolio/types/").status_code == 403
