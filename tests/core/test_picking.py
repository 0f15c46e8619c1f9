"""One record out of many: listed while few, typed by name or code once many; what is unclear is asked, not guessed."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from django import forms
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from big import picking
from big.core.templatetags._pages import control
from big.organisation.models import Person, Unit
from big.picking import PickField
from big.registry import searching
from okr.models.objectives import StrategicObjective
from portfolio.models.work import Work
from tests.factories.okr import make_contribution, make_objective
from tests.factories.organisation import all_rights, make_person, make_user, member
from tests.factories.portfolio import make_work

pytestmark = pytest.mark.django_db


class Asked(forms.Form):
    """One person, who may be left out."""

    owner = PickField(Person.objects.order_by("name", "pk"), required=False)


def given(value: Any) -> Asked:
    """The form with this in its field."""
    data = QueryDict(mutable=True)
    data["owner"] = str(value)
    return Asked(data)


def many() -> None:
    """More people than are listed."""
    Person.objects.bulk_create(Person(name=f"Person {number:03}", code=f"N{number}") for number in range(picking.MOST))


def test_few_are_listed_and_many_are_typed() -> None:
    clara = make_person(name="Clara Aspinall")
    listed = control(Asked(initial={"owner": clara.pk})["owner"])
    assert f'<option value="{clara.pk}" selected>Clara Aspinall</option>' in listed
    many()
    typed = control(Asked(initial={"owner": clara.pk})["owner"])
    assert "<option" not in typed
    assert "<datalist" in typed
    assert f'value="Clara Aspinall · {clara.code}"' in typed


@pytest.mark.parametrize("amount", ["few", "many"])
def test_a_name_a_code_or_both_name_one_person(amount: str) -> None:
    clara = make_person(name="Clara Aspinall")
    if amount == "many":
        many()
    for text in (clara.pk, clara.code, clara.code.lower(), "clara aspinall", f" Clara Aspinall · {clara.code} "):
        form = given(text)
        assert form.is_valid(), form.errors
        assert form.cleaned_data["owner"] == clara
    assert given("").is_valid()


def test_the_code_in_what_is_typed_decides_and_not_the_name_beside_it() -> None:
    first, second = make_person(name="Robin Ash"), make_person(name="Robin Ash")
    form = given(f"Robin Ash · {second.code}")
    assert form.is_valid()
    assert form.cleaned_data["owner"] == second != first


def test_two_of_a_name_are_asked_and_never_guessed() -> None:
    codes = {make_person(name="Robin Ash").code for _ in range(2)}
    form = given("Robin Ash")
    assert not form.is_valid()
    said = str(form.errors["owner"][0])
    assert said.startswith("Several are called “Robin Ash”")
    assert all(code in said for code in codes)


def test_what_nobody_is_called_says_who_is_near_and_keeps_what_was_typed() -> None:
    clara = make_person(name="Clara Aspinall")
    many()
    form = given("Aspi")
    assert not form.is_valid()
    assert f"Clara Aspinall · {clara.code}" in form.errors["owner"][0]
    assert 'value="Aspi"' in control(form["owner"])
    assert "Write a name or a code" in given("Zephyr<b>").errors["owner"][0]


def test_digits_that_are_typed_are_a_code_before_they_are_a_key() -> None:
    """A list sends keys; where codes are typed, the person with that code must not give way to a key."""
    many()
    other = Person.objects.order_by("pk")[0]
    coded = make_person(name="Number", code=str(other.pk))
    form = given(other.pk)
    assert form.is_valid()
    assert form.cleaned_data["owner"] == coded


def test_only_what_the_field_offers_can_be_typed() -> None:
    class Narrow(forms.Form):
        owner = PickField(Person.objects.filter(is_active=True))

    gone = make_person(name="Gone Away", is_active=False)
    for text in (gone.code, "Gone Away", f"Gone Away · {gone.code}", str(gone.pk), "nul\x00"):
        assert not Narrow(QueryDict(f"owner={quote(text)}")).is_valid()


def test_drawing_costs_one_query_and_a_chosen_record_one_more(django_assert_num_queries: Any) -> None:
    clara = make_person(name="Clara Aspinall")
    with django_assert_num_queries(1):
        control(Asked(initial={"owner": clara.pk})["owner"])
    many()
    with django_assert_num_queries(2):
        control(Asked(initial={"owner": clara.pk})["owner"])


@pytest.mark.parametrize("model", [Person, Unit, Work, StrategicObjective])
def test_what_is_picked_has_somebody_who_suggests_it(model: Any) -> None:
    assert searching.provider_of(model)


def test_suggestions_are_what_the_reader_may_see(client: Client) -> None:
    make_work("Meter roll-out")
    make_work("Meter <secret>", is_confidential=True)
    url = reverse("core:suggest", args=["works"])
    client.force_login(member(all_rights()))
    said = client.get(url, {"of": "parent", "parent": "Meter"}).content.decode()
    assert re.findall(r'<option value="(.*?) · ', said) == ["Meter roll-out"]
    assert not client.get(url, {"of": "parent", "parent": "M"}).content
    assert not client.get(url, {"q": "\x00"}).content
    client.force_login(make_user())
    assert not client.get(url, {"of": "q", "q": "Meter"}).content
    assert client.get(reverse("core:suggest", args=["nothing"])).status_code == 404


def test_an_owner_is_typed_into_the_filter_of_the_portfolio(client: Client) -> None:
    user = member(all_rights())
    client.force_login(user)
    clara = make_person(name="Clara Aspinall")
    make_work("Hers", owner=clara)
    make_work("Nobody's")
    for number in range(picking.MOST):
        make_work(f"W{number}", owner=make_person(name=f"Person {number:03}"))
    url = reverse("portfolio:work_list")
    for text in (clara.pk, clara.code, "Clara Aspinall", f"Clara Aspinall · {clara.code}"):
        page = client.get(url, {"owner": text}).content.decode()
        assert ">Hers<" in page, text
        assert "Nobody" not in page.split("<main")[1].split("</main")[0].replace("Nobody yet", ""), text
        assert f'value="Clara Aspinall · {clara.code}"' in page
    page = client.get(url, {"owner": "Clar"}).content.decode()
    assert ">Hers<" not in page
    assert 'value="Clar"' in page


def test_an_objective_of_a_long_title_is_typed_into_the_filter_of_the_portfolio(client: Client) -> None:
    client.force_login(member(all_rights()))
    objective = make_objective("A" * 150)
    make_contribution(make_work("Serving"), objective, state="agreed")
    for _ in range(picking.MOST):
        make_contribution(make_work(), make_objective(), state="agreed")
    page = client.get(reverse("portfolio:work_list"), {"objective": picking.written(objective)}).content.decode()
    assert ">Serving<" in page
    assert f'value="{picking.written(objective)}"' in page
