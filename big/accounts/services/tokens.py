"""Making and revoking the tokens with which programs act for a user."""

import secrets
from typing import Final

from django.db import transaction

from big import clock
from big.accounts.codes import TOKEN_MADE, TOKEN_REVOKED
from big.accounts.models import ApiToken, User
from big.audit.record import record
from big.errors import RuleError

MOST_TOKENS: Final = 20


@transaction.atomic
def make_token(*, actor: User, name: str) -> tuple[ApiToken, str]:
    """Make a token for `actor`; the secret is in the answer and nowhere else."""
    # The account's row is the lock that keeps the count true.
    User.objects.select_for_update().get(pk=actor.pk)
    if actor.api_tokens.in_force().count() >= MOST_TOKENS:
        raise RuleError(f"You have {MOST_TOKENS} tokens in force. Revoke one first.", code="too_many_tokens")
    secret = f"sl_{secrets.token_urlsafe(32)}"
    token = ApiToken(
        user=actor, name=name, digest=ApiToken.digest_of(secret), hint=secret[:7], created_at=clock.real_now()
    )
    token.full_clean()
    token.save(force_insert=True)
    record(TOKEN_MADE, actor=actor, on=actor, after={"token": str(token)})
    return token, secret


@transaction.atomic
def revoke_token(token_id: int, *, actor: User) -> ApiToken:
    """End a token of `actor`'s own, from the next request on."""
    token = ApiToken.objects.select_for_update().get(pk=token_id, user=actor)
    if token.revoked_at is None:
        token.revoked_at = clock.real_now()
        token.save(update_fields=["revoked_at"])
        record(TOKEN_REVOKED, actor=actor, on=actor, after={"token": str(token)})
    return token


def use_token(secret: str) -> ApiToken | None:
    """The token of this secret with its user, if it is in force; notes the day of its use, at most once a day.

    The day is the real one, and no event tells of it: a read by a program changes nothing that is governed.
    """
    found = ApiToken.objects.in_force().filter(digest=ApiToken.digest_of(secret), user__is_service=False)
    token = found.select_related("user").first()
    if token is not None and token.last_used_on != (today := clock.real_now().date()):
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
        token.last_used_on = today
    return token
