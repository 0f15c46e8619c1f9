"""Secrets of webhooks: made from the key of the installation and a nonce, so that the database alone signs nothing."""

import base64
import datetime as dt
import hashlib
import hmac
import secrets
from typing import Final

from django.conf import settings

from big.webhooks.models import Webhook

OLD_LASTS: Final = dt.timedelta(hours=24)
_SALT: Final = b"big.webhooks:"
_START: Final = "whsec_"


class SecretGoneError(Exception):
    """The key of the installation was replaced, so nobody knows the secret any more."""


def new_secret() -> tuple[str, str, str]:
    """A nonce, the digest under which its secret is known again, and the secret."""
    nonce = secrets.token_urlsafe(32)
    secret = _secret(nonce, settings.SECRET_KEY)
    return nonce, _digest(secret), secret


def signature(webhook: Webhook, body: bytes, moment: dt.datetime) -> str:
    """What the signature header says: the second of sending, and a signature by each secret that is in force."""
    second = int(moment.timestamp())
    secret = [_secret_of(webhook.nonce, webhook.digest)]
    if webhook.old_until is not None and moment < webhook.old_until:
        secret.append(_secret_of(webhook.old_nonce, webhook.old_digest))
    signed = [hmac.digest(each.encode(), f"{second}.".encode() + body, "sha256").hex() for each in secret]
    return ",".join([f"t={second}", *(f"v1={each}" for each in signed)])


def _secret_of(nonce: str, digest: str) -> str:
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        secret = _secret(nonce, key)
        if hmac.compare_digest(_digest(secret), digest):
            return secret
    raise SecretGoneError


def _secret(nonce: str, key: str) -> str:
    made = hmac.digest(key.encode(), _SALT + nonce.encode(), "sha256")
    return _START + base64.urlsafe_b64encode(made).decode().rstrip("=")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
