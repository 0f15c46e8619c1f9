"""Tokens with which programs push the readings of one key result, and can do nothing else."""

import hashlib
from typing import Self

from django.conf import settings
from django.db import models

from big.accounts.models import User
from okr.models.key_results import KeyResult


class PushTokenQuerySet(models.QuerySet["PushToken"]):
    """The words for asking about push tokens."""

    def visible_to(self, user: User) -> Self:
        """Those of the key results that `user` may see."""
        return self.filter(key_result__in=KeyResult.objects.visible_to(user))

    def in_force(self) -> Self:
        """Those that still open something."""
        return self.filter(revoked_at__isnull=True, user__is_active=True)


class PushToken(models.Model):
    """A key with which a program writes readings of one key result for whoever made it; only its SHA-256 is kept."""

    key_result = models.ForeignKey(KeyResult, on_delete=models.CASCADE, related_name="push_tokens")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100, help_text="What uses it, so that it can be told apart and revoked.")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=9, editable=False)
    created_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = PushTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}...)"

    @staticmethod
    def digest_of(secret: str) -> str:
        """The SHA-256 under which a secret is found."""
        return hashlib.sha256(secret.encode()).hexdigest()
