"""What a page answers while PostgreSQL or Redis is away: come back in a moment, which is not "something broke"."""

import sys

import psycopg2
import redis
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.defaults import server_error

RETRY_SECONDS = 10
# What the API answers; a trace or the error's own message is for the log alone.
AWAY = {"code": "away", "detail": "The database or the cache is away. Try again soon.", "fields": {}}
BROKEN = {
    "code": "error",
    "detail": "Something broke on our side. The log has it under the X-Request-ID of this answer.",
    "fields": {},
}
# SQLSTATE classes: the connection failed; the server is stopping, starting, or takes no more connections.
_AWAY = ("08", "57P", "53300")


def fault(request: HttpRequest) -> HttpResponse:
    """Django's handler500: 503 with Retry-After where a server is away, 500 for everything else."""
    error = sys.exc_info()[1]
    is_away = error is not None and is_outage(error)
    if request.path.startswith("/api/"):
        response: HttpResponse = JsonResponse(AWAY if is_away else BROKEN, status=503 if is_away else 500)
    elif is_away:
        response = render(request, "503.html", status=503)
    else:
        response = server_error(request)
    if not is_away:
        return response
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def is_outage(error: BaseException) -> bool:
    """Whether `error`, or what caused it, is a server that cannot be reached."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, redis.ConnectionError | redis.TimeoutError):
            return True
        if isinstance(cause, psycopg2.OperationalError | psycopg2.InterfaceError):
            # With no SQLSTATE the server never answered.
            return cause.pgcode is None or cause.pgcode.startswith(_AWAY)
        cause = cause.__cause__ or cause.__context__
    return False
