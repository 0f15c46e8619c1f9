"""What people say on objectives and key results: who is told, whose words they are, and what is left of them."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from big.accounts.models import User
from big.audit.models import AuditEvent
from big.errors import RuleError
from big.notify.models import Message
from big.organisation.models import Person
from okr.models.comments import Comment
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.selectors.mentions import mentioned_in
from okr.services.comments import add_comment, change_comment
from tests.factories.okr import make_key_result, make_objective
from tests.factories.organisation import make_person, make_role, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def key_result() -> KeyResult:
    return make_key_result(make_objective("Stop repeat spills"))


@pytest.fixture
def sian() -> User:
    return member(["strategy.view"], name="Sian Rees")


def colleague(name: str, *rights: str) -> Person:
    return make_person(name, role=make_role(rights or ["strategy.view"]))


def add_url(key_result: KeyResult) -> str:
    return reverse("okr:key_result_comment_add", args=[key_result.code.lower()])


def test_who_is_named_is_told_once_with_the_way_there(client: Client, key_result: KeyResult, sian: User) -> None:
    ada = colleague("Ada King")
    client.force_login(sian)
    answer = client.post(add_url(key_result), {"text": f"@Ada King, two crews more? @{ada.email} @Sian Rees"})
    assert answer.headers["Location"].endswith("#comments")
    comment = Comment.objects.get()
    message = Message.objects.get()
    assert (message.recipient, message.kind) == (ada, "okr.mentioned")
    assert message.context["path"] == comment.get_absolute_url()
    assert (message.about_kind, message.about_id) == ("okr.keyresult", key_result.pk)
    page = client.get(key_result.get_absolute_url()).content.decode()
    assert "two crews more?" in page
    assert "Withdraw" in page
    change_comment(comment.pk, actor=sian, text="@Ada King again", version=0)
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Ada King is right", ["Ada King"]),
        ("Ask @ada king.", ["Ada King"]),
        ("@Ben knows, and @Ben Okri too", ["Ben Okri"]),
        ("(@Zoë O’Neil-Ash)", ["Zoë O’Neil-Ash"]),
        ("Write to ada@example.org @ 5pm, twice @", []),
        ("@Ada King and @Ben Okri", ["Ada King", "Ben Okri"]),
    ],
)
def test_names_and_addresses_are_understood(key_result: KeyResult, text: str, names: list[str]) -> None:
    for name in ("Ada King", "Ben Okri", "Zoë O’Neil-Ash"):
        colleague(name)
    if "@ 5pm" in text:
        assert mentioned_in(text, key_result) == []
    else:
        assert [each.name for each in mentioned_in(text, key_result)] == names


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("@Eve look", "Nobody here is called “Eve”."),
        ("@nobody@example.org look", "Nobody here has the address nobody@example.org."),
        ("@Ana look", "“@Ana” could be Ana Diaz (@"),
        ("@Rita look", "Rita Hart may not see this"),
        (" ".join(["@Ada King"] * 11), "Name at most ten people"),
    ],
)
def test_who_cannot_be_told_is_refused_and_what_was_typed_stays(
    client: Client, key_result: KeyResult, sian: User, text: str, said: str
) -> None:
    for name in ("Ada King", "Ana Diaz", "Ana Silva"):
        colleague(name)
    colleague("Rita Hart", "work.view")
    client.force_login(sian)
    answer = client.post(add_url(key_result), {"text": text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert text in page
    assert not Comment.objects.exists()
    assert not Message.objects.exists()


def test_a_confidential_record_is_told_to_nobody_who_may_not_see_it(key_result: KeyResult) -> None:
    StrategicObjective.objects.update(is_confidential=True)
    boss = member(["strategy.view", "confidential.view"])
    colleague("Ada King")
    with pytest.raises(RuleError, match="may not see this"):
        add_comment(key_result, actor=boss, text="@Ada King look")


def test_one_changes_and_withdraws_ones_own(client: Client, key_result: KeyResult, sian: User) -> None:
    client.force_login(sian)
    comment = add_comment(key_result.objective, actor=sian, text="Frist")
    edit = reverse("okr:comment_edit", args=[comment.pk])
    assert client.post(edit, {"text": "First", "version": "0"}).status_code == 302
    event = AuditEvent.objects.latest("pk")
    assert (event.code, event.before, event.after) == ("okr.comment.changed", {"text": "Frist"}, {"text": "First"})
    late = client.post(edit, {"text": "Typed with care", "version": "0"})
    assert late.status_code == 409
    assert "Typed with care" in late.content.decode()
    withdraw = reverse("okr:comment_withdraw", args=[comment.pk])
    assert client.post(withdraw, {"version": "1"}).status_code == 302
    page = client.get(key_result.objective.get_absolute_url()).content.decode()
    assert '<p class="muted">withdrawn</p>' in page
    assert client.post(edit, {"text": "Again", "version": "2"}).status_code == 422
    other = Client()
    other.force_login(member(["strategy.view", "strategy.edit"]))
    for address in (edit, withdraw):
        assert other.post(address, {"text": "Mine", "version": "2"}).status_code == 403


def test_markup_in_a_comment_is_text(client: Client, key_result: KeyResult, sian: User) -> None:
    client.force_login(sian)
    add_comment(key_result, actor=sian, text="<script>alert(1)</script>\nand\n\nmore")
    page = client.get(key_result.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


def test_pages_cost_the_same_for_two_comments_and_for_twenty(client: Client, key_result: KeyResult, sian: User) -> None:
    client.force_login(sian)
    counts: list[list[int]] = []
    for many in (1, 2, 20):
        asked: list[int] = []
        for about in (key_result, key_result.objective):
            where: Any = about
            for _ in range(many):
                add_comment(where, actor=sian, text="More")
            Comment.objects.update(author=sian)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(where.get_absolute_url()).status_code == 200
            asked.append(len(captured))
        counts.append(asked)
    assert counts[1] == counts[2]
