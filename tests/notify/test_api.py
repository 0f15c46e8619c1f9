"""The API of messages: one's own wishes, and what administrators are not told."""

import pytest

from big.notify.models import Preference
from tests.api.asking import program
from tests.factories.organisation import make_user, member, person_of
from tests.notify.making import AT_ONCE, tell

pytestmark = pytest.mark.django_db


def test_what_a_message_says_is_told_to_its_reader_alone() -> None:
    user = member([])
    message = tell(person_of(user), subject="Quiet acquisition")
    found = program(user).get(f"/api/v1/messages/{message.pk}/").json()
    assert found["subject"] == "Quiet acquisition"
    seen = program(make_user(is_administrator=True)).get(f"/api/v1/messages/{message.pk}/").json()
    assert (seen["subject"], seen["state"]) == (None, "waiting")
    assert program(member(["organisation.manage"])).get(f"/api/v1/messages/{message.pk}/").status_code == 404


def test_a_choice_is_made_again_and_odd_ones_are_refused() -> None:
    user = member([])
    api = program(user)
    for channel in ("off", "digest", "at_once"):
        made = api.post("/api/v1/message-preferences/", {"kind": AT_ONCE, "channel": channel})
        assert (made.status_code, made.json()["channel"]) == (201, channel)
    assert Preference.objects.filter(person=person_of(user)).count() == 1
    for wrong in ({"kind": "no.such", "channel": "off"}, {"kind": "notify.test", "channel": "off"}):
        assert api.post("/api/v1/message-preferences/", wrong).status_code == 422


def test_an_absence_that_stands_already_is_refused() -> None:
    api = program(member([]))
    days = {"starts_on": "2030-01-01", "ends_on": "2030-01-05"}
    assert api.post("/api/v1/absences/", days).status_code == 201
    assert api.post("/api/v1/absences/", days).status_code == 422


def test_quiet_hours_are_told_as_on_the_wall() -> None:
    api = program(member([]))
    given = {"quiet_from": "20:00", "quiet_until": "06:30", "zone": "Asia/Tokyo", "digest_hour": 6}
    made = api.post("/api/v1/quiet-hours/", given)
    assert made.status_code == 201
    assert made.json() == {"id": made.json()["id"], **given}
    for wrong in ({"digest_hour": 24}, {"quiet_from": "24:00"}, {"quiet_until": "6"}, {"quiet_from": None}):
        assert api.post("/api/v1/quiet-hours/", given | wrong).status_code == 400
    assert api.post("/api/v1/quiet-hours/", given | {"zone": "Mars/Base"}).status_code in {400, 422}
