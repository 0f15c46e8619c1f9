"""Making and revoking the tokens with which programs push readings, and writing what they push."""

import datetime as dt
import secrets
from decimal import Decimal
from typing import Final

from django.db import transaction

from big import clock
from big.accounts.models import User
from big.audit.record import record
from big.errors import RuleError
from big.policies import require
from okr import codes, policies
from okr.models.key_results import KeyResult, Reading
from okr.models.push_tokens import PushToken
from okr.services.readings import record_reading

MOST_TOKENS: Final = 10
START: Final = "slp_"


@transaction.atomic
def make_push_token(key_result_id: int, *, actor: User, name: str) -> tuple[PushToken, str]:
    """Make a token for the readings of a key result; the secret is in the answer and nowhere else."""
    # The key result's row is the lock that keeps the count true.
    key_result = _locked(key_result_id, actor)
    if key_result.push_tokens.in_force().count() >= MOST_TOKENS:
        raise RuleError(f"This key result has {MOST_TOKENS} tokens in force. Revoke one first.", code="too_many_tokens")
    secret = f"{START}{secrets.token_urlsafe(32)}"
    token = PushToken(
        key_result=key_result,
        user=actor,
        name=name,
        digest=PushToken.digest_of(secret),
        hint=secret[:8],
        created_at=clock.real_now(),
    )
    token.full_clean()
    token.save(force_insert=True)
    record(codes.PUSH_TOKEN_MADE, actor=actor, on=key_result, after={"token": str(token)})
    return token, secret


@transaction.atomic
def revoke_push_token(token_id: int, *, actor: User) -> PushToken:
    """End a token from the next request on: whoever may check in may, whoever made it."""
    token = PushToken.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=token_id)
    key_result = _locked(token.key_result_id, actor)
    if token.revoked_at is None:
        token.revoked_at = clock.real_now()
        token.save(update_fields=["revoked_at"])
        record(codes.PUSH_TOKEN_REVOKED, actor=actor, on=key_result, after={"token": str(token)})
    return token


def use_push_token(secret: str) -> PushToken | None:
    """The token of this secret with whoever made it, if it is in force; notes the day of its use."""
    found = PushToken.objects.in_force().filter(digest=PushToken.digest_of(secret))
    token = found.select_related("user", "key_result").first()
    if token is not None and token.last_used_on != (today := clock.real_now().date()):
        PushToken.objects.filter(pk=token.pk).update(last_used_on=today)
        token.last_used_on = today
    return token


def push_reading(
    token: PushToken,
    *,
    actor: User,
    value: Decimal,
    read_on: dt.date | None = None,
    confidence: int | None = None,
    note: str = "",
    late_reason: str = "",
) -> Reading:
    """Record a reading of the token's key result, by the rules and with the rights of whoever made the token."""
    return record_reading(
        token.key_result_id,
        actor=actor,
        value=value,
        read_on=read_on,
        confidence=confidence,
        note=note,
        late_reason=late_reason,
        push_token=token,
    )


def _locked(key_result_id: int, actor: User) -> KeyResult:
    rows = KeyResult.objects.visible_to(actor).select_for_update(of=("self",)).select_related("objective__node")
    key_result = rows.get(pk=key_result_id)
    require(policies.can_check_in(actor, key_result))
    return key_result
