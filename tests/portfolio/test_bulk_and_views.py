"""Changing many pieces of work in one act, and naming views of the list."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from big.accounts.models import User
from big.audit.models import AuditEvent
from big.errors import RuleError, StaleError
from portfolio.models.views import SavedView
from portfolio.models.work import Work
from portfolio.services.bulk import change_works
from portfolio.services.saved_views import cleaned_query, remove_view, save_view, share_view
from tests.factories.okr import make_key_result
from tests.factories.organisation import make_person, make_unit, member
from tests.factories.portfolio import make_work

pytestmark = pytest.mark.django_db
EDITS = ["work.view", "work.edit"]


@pytest.fixture
def editor() -> User:
    return member(EDITS)


def test_many_get_an_owner_in_one_act(editor: User) -> None:
    works, owner = [make_work() for _ in range(3)], make_person("Amara Okonjo")
    works[0].owner = owner
    works[0].save()
    changed = change_works({work.pk: 0 for work in works}, actor=editor, changes={"owner": owner}, why="New lead")
    assert {work.pk for work in changed} == {works[1].pk, works[2].pk}
    assert AuditEvent.objects.values("group").distinct().count() == 1
    assert AuditEvent.objects.count() == 2
    assert list(Work.objects.values_list("owner__name", flat=True)) == ["Amara Okonjo"] * 3


def test_one_that_is_stale_unseen_or_not_editable_stops_all(editor: User) -> None:
    first, second = make_work("First"), make_work("Second")
    owner = make_person()
    with pytest.raises(StaleError, match="Second"):
        change_works({first.pk: 0, second.pk: 5}, actor=editor, changes={"owner": owner})
    unit = make_unit()
    local = member(EDITS, unit=unit)
    near = make_work(unit=unit)
    with pytest.raises(Work.DoesNotExist):
        change_works({near.pk: 0, first.pk: 0}, actor=local, changes={"owner": owner})
    with pytest.raises(PermissionDenied):
        change_works({near.pk: 0}, actor=member(["work.view"]), changes={"owner": owner})
    with pytest.raises(PermissionDenied):
        change_works({near.pk: 0}, actor=local, changes={"unit": make_unit()})
    assert not Work.objects.filter(owner=owner).exists()


def test_five_hundred_at_most(editor: User) -> None:
    with pytest.raises(RuleError, match="at most 500"):
        change_works(dict.fromkeys(range(501), 0), actor=editor, changes={"owner": None})


def test_a_query_is_kept_without_what_passes() -> None:
    assert cleaned_query("?page=3&unit=4&q=&mark=R&mark=A&saved=1") == "mark=R&mark=A&unit=4"


def test_a_view_is_saved_replaced_shared_and_removed(editor: User) -> None:
    other = member(["work.view"])
    view = save_view(actor=editor, name="My red work", query="mark=R")
    assert not SavedView.objects.visible_to(other).exists()
    again = save_view(actor=editor, name="my RED work", query="mark=R&stream=change")
    assert (again.pk, again.query) == (view.pk, "mark=R&stream=change")
    share_view(view.pk, actor=editor, version=1, is_shared=True)
    assert SavedView.objects.visible_to(other).get().name == "My red work"
    with pytest.raises(PermissionDenied):
        remove_view(view.pk, actor=other)
    assert not SavedView.objects.visible_to(member([])).exists()
    remove_view(view.pk, actor=editor)
    assert not SavedView.objects.exists()


def test_a_view_of_another_list_leads_there_and_is_seen_by_whoever_sees_that_list(client: Client) -> None:
    strategist, manager = member(["strategy.view"]), member(["work.view"])
    make_key_result()
    view = save_view(actor=strategist, name="Behind", query="tab=red&col=lag", is_shared=True, of_list="key-results")
    assert SavedView.objects.visible_to(member(["strategy.view"])).get() == view
    assert not SavedView.objects.visible_to(manager).exists()
    client.force_login(strategist)
    assert client.get(view.get_absolute_url()).headers["Location"] == (
        f"{reverse('okr:explorer')}?col=lag&tab=red&saved={view.pk}"
    )
    page = client.get(view.address).content.decode()
    assert "Behind" in page
    assert f"{reverse('portfolio:view_save')}?list=key-results&amp;col=lag&amp;tab=red" in page
    same = save_view(actor=strategist, name="Behind", query="", of_list="alignment")
    assert same != view, "a name is used once a list"
    with pytest.raises(PermissionDenied):
        save_view(actor=manager, name="Mine", query="", of_list="key-results")
    with pytest.raises(PermissionDenied):
        save_view(actor=manager, name="Mine", query="", of_list="nothing")


def test_a_view_is_saved_from_the_list_it_is_of(client: Client) -> None:
    client.force_login(member(["strategy.view"]))
    address = f"{reverse('portfolio:view_save')}?list=key-results&tab=red&col=lag&col=due"
    form = client.get(address).content.decode()
    assert 'value="col=lag&amp;col=due&amp;tab=red"' in form
    answer = client.post(address, {"name": "Behind", "query": "col=lag&col=due&tab=red"})
    view = SavedView.objects.get()
    assert (answer.status_code, view.of_list, view.query) == (302, "key-results", "col=lag&col=due&tab=red")
    assert client.get(f"{reverse('portfolio:view_save')}?list=works").status_code == 403
    assert client.get(reverse("portfolio:view_list")).status_code == 200


def test_a_view_needs_a_name_and_the_right_to_see_work(editor: User) -> None:
    with pytest.raises(RuleError, match="Name the view"):
        save_view(actor=editor, name=" ", query="")
    with pytest.raises(PermissionDenied):
        save_view(actor=member([]), name="A", query="")
