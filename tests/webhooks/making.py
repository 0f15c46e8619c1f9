"""Webhooks for tests, of an administrator."""

from django.db import transaction

from big.accounts.models import User
from big.webhooks import services
from big.webhooks.models import Delivery, Webhook
from big.webhooks.outbox import publish
from okr.events import READING_RECORDED
from okr.models.key_results import KeyResult
from tests.factories.okr import make_key_result
from tests.factories.organisation import make_user


def administrator() -> User:
    """Somebody who runs the installation."""
    return make_user(is_administrator=True)


def make_webhook(address: str = "https://example.org/hooks", owner: User | None = None) -> tuple[Webhook, str]:
    """A webhook that is told of readings, and its secret."""
    return services.create_webhook(
        actor=owner or administrator(), name="Data warehouse", address=address, events=[READING_RECORDED]
    )


def happened(key_result: KeyResult | None = None, **data: str) -> list[Delivery]:
    """An event, and the deliveries that it makes."""
    about = key_result or make_key_result()
    with transaction.atomic():
        publish(READING_RECORDED, about=about, data=data or {"value": "42"})
    return list(Delivery.objects.filter(about_id=about.pk).order_by("pk"))
