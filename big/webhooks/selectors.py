"""What the pages about webhooks show."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q

from big.accounts.models import User
from big.audit.selectors import History, history_of
from big.core import words
from big.webhooks.models import Delivery, Webhook

SHOWN = 50
_FAILED = Q(deliveries__state=Delivery.State.FAILED)
_WAITING = Q(deliveries__state__in=[Delivery.State.WAITING, Delivery.State.SENDING])


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """A webhook with what became of its deliveries."""

    webhook: Webhook
    failed: int
    waiting: int
    arrived_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class WebhooksPage:
    """All that are in use."""

    message: str
    rows: list[WebhookRow]


def webhooks_page() -> WebhooksPage:
    """Every webhook in use, in one query."""
    counted = Webhook.objects.in_use().select_related("owner").annotate(
        failed=Count("deliveries", filter=_FAILED),
        waiting=Count("deliveries", filter=_WAITING),
        arrived_at=Max("deliveries__settled_at", filter=Q(deliveries__state=Delivery.State.SENT)),
    )  # fmt: skip
    rows = [_row(each) for each in counted]
    unwell = sum(row.webhook.state == Webhook.State.PAUSED or row.webhook.failures > 0 for row in rows)
    every = words.capital(words.counted_in_words(len(rows), "webhook"))
    if not rows:
        sentence = "No program elsewhere is told what happens here."
    elif not unwell:
        sentence = f"{every} {'tells' if len(rows) == 1 else 'tell'} what happens here."
    else:
        sentence = f"{every}, {words.in_words(unwell)} of which {'is' if unwell == 1 else 'are'} paused or failing."
    return WebhooksPage(sentence, rows)


def _row(counted: Any) -> WebhookRow:
    return WebhookRow(counted, counted.failed, counted.waiting, counted.arrived_at)


@dataclass(frozen=True, slots=True)
class WebhookPage:
    """One webhook with its newest deliveries."""

    webhook: Webhook
    message: str
    deliveries: list[Delivery]
    more: bool
    history: History


def webhook_page(webhook: Webhook, user: User) -> WebhookPage:
    """The page of one that was loaded with its owner."""
    found = list(webhook.deliveries.all()[: SHOWN + 1])
    return WebhookPage(webhook, _message(webhook), found[:SHOWN], len(found) > SHOWN, history_of(webhook, user))


def _message(webhook: Webhook) -> str:
    if webhook.state == Webhook.State.RETIRED:
        return "It was retired and sends nothing any more."
    if webhook.state == Webhook.State.PAUSED:
        return "It is paused and sends nothing."
    if webhook.failures:
        return (
            f"{words.capital(words.counted_in_words(webhook.failures, 'attempt'))} failed since the last that arrived."
        )
    return "It sends what happens."
