"""Keeps "last seen" of sessions true to ten minutes, without a write for every page."""

import logging
from collections.abc import Callable
from typing import Final

from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError

from big import clock

_EVERY_SECONDS: Final = 600
logger = logging.getLogger("big.accounts")


class SessionSeenMiddleware:
    """Note that a session is in use; the cache remembers that it was noted, and a page never waits on it failing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Afterwards, so that a request that never asked who is there does not ask for this.
        key = request.session.session_key
        if key and request.session.accessed and request.user.is_authenticated:
            try:
                due = cache.add(f"session-seen:{key}", 1, _EVERY_SECONDS)
            except RedisError as error:
                logger.warning("The cache does not answer: %s", error)
                due = False
            if due:
                UserSession.objects.filter(session_key=key).update(last_seen_at=clock.real_now())
        return response
