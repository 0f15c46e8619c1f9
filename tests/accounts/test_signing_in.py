"""Signing in and out: who may, who is kept out, and what is told of it."""

from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from big.accounts.models import User
from big.audit.models import AuditEvent
from tests.factories.organisation import PASSWORD, make_person, make_user, member

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra: Any) -> int:
    data = {"login": email, "password": password}
    return client.post(reverse("account_login"), data, headers={"User-Agent": FIREFOX}, **extra).status_code


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_an_address_and_its_password_open_the_door(client: Client) -> None:
    user = make_user("Ada Bell", email="ada@example.org", password=PASSWORD)
    answer = client.post(reverse("account_login"), {"login": "ADA@example.org", "password": PASSWORD})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_it_leads_back_to_where_one_wanted_to_go_but_never_off_the_site(client: Client) -> None:
    make_user(email="ada@example.org", password=PASSWORD)
    form = {"login": "ada@example.org", "password": PASSWORD, "next": "/accounts/profile/"}
    assert client.post(reverse("account_login"), form).headers["Location"] == "/accounts/profile/"
    client.logout()
    form["next"] = "https://elsewhere.example/"
    assert client.post(reverse("account_login"), form).headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: Client) -> None:
    make_user(email="ada@example.org", password=PASSWORD)
    answers = []
    for email in ("ada@example.org", "nobody@example.org"):
        answer = client.post(reverse("account_login"), {"login": email, "password": "wrong"})
        assert answer.status_code == 422
        answers.append(answer.content.decode().replace(email, ""))
    assert "do not belong together" in answers[0]
    strip = lambda text: text[text.index("<form") :].split('name="csrfmiddlewaretoken"')[1].split(">", 1)[1]  # noqa: E731
    assert strip(answers[0]) == strip(answers[1])


def test_a_closed_account_is_told_so_only_with_the_right_password(client: Client) -> None:
    make_user(email="ada@example.org", password=PASSWORD, is_active=False)
    assert sign_in(client, "ada@example.org", "wrong") == 422
    answer = client.post(reverse("account_login"), {"login": "ada@example.org", "password": PASSWORD})
    assert answer.headers["Location"] == reverse("account_inactive")
    assert not is_in(client)
    assert "Your account is closed" in client.get(reverse("account_inactive")).content.decode()


def test_closing_an_account_ends_its_present_session(client: Client) -> None:
    user = make_user(email="ada@example.org", password=PASSWORD)
    sign_in(client, "ada@example.org")
    assert client.get(reverse("accounts:profile")).status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_a_service_never_signs_in_whatever_its_password(client: Client) -> None:
    service = User.objects.service("imports")
    User.objects.filter(pk=service.pk).update(password=make_password(PASSWORD))
    assert sign_in(client, service.email) == 422
    client.post(reverse("account_reset_password"), {"email": service.email})
    assert mail.outbox == []


def test_an_address_that_was_replaced_opens_nothing(client: Client) -> None:
    user = make_user(email="old@example.org", password=PASSWORD)
    sign_in(client, "old@example.org")
    client.post(reverse("account_logout"))
    User.objects.filter(pk=user.pk).update(email="new@example.org")
    assert sign_in(client, "old@example.org") == 422
    assert sign_in(client, "new@example.org") == 302


def test_signing_in_and_out_is_told(client: Client) -> None:
    user = make_user("Ada Bell", email="ada@example.org", password=PASSWORD)
    sign_in(client, "ada@example.org")
    client.post(reverse("account_logout"))
    codes = list(AuditEvent.objects.order_by("pk").values_list("code", flat=True))
    assert codes == ["accounts.user.signed_in", "accounts.user.signed_out"]
    event = AuditEvent.objects.get(code="accounts.user.signed_in")
    assert event.actor == user
    assert event.after["browser"] == "Firefox on Linux"


def test_a_failed_attempt_is_in_the_log_without_the_password(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    sign_in(client, "ada@example.org", "s3cret-guess")
    assert "ada@example.org" in caplog.text
    assert "s3cret-guess" not in caplog.text


def test_only_the_owner_and_who_manages_see_it(client: Client) -> None:
    user = member(["activity.view"], email="ada@example.org", password=PASSWORD)
    colleague = member(["activity.view"])
    manager = member(["activity.view", "organisation.manage"])
    sign_in(client, "ada@example.org")
    event = AuditEvent.objects.get(code="accounts.user.signed_in")
    assert event in AuditEvent.objects.visible_to(user)
    assert event in AuditEvent.objects.visible_to(manager)
    assert event not in AuditEvent.objects.visible_to(colleague)


def test_signing_out_is_a_post_and_asks_first(client: Client) -> None:
    make_person(user=make_user(email="ada@example.org", password=PASSWORD))
    sign_in(client, "ada@example.org")
    assert "Sign out of Sightline?" in client.get(reverse("account_logout")).content.decode()
    assert is_in(client)
    assert client.post(reverse("account_logout")).headers["Location"] == reverse("account_login")
    assert not is_in(client)


def test_the_fifth_failure_closes_the_door_for_a_while(client: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": "10/m/ip,4/5m/key"}
    make_user(email="ada@example.org", password=PASSWORD)
    for _ in range(4):
        assert sign_in(client, "ada@example.org", "wrong") == 422
    answer = client.post(reverse("account_login"), {"login": "ada@example.org", "password": PASSWORD})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "300"
    assert "Too many attempts" in answer.content.decode()
    assert not is_in(client)


def test_success_does_not_wipe_the_failures(client: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": "4/5m/key"}
    make_user(email="ada@example.org", password=PASSWORD)
    for _ in range(3):
        assert sign_in(client, "ada@example.org", "wrong") == 422
    assert sign_in(client, "ada@example.org") == 302
    client.logout()
    assert sign_in(client, "ada@example.org", "wrong") == 422
    assert sign_in(client, "ada@example.org", "wrong") == 429


def test_many_attempts_from_one_machine_get_a_page_of_their_own(client: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip", "login_failed": ""}
    statuses = [sign_in(client, f"user{n}@example.org", "wrong") for n in range(3)]
    assert statuses == [422, 422, 429]
    answer = client.post(reverse("account_login"), {"login": "a@example.org", "password": "x"})
    assert answer.headers["Retry-After"] == "60"
    assert "Too many attempts from here" in answer.content.decode()


def test_nobody_signs_up(client: Client) -> None:
    for path in ("signup", "email", "confirm-email", "reauthenticate", "login/code", "social/login"):
        assert client.get(f"/accounts/{path}/").status_code == 404


def test_a_fragment_of_a_signed_out_user_leads_to_the_sign_in_page(client: Client) -> None:
    answer = client.get(
        reverse("accounts:profile"),
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/portfolio/?unit=3"},
    )
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/accounts/login/?next=%2Fportfolio%2F%3Funit%3D3"


def test_a_fragment_never_leads_off_the_site(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "https://elsewhere.example/"}
    answer = client.get(reverse("accounts:profile"), headers=headers)
    assert answer.headers["HX-Redirect"] == "/accounts/login/?next=%2F"
