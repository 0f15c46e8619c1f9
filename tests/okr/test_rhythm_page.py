"""Saying when check-ins are asked for: a place's own rhythm, that of the place above, and two who say so at once."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from big import clock
from big.audit.models import AuditEvent
from big.errors import StaleError
from big.history.moment import as_of
from big.organisation.models import Unit
from okr.models.rhythms import CheckInRhythm
from okr.selectors.rhythms import rhythm_here
from okr.services.rhythms import set_rhythm
from tests.factories.okr import make_cycle, make_rhythm
from tests.factories.organisation import all_rights, make_node, make_organisation, make_unit, member

pytestmark = pytest.mark.django_db


def entries(**given: Any) -> dict[str, Any]:
    values = {"every": "week", "weekday": 0, "month_day": 1, "hour": 9, "zone": "", "starts_on": "2026-01-01"}
    return {**values, "version": "", **given}


def address(unit: Unit) -> str:
    return reverse("okr:unit_rhythm", args=[unit.code.lower()])


def test_a_unit_sets_its_own_and_goes_back_to_that_above(client: Client) -> None:
    make_organisation(name="Meridian")
    client.force_login(member(all_rights()))
    unit = make_unit("Networks")
    client.post(reverse("okr:rhythm"), entries())
    page = client.get(address(unit)).content.decode()
    assert "Check-ins are asked for every week on Monday at 9am, as in Meridian." in page
    assert "As in Meridian: every week on Monday at 9am" in page
    assert client.post(address(unit), entries(every="month", month_day=31, hour=14)).status_code == 302
    page = client.get(address(unit)).content.decode()
    assert "Check-ins are asked for every month on the last day at 2pm." in page
    event = AuditEvent.objects.latest("pk")
    assert (event.code, event.after) == ("okr.rhythm.set", {"rhythm": "every month on the last day at 2pm"})
    own = CheckInRhythm.objects.get(unit=unit)
    assert client.post(address(unit), entries(every="inherit", version=own.version)).status_code == 302
    assert not CheckInRhythm.objects.filter(unit=unit).exists()
    assert AuditEvent.objects.latest("pk").code == "okr.rhythm.cleared"
    assert rhythm_here(unit).inherited_from == "Meridian"


def test_the_page_of_okrs_says_when_they_are_asked_for_and_leads_there(client: Client) -> None:
    unit, cycle = make_unit("Networks"), make_cycle()
    okrs = reverse("okr:unit_okrs", args=[unit.code.lower(), cycle.code.lower()])
    client.force_login(member(all_rights()))
    assert "nobody is asked for them" in client.get(okrs).content.decode()
    make_rhythm(unit=Unit.objects.get(parent=None), every="fortnight", weekday=3)
    page = client.get(okrs).content.decode()
    assert "asked for every two weeks on Thursday at 9am, as in Whole organisation, next on" in page
    assert address(unit) in page
    client.force_login(member(["strategy.view"]))
    assert address(unit) not in client.get(okrs).content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"zone": "Nowhere"}, "Enter a time zone such as Europe/London."),
        ({"every": "yearly"}, "Select a valid choice"),
        ({"weekday": "7"}, "Select a valid choice"),
        ({"hour": "24"}, "Select a valid choice"),
        ({"starts_on": ""}, "This field is required."),
    ],
)
def test_what_there_is_not_is_refused_beside_its_field(client: Client, wrong: dict[str, str], said: str) -> None:
    client.force_login(member(all_rights()))
    answer = client.post(address(make_unit()), entries(**wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_of_two_who_set_it_the_second_sees_what_the_first_said(client: Client) -> None:
    user, unit = member(all_rights()), make_unit()
    client.force_login(user)
    first = set_rhythm(unit, actor=user, every="month")
    answer = client.post(address(unit), entries(every="fortnight", weekday=2))
    assert answer.status_code == 409
    assert "Every month" in answer.content.decode()
    assert client.post(address(unit), entries(every="fortnight", version=first.version)).status_code == 302
    stale = client.post(address(unit), entries(every="week", version=first.version))
    assert stale.status_code == 409
    CheckInRhythm.objects.all().delete()
    gone = client.post(address(unit), entries(every="month", version=3))
    assert gone.status_code == 409
    with pytest.raises(StaleError):
        set_rhythm(unit, actor=user, every="week", version=3)


def test_what_would_have_been_asked_before_it_was_changed_is_not(client: Client) -> None:
    user, unit = member(all_rights()), make_unit()
    made = set_rhythm(unit, actor=user, every="week")
    CheckInRhythm.objects.update(applies_from=clock.real_now() - dt.timedelta(days=100))
    set_rhythm(unit, actor=user, every="week", weekday=1, version=made.version)
    assert CheckInRhythm.objects.get().applies_from > clock.real_now() - dt.timedelta(minutes=1)


@pytest.mark.django_db(transaction=True)
def test_the_past_is_read_as_it_was() -> None:
    user, unit = member(all_rights()), make_unit()
    made = set_rhythm(unit, actor=user, every="month")
    before = clock.real_now()
    set_rhythm(unit, actor=user, every="week", version=made.version)
    with as_of(before):
        assert rhythm_here(unit).sentence == "every month on the 1st at 9am"
    assert rhythm_here(unit).sentence == "every week on Monday at 9am"


def test_the_page_costs_the_same_however_many_rhythms_there_are(client: Client) -> None:
    client.force_login(member(all_rights()))
    unit, counts = make_unit(), []
    for many in (1, 2, 20):
        for _ in range(many):
            make_rhythm(unit=make_unit(parent=unit))
            make_rhythm(node=make_node())
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(unit)).status_code == 200
        counts.append(len(captured))
    assert counts[1] == counts[2]
