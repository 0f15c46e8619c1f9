"""Reads a request as of the moment that its address names: `?as_of=2026-09-30`, on every page, export and API list."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse

from big.errors import RuleError
from big.history import kept
from big.history.asking import settled_moment
from big.history.links import NEVER_PAST, carried, carry
from big.history.moment import WriteInPastError, as_of
from big.history.recorded import not_recorded
from big.history.shown import shown

PARAMETER = "as_of"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
REFUSED = "The past cannot be changed. Go back to the present to do this."


class AsOfMiddleware:
    """Stands behind authentication, so that who asks is known as of today, and before every view.

    Views, selectors and templates do not know: the parameter is taken out of the request, every link of the answer
    carries it on, and what is streamed is read inside the same moment. A write is refused before its view is asked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        # Forms hold querysets from the moment their modules are loaded, and that must not be a past one.
        import_module(settings.ROOT_URLCONF)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in _READING:
            return self._answer(request)
        with kept.reading():
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        if PARAMETER not in request.GET or request.path.startswith(NEVER_PAST):
            return self.get_response(request)
        said = request.GET[PARAMETER]
        if not said:  # a date that somebody cleared
            _take_out(request)
            return self.get_response(request)
        if request.method not in _READING:
            return _refusal(request, REFUSED, 409)
        try:
            moment = settled_moment(said)
        except RuleError as error:
            return _refusal(request, " ".join(error.messages), error.status)
        _take_out(request)
        request.as_of = moment  # type: ignore[attr-defined]
        str(request.user)  # the account is read now, in the present
        with as_of(moment):
            response = self.get_response(request)
            if isinstance(response, TemplateResponse):
                response.render()
            if request.path.startswith("/api/") and (unknown := not_recorded(moment)):
                response.headers["Not-Recorded-Then"] = unknown.header
        return _carrying(response, said, moment)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """A page that would write as it is opened cannot be opened in the past."""
        return _refusal(request, REFUSED, 409) if isinstance(exception, WriteInPastError) else None


def _take_out(request: HttpRequest) -> None:
    query = request.GET.copy()
    query.pop(PARAMETER, None)
    query._mutable = False
    request.GET = query  # type: ignore[assignment]


def _refusal(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        code = "past" if status == 409 else "as_of"
        return JsonResponse({"code": code, "detail": sentence, "fields": {}}, status=status)
    _take_out(request)  # the way back and every link of this page lead to the present
    context = {
        "message": sentence,
        "detail": "Nothing was changed.",
        "back_url": shown(request).present_url if request.method == "GET" else "/",
    }
    return render(request, f"{409 if status == 409 else 422}.html", context, status=status)


def _carrying(response: HttpResponseBase, said: str, moment: dt.datetime) -> HttpResponseBase:
    """Every address in the answer names the moment, and so does its ETag."""
    for header in ("Location", "HX-Redirect", "HX-Push-Url", "HX-Replace-Url"):
        if header in response.headers:
            response.headers[header] = carried(response.headers[header], said)
    if tag := response.headers.get("ETag"):
        response.headers["ETag"] = f'{tag.removesuffix(chr(34))}@{moment.isoformat()}"'
    if isinstance(response, StreamingHttpResponse):
        if not isinstance(response, FileResponse):
            content: Any = response.streaming_content
            response.streaming_content = _inside(moment, content)
    elif isinstance(response, HttpResponse) and response.headers.get("Content-Type", "").startswith("text/html"):
        response.content = carry(response.content.decode(response.charset), said).encode(response.charset)
    return response


def _inside(moment: dt.datetime, content: Iterable[bytes]) -> Iterator[bytes]:
    with as_of(moment):
        yield from content
