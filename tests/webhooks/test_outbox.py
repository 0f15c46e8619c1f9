"""What is written for webhooks, in the transaction of what happened; and what strategy tells."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from big import clock
from big.accounts.models import User
from big.audit.models import AuditEvent
from big.errors import RuleError, StaleError
from big.webhooks import events, services
from big.webhooks.models import Delivery, Webhook
from big.webhooks.outbox import publish, publish_many
from big.webhooks.secrets import new_secret
from okr.events import CYCLE_CLOSED, KEY_RESULT_CHANGED, OBJECTIVE_MOVED, READING_RECORDED
from okr.models.cycles import Cycle
from okr.models.objectives import StrategicObjective
from okr.services.cycles import move_cycle
from okr.services.key_results import change_key_result
from okr.services.objectives import move_objective
from okr.services.readings import correct_reading, record_reading
from tests.factories.okr import DUE, START, make_cycle, make_key_result, make_objective
from tests.factories.organisation import all_rights, member
from tests.webhooks.making import administrator, happened, make_webhook

pytestmark = pytest.mark.django_db


def test_an_event_makes_a_row_for_each_webhook_that_wants_it_and_is_active() -> None:
    wanted, other, paused = make_webhook()[0], make_webhook()[0], make_webhook()[0]
    services.change_webhook(other.pk, actor=other.owner, changes={"events": [CYCLE_CLOSED]}, version=0)
    services.pause_webhook(paused.pk, actor=paused.owner)
    assert [each.webhook for each in happened()] == [wanted]


def test_what_is_rolled_back_is_told_to_nobody() -> None:
    make_webhook()
    key_result = make_key_result()
    with transaction.atomic():
        publish(READING_RECORDED, about=key_result, data={})
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()


def test_who_publishes_what_nobody_registered_is_told_so() -> None:
    with pytest.raises(LookupError, match="registered"):
        publish("okr.nothing", about=make_key_result(), data={})
    with pytest.raises(ValueError, match="twice"):
        events.register(READING_RECORDED, label="", about="")


@pytest.mark.django_db(transaction=True)
def test_an_event_belongs_in_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        publish(READING_RECORDED, about=make_key_result(), data={})


def test_many_events_cost_as_many_queries_as_one(django_assert_num_queries: Any) -> None:
    make_webhook()
    made = [make_key_result() for _ in range(20)]
    for tellings in (made[:1], made):
        with django_assert_num_queries(2):
            publish_many(READING_RECORDED, [(each, {}) for each in tellings])


def told(event: str) -> dict[str, Any]:
    return dict(Delivery.objects.filter(event=event).latest("pk").data)


def test_strategy_tells_of_readings_key_results_objectives_and_cycles() -> None:
    webhook, _ = make_webhook()
    every = [READING_RECORDED, KEY_RESULT_CHANGED, OBJECTIVE_MOVED, CYCLE_CLOSED]
    services.change_webhook(webhook.pk, actor=webhook.owner, changes={"events": every}, version=0)
    user = member(all_rights())
    key_result = make_key_result(make_objective(), code="KR9", starts_on=START, due_on=DUE)
    reading = record_reading(key_result.pk, actor=user, value=Decimal(44), note="Quiet week")
    assert (told(READING_RECORDED)["key_result"], told(READING_RECORDED)["value"]) == ("KR9", "44")
    assert told(READING_RECORDED)["is_corrected"] is False
    correct_reading(reading.pk, actor=user, value=Decimal(45), read_on=clock.today(), version=0, why="A slip")
    assert told(READING_RECORDED)["is_corrected"] is True
    key_result.refresh_from_db()
    change_key_result(key_result.pk, actor=user, changes={"title": "Days"}, version=key_result.version)
    assert (told(KEY_RESULT_CHANGED)["title"], told(KEY_RESULT_CHANGED)["changed"]) == ("Days", ["title"])
    objective = key_result.objective
    move_objective(objective.pk, actor=user, to=StrategicObjective.State.ACHIEVED, version=objective.version)
    assert told(OBJECTIVE_MOVED)["state"] == "achieved"
    cycle = make_cycle(code="CY77", state=Cycle.State.CLOSING)
    move_cycle(cycle.pk, actor=user, to=Cycle.State.CLOSED, version=0)
    assert told(CYCLE_CLOSED)["code"] == "CY77"


@pytest.mark.parametrize("user", [None, "manager"])
def test_only_administrators_make_webhooks(user: str | None) -> None:
    with pytest.raises(PermissionDenied):
        make_webhook(owner=member(all_rights() if user else []))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.org/hooks",
        "http://example.org/hooks",
        "ftp://example.org/",
        "https://",
        "https://me:secret@example.org/",
        "https://example.org/#here",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://exämple.org/",
        "https://example.org/a b",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.1.2.3/hooks",
    ],
)
def test_an_address_that_could_never_be_sent_to_is_refused(address: str) -> None:
    with pytest.raises(RuleError) as refused:
        make_webhook(address)
    assert list(refused.value.error_dict) == ["address"]


def test_events_must_be_among_those_that_are_known() -> None:
    for chosen in ([], ["okr.nothing"], [events.PING]):
        with pytest.raises(RuleError) as refused:
            services.create_webhook(actor=administrator(), name="X", address="https://example.org/", events=chosen)
        assert list(refused.value.error_dict) == ["events"]


def test_whoever_says_where_it_goes_is_its_owner() -> None:
    webhook, _ = make_webhook()
    first, second = webhook.owner, administrator()
    named = services.change_webhook(webhook.pk, actor=second, changes={"name": "Chat"}, version=0)
    assert named.owner == first
    moved = services.change_webhook(
        webhook.pk, actor=second, changes={"address": "https://example.org/other"}, version=named.version
    )
    assert moved.owner == second
    with pytest.raises(StaleError):
        services.change_webhook(webhook.pk, actor=second, changes={"name": "Late"}, version=0)


def test_the_secret_stands_nowhere_in_the_database() -> None:
    webhook, secret = make_webhook()
    webhook.refresh_from_db()
    kept = str(list(Webhook.objects.values())) + str(list(AuditEvent.objects.values()))
    assert secret.startswith("whsec_")
    assert secret[6:] not in kept
    assert new_secret()[2] != secret


def test_there_are_so_many_webhooks_and_no_more() -> None:
    user: User = administrator()
    for _ in range(services.MOST_WEBHOOKS):
        made = make_webhook(owner=user)[0]
    with pytest.raises(RuleError, match="Retire one first"):
        make_webhook(owner=user)
    services.retire_webhook(made.pk, actor=user)
    make_webhook(owner=user)
