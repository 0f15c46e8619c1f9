"""Two addresses for load balancers: is this process alive, and can it serve?"""

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse


class HealthMiddleware:
    """Answer /healthz and /readyz before hosts, sessions and https are looked at, since a probe has none of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD"}:
            if request.path == "/healthz":
                return HttpResponse("ok\n", content_type="text/plain")
            if request.path == "/readyz":
                return ready()
        return self.get_response(request)


def ready() -> JsonResponse:
    """Whether PostgreSQL and Redis answer: 200 when both do, 503 naming the one that does not."""
    found = {"database": _database(), "redis": _redis()}
    return JsonResponse(found, status=200 if all(found.values()) else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _redis() -> bool:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
