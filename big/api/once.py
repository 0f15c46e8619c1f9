"""Writes that happen once: whoever repeats a request with its Idempotency-Key gets the first answer, nothing more.

The row of the key, what is written and the answer are one transaction. So of two requests at once the second waits at
the unique row for the first to end, a killed worker leaves neither half behind, and no lease is needed.
"""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from big import clock
from big.accounts.models import User
from big.api.errors import handle
from big.api.models import KeptAnswer

HEADER: Final = "Idempotency-Key"
REPLAY: Final = "Idempotent-Replay"
_KEY: Final = re.compile(r"[!-~](?:[ -~]{0,198}[!-~])?")
#: Refusals that a rule spoke. Whatever else refuses a request began nothing, so it is asked anew.
_KEPT_REFUSALS: Final = frozenset({status.HTTP_409_CONFLICT, status.HTTP_422_UNPROCESSABLE_ENTITY})


class KeyReusedError(APIException):
    """The key came before, with another request."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "idempotency_key_reused"
    default_detail = (
        "This Idempotency-Key came before, with another request. "
        "Repeat a request with the same body, or choose a new key for a new one."
    )


def once(request: Request, user: User, act: Callable[[], Response], *, through: str = "") -> Response:
    """Answer by `act`, or with what it answered when the same request came before; without a key always by `act`.

    `through` names a way in whose keys are apart from the user's own.
    """
    if HEADER not in request.headers:
        return act()
    key = _key(request)
    with transaction.atomic():
        kept = _claimed(user, through, key, digest := _digest(request))
        if kept.digest != digest:
            raise KeyReusedError
        if kept.status is not None:
            return _replayed(kept)
        response = _acted(request, act)
        kept.status = response.status_code
        kept.body = "" if response.data is None else JSONRenderer().render(response.data).decode()
        kept.etag = response.headers.get("ETag", "")
        kept.save(update_fields=["status", "body", "etag"])
    return response


def clear_kept_answers() -> int:
    """Remove the answers whose keys have ended; returns how many."""
    count, _ = KeptAnswer.objects.over(clock.real_now()).delete()
    return count


def _key(request: Request) -> str:
    key = request.headers[HEADER]
    if not _KEY.fullmatch(key):
        raise ParseError(f"Send {HEADER} as 1 to 200 characters of plain ASCII, such as a UUID.", "idempotency_key")
    return key


def _digest(request: Request) -> str:
    """The request in one line: spaces and the order of fields make no other body."""
    said = json.dumps(request.data, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{request.method} {request.path}\n{said}".encode()).hexdigest()


def _claimed(user: User, through: str, key: str, digest: str) -> KeptAnswer:
    """The row of the key, locked: made now, or by an earlier request that has ended."""
    now = clock.real_now()
    same = KeptAnswer.objects.filter(user=user, through=through, key=key)
    same.over(now).delete()
    made = KeptAnswer(user=user, through=through, key=key, digest=digest, made_at=now)
    # Waits for whoever holds the key: until they commit, when it is theirs, or roll back, when it is ours.
    KeptAnswer.objects.bulk_create([made], ignore_conflicts=True)
    return same.select_for_update().get()


def _acted(request: Request, act: Callable[[], Response]) -> Response:
    """The answer of the write; where a rule refused it, the refusal, with nothing written."""
    try:
        with transaction.atomic():
            return act()
    except ValidationError as error:
        refusal = handle(error, {"request": request})
        if refusal is None or refusal.status_code not in _KEPT_REFUSALS:
            raise
        return refusal


def _replayed(kept: KeptAnswer) -> Response:
    data: Any = json.loads(kept.body) if kept.body else None
    headers = {REPLAY: "true"} | ({"ETag": kept.etag} if kept.etag else {})
    return Response(data, kept.status, headers=headers)
