"""The last resort for what services raise, the way to sign-in for a fragment whose session ended, smaller pages."""

import logging
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

logger = logging.getLogger("big.core")


class FaultsMiddleware:
    """A record that is not there is 404, a rule's no is 422 and a lost race 409, wherever a view let them through.

    Views that show a form catch these themselves; this serves buttons that have no page of their own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 429:
            response.headers.setdefault("Retry-After", "60")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for what a view did not; anything else goes on to become a 500."""
        if isinstance(exception, ObjectDoesNotExist):
            # Seen and unseen alike: what a user may not see is not there.
            logger.info("%s: %s", request.path, exception)
            return render(request, "404.html", status=404)
        if isinstance(exception, ValidationError):
            status = getattr(exception, "status", 422)
            context = {"back_url": came_from(request)}
            if status == 422:
                context["message"] = " ".join(exception.messages)
            return render(request, f"{status}.html", context, status=status)
        return None


class SignInAgainMiddleware:
    """Tell htmx to load the sign-in page whole, where a redirect would put it inside the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        asked_by_htmx = request.headers.get("HX-Request") == "true"
        sign_in = resolve_url(settings.LOGIN_URL)
        if asked_by_htmx and response.status_code == 302 and urlsplit(response.headers["Location"]).path == sign_in:
            back = came_from(request, "HX-Current-URL") or "/"
            refused = HttpResponse(status=401)
            refused.headers["HX-Redirect"] = f"{sign_in}?{urlencode({'next': back})}"
            return refused
        return response


class CompressPagesMiddleware(GZipMiddleware):
    """Send pages compressed, which makes a list a tenth of its size.

    Only pages: the API's ETag must come back as it was sent, and files keep their length. Django masks the token in
    every form and adds bytes at random, so that the length of a page tells nothing of a secret in it.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress what is HTML, for browsers that take it."""
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)


def came_from(request: HttpRequest, header: str = "Referer") -> str:
    """The path of our own page that the request came from, or nothing."""
    url = request.headers.get(header, "")
    if not url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
