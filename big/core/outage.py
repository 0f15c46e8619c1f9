"""What a page answers while PostgreSQL or Redis is away: come back in a moment, which is not "something broke"."""

import sys

import psycopg2
import redis
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error

RETRY_SECONDS = 10
# SQLSTATE classes: the connection failed; the server is stopping, starting, or takes no more connections.
_AWAY = ("08", "57P", "53300")


def fault(request: HttpRequest) -> HttpResponse:
    """Django's handler500: 503 with Retry-After where a server is away, 500 for everything else."""
    error = sys.exc_info()[1]
    if error is None or not is_outage(error):
        return server_error(request)
    response = render(request, "503.html", status=503)
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
