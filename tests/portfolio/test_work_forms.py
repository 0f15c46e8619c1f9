"""Forms about work: a place where one may not edit is refused beside its field, and what was typed stays."""

import pytest
from django.test import Client
from django.urls import reverse

from portfolio.models.work import Work
from tests.factories.organisation import make_organisation, make_unit, member
from tests.factories.portfolio import make_type, make_work

pytestmark = pytest.mark.django_db
REFUSED = "Choose a unit or a node in which you may edit work."


@pytest.fixture
def typed(client: Client) -> dict[str, object]:
    make_organisation()
    here = make_unit("Here")
    client.force_login(member(["work.view", "work.edit"], unit=here))
    return {"name": "Tired sensors", "stream": "change", "work_type": make_type().key, "unit": here.pk}


def test_work_without_a_place_of_ones_own_is_asked_for_one(client: Client, typed: dict[str, object]) -> None:
    answer = client.post(reverse("portfolio:work_create"), typed | {"unit": ""})
    assert answer.status_code == 422
    assert answer.context["form"].errors["unit"] == [REFUSED]
    assert 'value="Tired sensors"' in answer.content.decode()
    assert client.post(reverse("portfolio:work_create"), typed).status_code == 302
    assert Work.objects.get().unit_id == typed["unit"]


def test_work_cannot_be_edited_out_of_reach(client: Client, typed: dict[str, object]) -> None:
    work = make_work(unit_id=typed["unit"])
    path = reverse("portfolio:work_edit", args=[work.code.lower()])
    answer = client.post(path, typed | {"unit": "", "code": work.code, "version": work.version})
    assert answer.status_code == 422
    assert answer.context["form"].errors["unit"] == [REFUSED]
    answer = client.post(path, typed | {"code": work.code, "version": work.version})
    assert answer.status_code == 302
