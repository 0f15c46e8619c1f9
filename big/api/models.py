"""The first answers to writes that named a key, kept for programs that ask again because they heard none."""

import datetime as dt
from typing import Final, Self

from django.conf import settings
from django.db import models

KEPT_FOR: Final = dt.timedelta(hours=24)


class KeptAnswerQuerySet(models.QuerySet["KeptAnswer"]):
    """The words for asking about kept answers."""

    def over(self, now: dt.datetime) -> Self:
        """Those whose key has ended, so that it may name another write."""
        return self.filter(made_at__lte=now - KEPT_FOR)


class KeptAnswer(models.Model):
    """What the first request with an Idempotency-Key was answered; written in one transaction with what it wrote."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    through = models.CharField(
        max_length=40, blank=True, help_text="The way in, where it has keys of its own; empty for the user's own."
    )
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the method, the address and the body.")
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    etag = models.CharField(max_length=20, blank=True)
    made_at = models.DateTimeField(db_index=True)

    objects = KeptAnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "through", "key"], name="kept_answer_once")]

    def __str__(self) -> str:
        return self.key
