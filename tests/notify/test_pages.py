"""The pages: one's own notifications, what failed, and mail that was kept; who opens them and what they change."""

import datetime as dt
from typing import Any

import pytest
from django.core.mail import send_mail
from django.test import Client

from big import clock
from big.audit.models import AuditEvent
from big.notify import kinds
from big.notify.capture import BACKEND
from big.notify.gathering import NO_ADDRESS, gather
from big.notify.models import Absence, CapturedMail, Message, Preference, Wish
from big.notify.sending import send_due
from tests.factories.organisation import make_person, make_user, member, person_of
from tests.notify.making import AT_ONCE, DAILY, tell, told, wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(make_user(is_administrator=True))
    return client


def test_a_person_chooses_and_the_log_tells_of_it(client: Client) -> None:
    user = member([])
    client.force_login(user)
    page = client.get("/notify/").content.decode()
    assert "Reminders" in page
    assert "What is due." in page
    chosen = {**{kind.key: kind.default for kind in kinds.known()}, AT_ONCE: "off", DAILY: "digest"}
    assert client.post("/notify/kinds/", chosen).status_code == 302
    assert list(Preference.objects.values_list("kind", "channel")) == [(AT_ONCE, "off")]
    event = AuditEvent.objects.get(code="notify.preferences.changed")
    assert (event.before, event.after) == ({"Alarms": "At once"}, {"Alarms": "Not at all"})
    assert client.post("/notify/kinds/", {**chosen, "notify.test": "off"}).status_code == 422


def test_quiet_hours_are_saved_and_odd_ones_refused(client: Client) -> None:
    client.force_login(member([]))
    given = {"quiet_from": "21:30", "quiet_until": "06:00", "zone": "Asia/Tokyo", "digest_hour": "8"}
    assert client.post("/notify/hours/", given).status_code == 302
    held = Wish.objects.get()
    assert (held.quiet_from, held.zone, held.digest_hour) == (dt.time(21, 30), "Asia/Tokyo", 8)
    for wrong in ({"zone": "Mars/Base"}, {"zone": "../etc"}, {"digest_hour": "24"}, {"quiet_from": "late"}):
        assert client.post("/notify/hours/", given | wrong).status_code == 422
    assert 'value="21:30"' in client.get("/notify/").content.decode()


def test_an_absence_is_recorded_once_and_removed(client: Client) -> None:
    user, other = member([], name="Ada"), make_person("Ben")
    client.force_login(user)
    today = clock.today()
    given = {"starts_on": today, "ends_on": today + dt.timedelta(days=3), "delegate": other.pk}
    assert client.post("/notify/absences/create/", given).status_code == 302
    absence = Absence.objects.get()
    assert absence.delegate == other
    assert AuditEvent.objects.filter(code="notify.absence.recorded").exists()
    assert client.post("/notify/absences/create/", given).status_code == 422, "these days are recorded"
    late = {"starts_on": "2030-01-02", "ends_on": "2030-01-01"}
    assert client.post("/notify/absences/create/", late).status_code == 422
    own = {"starts_on": "2030-01-02", "ends_on": "2030-01-03", "delegate": person_of(user).pk}
    assert client.post("/notify/absences/create/", own).status_code == 422
    client.force_login(member([]))
    assert client.post(f"/notify/absences/{absence.pk}/remove/").status_code == 404
    client.force_login(user)
    assert client.post(f"/notify/absences/{absence.pk}/remove/").status_code == 302
    assert not Absence.objects.exists()


def test_a_test_message_comes_also_in_quiet_hours(client: Client) -> None:
    user = member([])
    wish(person_of(user), "00:00-23:59")
    client.force_login(user)
    for _ in range(2):
        assert client.post("/notify/test/").status_code == 302
    gather(clock.real_now())
    assert send_due() in {1, 2}, "twice in a minute is once"
    assert "A test message" in client.get("/notify/").content.decode()


def test_administrators_see_that_it_failed_not_what_it_says_and_send_it_again(administrator: Client) -> None:
    person = make_person("Ada", user=None)
    message = tell(person, subject="Quiet acquisition")
    gather(clock.real_now())
    page = administrator.get("/notify/outbox/").content.decode()
    assert "1 message could not be sent." in page
    assert NO_ADDRESS in page
    assert "Ada" in page
    assert "Quiet acquisition" not in page
    person.email = "ada@example.org"
    person.save()
    wish(person)
    assert administrator.post(f"/notify/outbox/{message.pk}/again/").status_code == 302
    gather(clock.real_now())
    assert send_due() == 1
    assert told(message) == Message.State.SENT
    assert administrator.post(f"/notify/outbox/{message.pk}/again/", follow=True).status_code == 200
    assert administrator.post("/notify/outbox/0/again/").status_code == 404


def test_kept_mail_shows_to_administrators_and_only_while_no_server_is_set(
    administrator: Client, settings: Any
) -> None:
    settings.EMAIL_BACKEND = BACKEND
    send_mail(
        "A link", "Go to https://example.org/x?a=1&b=<script>", None, ["ada@example.org"], html_message="<b>x</b>"
    )
    kept = CapturedMail.objects.get()
    assert "A link" in administrator.get("/notify/kept/").content.decode()
    page = administrator.get(f"/notify/kept/{kept.pk}/").content.decode()
    assert '<a href="https://example.org/x?a=1' in page
    assert "<script>" not in page.split("<main")[1].split("</main")[0]
    assert "&lt;b&gt;x" in page
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert "A link" not in administrator.get("/notify/kept/").content.decode()
    assert administrator.get(f"/notify/kept/{kept.pk}/").status_code == 404
    administrator.force_login(member(["organisation.manage"]))
    assert administrator.get("/notify/kept/").status_code == 403
    assert administrator.get("/notify/outbox/").status_code == 403


def test_an_account_without_a_person_is_told_so(client: Client) -> None:
    client.force_login(make_user())
    assert "belongs to no person" in client.get("/notify/").content.decode()
    assert client.post("/notify/test/").status_code == 404
