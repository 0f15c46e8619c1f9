"""One's own account: passwords and their links, sessions, tokens and the profile."""

import re

import pytest
from django.core import mail
from django.test import Client, TestCase
from django.urls import get_resolver, reverse

from big.accounts.models import ApiToken, User
from big.accounts.services.tokens import MOST_TOKENS, make_token, revoke_token
from big.audit.models import AuditEvent
from big.errors import RuleError
from big.organisation.models import Person
from tests.factories.organisation import PASSWORD, make_person, make_user
from tests.worker import empty_broker, work_off

pytestmark = pytest.mark.django_db
NEW = "a quite different long phrase"


@pytest.fixture
def user() -> User:
    person = make_person("Ada Bell", user=make_user("Ada Bell", email="ada@example.org", password=PASSWORD))
    return User.objects.get(person=person)


def sign_in(password: str = PASSWORD) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": "ada@example.org", "password": password})
    return client


def ask_for_link(client: Client, email: str) -> bytes:
    """Ask, and do what a worker does with what was sent to it when the request was committed."""
    empty_broker()
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post(reverse("account_reset_password"), {"email": email}, follow=True)
    work_off()
    return answer.content


def link_in_mail() -> str:
    found = re.search(r"http://testserver(\S+)", str(mail.outbox[-1].body))
    assert found
    return found.group(1)


def choose(client: Client, link: str, password: str = NEW) -> int:
    form = client.get(link)
    if form.status_code != 302:
        return form.status_code
    return client.post(form.headers["Location"], {"password1": password, "password2": password}).status_code


class TestPasswords:
    def test_a_known_and_an_unknown_address_get_the_same_answer(self, user: User, client: Client) -> None:
        answers = [ask_for_link(client, email) for email in (user.email, "nobody@example.org")]
        assert answers[0] == answers[1]
        assert [each.to for each in mail.outbox] == [[user.email]]

    def test_a_link_works_once_and_ends_every_session(self, user: User, client: Client) -> None:
        elsewhere = sign_in()
        ask_for_link(client, user.email)
        link = link_in_mail()
        assert choose(client, link) == 302
        assert choose(Client(), link) == 410
        assert elsewhere.get(reverse("accounts:profile")).status_code == 302
        assert sign_in(NEW).get(reverse("accounts:profile")).status_code == 200

    def test_a_link_of_an_account_that_was_closed_opens_nothing(self, user: User, client: Client) -> None:
        ask_for_link(client, user.email)
        User.objects.filter(pk=user.pk).update(is_active=False)
        assert choose(client, link_in_mail()) == 410

    def test_a_weak_password_is_refused_with_its_reason(self, user: User) -> None:
        client = sign_in()
        form = {"oldpassword": PASSWORD, "password1": "password", "password2": "password"}
        assert client.post(reverse("account_change_password"), form).status_code == 422
        assert sign_in().get(reverse("accounts:profile")).status_code == 200

    def test_changing_it_keeps_this_session_and_ends_the_others(self, user: User) -> None:
        here, elsewhere = sign_in(), sign_in()
        form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
        assert here.post(reverse("account_change_password"), form).status_code == 302
        assert here.get(reverse("accounts:profile")).status_code == 200
        assert elsewhere.get(reverse("accounts:profile")).status_code == 302
        assert AuditEvent.objects.filter(code="accounts.user.password_changed", actor=user).count() == 1


class TestSessions:
    def test_one_ends_another_of_ones_own(self, user: User) -> None:
        here, elsewhere = sign_in(), sign_in()
        other = next(row for row in here.get(reverse("accounts:profile")).context["sessions"] if not row.is_this)
        assert here.post(reverse("accounts:session_end", args=[other.pk])).status_code == 302
        assert elsewhere.get(reverse("accounts:profile")).status_code == 302
        assert here.get(reverse("accounts:profile")).status_code == 200

    def test_nobody_ends_somebody_elses(self, user: User, client: Client) -> None:
        theirs = sign_in()
        session = theirs.get(reverse("accounts:profile")).context["sessions"][0]
        client.force_login(make_user())
        assert client.post(reverse("accounts:session_end", args=[session.pk])).status_code == 404
        assert theirs.get(reverse("accounts:profile")).status_code == 200

    def test_all_others_end_at_once(self, user: User) -> None:
        here, others = sign_in(), [sign_in(), sign_in()]
        here.post(reverse("accounts:session_end_others"))
        assert [each.get(reverse("accounts:profile")).status_code for each in others] == [302, 302]


class TestTokens:
    def test_the_secret_is_shown_once_and_not_kept(self, user: User) -> None:
        client = sign_in()
        answer = client.post(reverse("accounts:token_create"), {"name": "Ledger"})
        assert answer.status_code == 201
        assert "no-store" in answer.headers["Cache-Control"]
        secret = answer.context["new_secret"]
        token = ApiToken.objects.get()
        assert token.digest == ApiToken.digest_of(secret)
        assert secret in answer.content.decode()
        assert secret not in client.get(reverse("accounts:profile")).content.decode()
        assert secret not in str(AuditEvent.objects.get(code="accounts.token.made").after)

    def test_one_revokes_ones_own_and_nobody_elses(self, user: User, client: Client) -> None:
        token, _ = make_token(actor=user, name="Ledger")
        client.force_login(make_user())
        assert client.post(reverse("accounts:token_revoke", args=[token.pk])).status_code == 404
        assert ApiToken.objects.in_force().count() == 1
        revoke_token(token.pk, actor=user)
        assert ApiToken.objects.in_force().count() == 0

    def test_there_is_an_end_to_them(self, user: User) -> None:
        for number in range(MOST_TOKENS):
            make_token(actor=user, name=str(number))
        with pytest.raises(RuleError) as refused:
            make_token(actor=user, name="One more")
        assert refused.value.code == "too_many_tokens"


def test_a_new_name_reaches_the_person(user: User) -> None:
    form = {"name": "Ada Stone", "theme": "dark"}
    assert sign_in().post(reverse("accounts:profile_edit"), form).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.theme, user.has_shortcuts) == ("Ada Stone", "dark", False)
    assert Person.objects.get(user=user).name == "Ada Stone"


# Every address of ours for somebody signed in without any role, by GET; nobody is led to sign-in by all of them.
GET = {
    "profile": ((), 200),
    "profile_edit": ((), 405),
    "token_create": ((), 405),
    "token_revoke": ((1,), 405),
    "session_end": ((1,), 405),
    "session_end_others": ((), 405),
}


@pytest.mark.parametrize("name", GET)
def test_who_may_open_it(client: Client, name: str) -> None:
    args, wanted = GET[name]
    url = reverse(f"accounts:{name}", args=args)
    assert client.get(url).status_code == 302
    assert client.post(url).status_code == 302
    client.force_login(make_user())
    assert client.get(url).status_code == wanted


def test_the_table_is_complete() -> None:
    _, patterns = get_resolver().namespace_dict["accounts"]
    assert {key for key in patterns.reverse_dict if isinstance(key, str)} == GET.keys()


def test_every_label_of_the_profile_finds_its_own_field() -> None:
    client = Client()
    client.force_login(make_user())
    page = client.get("/accounts/profile/").content.decode()
    found = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(found) == sorted(set(found))
    assert '<label for="token_name"' in page
