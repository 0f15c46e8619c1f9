"""The Celery application, and the one way in which services hand work to it."""

import os

from celery import Celery
from django.db import transaction

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "big.settings")

app = Celery("big")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def enqueue(name: str, *args: int | str) -> None:
    """Send task `name` when the transaction commits.

    By name, so that services never import tasks; robust, because the row that the service wrote
    is the truth and the sweeper re-sends what a dead broker lost.
    """

    def send() -> None:
        app.signature(name, args=args, immutable=True).apply_async()

    transaction.on_commit(send, robust=True)
