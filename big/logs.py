"""Log lines that can be followed: one JSON object a line, each with the request or task that it belongs to."""

import json
import logging
import re
import secrets
import sys
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

_request_id: ContextVar[str] = ContextVar("big_request_id", default="")
_HOLDS_SECRET = re.compile(r"(/notify/link/|/accounts/password/reset/key/)[^/\s\"]+")
_GOOD_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIdMiddleware:
    """Give each request an id, the proxy's where it sent a sound one, and say it in the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = request.headers.get("X-Request-ID", "")
        request_id = sent if _GOOD_ID.fullmatch(sent) else secrets.token_hex(8)
        token = _request_id.set(request_id)
        try:
            response = self.get_response(request)
        finally:
            _request_id.reset(token)
        response.headers["X-Request-ID"] = request_id
        return response


class RequestIdFilter(logging.Filter):
    """Put the id of the present request, or of the present task, on each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        sent = _request_id.get()
        # Only a process that has Celery loaded can be inside a task.
        if not sent and (celery := sys.modules.get("celery")) and (task := celery.current_task):
            sent = task.request.id
        record.request_id = sent or "-"
        return True


class SecretFilter(logging.Filter):
    """Write no secret of a link into a log: whoever reads it could act for whom the link was sent to.

    The address of a link is the one address that holds a secret, and Django logs the address of each refused request.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if _HOLDS_SECRET.search(said := record.getMessage()):
            record.msg, record.args = _HOLDS_SECRET.sub(r"\1[secret]", said), ()
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for a log collector."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
