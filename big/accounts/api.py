"""Accounts and one's own tokens over the API; tokens are made on the profile page, where their secret is shown."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from big.accounts.models import ApiToken, User
from big.accounts.services.tokens import revoke_token
from big.api.filters import CodeFilter, RecordFilter, WordsFilter, YesNoFilter
from big.api.serializers import RecordSerializer
from big.api.viewsets import RecordViewSet, RemoveMixin


class AccountSerializer(RecordSerializer):
    """Somebody, or a named service, that acts in the product."""

    is_you = serializers.SerializerMethodField(help_text="Whether this is the account that asks.")

    class Meta:
        model = User
        fields = ("id", "email", "name", "is_active", "is_service", "is_administrator", "date_joined", "is_you")

    def get_is_you(self, account: User) -> bool:
        """Whether this is the account that asks."""
        return bool(account.pk == self.context["request"].user.pk)


class AccountFilter(RecordFilter):
    """Which accounts."""

    q = WordsFilter("name", "email")
    email = CodeFilter()
    is_active = YesNoFilter()
    is_service = YesNoFilter()


class AccountViewSet(RecordViewSet):
    """One's own account, and every account to those who manage the organisation; people change them."""

    queryset = User.objects.none()
    serializer_class = AccountSerializer
    filterset_class = AccountFilter
    has_version = False


class TokenSerializer(RecordSerializer):
    """A key with which a program acts for you; the secret itself is nowhere kept."""

    class Meta:
        model = ApiToken
        fields = ("id", "name", "hint", "created_at", "last_used_on", "revoked_at")


class TokenFilter(RecordFilter):
    """Which of one's tokens."""

    is_revoked = YesNoFilter(field_name="revoked_at", lookup_expr="isnull", exclude=True)


class TokenViewSet(RemoveMixin, RecordViewSet):
    """Your own API tokens; DELETE ends one, from the next request on. They are made on the profile page."""

    queryset = ApiToken.objects.none()
    serializer_class = TokenSerializer
    filterset_class = TokenFilter
    newest_first = True
    has_version = False

    def rows(self) -> "QuerySet[Any]":
        """Nobody sees another's."""
        return ApiToken.objects.filter(user=self.actor)

    def remove(self, key: int, version: int) -> None:
        """End the token."""
        revoke_token(key, actor=self.actor)
