"""What the API answers a user: the viewset itself is asked, with neither a socket nor a count of requests between."""

import json
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest

from big.accounts.models import User
from big.api.pagination import MOST
from big.registry import routes


class RefusedAnswerError(Exception):
    """The API did not answer with 200; the sweep cannot go on."""


def answer(prefix: str, user: User, *, action: str = "list", key: Any = None, **query: Any) -> Any:
    """The JSON that `user` gets from this resource; `key` names one record."""
    route = next(each for each in routes.known() if each.prefix == prefix)
    view = route.viewset.as_view({"get": action}, throttle_classes=())
    request: Any = _request(f"/api/v1/{prefix}/", urlencode(query))
    # What rest_framework.test.force_authenticate sets: the request comes from this user, however one signs in.
    request._force_auth_user = user
    response = view(request, **({} if key is None else {"pk": key}))
    if response.status_code != 200:
        raise RefusedAnswerError(f"{prefix} answers {response.status_code}: {response.data}")
    return json.loads(response.render().content)


def every(prefix: str, user: User, **query: Any) -> list[dict[str, Any]]:
    """All records of a list, page by page as a program reads them."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, Any] = {}
    while True:
        page = answer(prefix, user, page_size=MOST, **query, **cursor)
        found += page["results"]
        if not page["next"]:
            return found
        cursor = {"cursor": parse_qs(urlsplit(page["next"]).query)["cursor"][0]}


def _request(path: str, query: str) -> WSGIRequest:
    host = next((each.lstrip(".") for each in settings.ALLOWED_HOSTS if each != "*"), "localhost")
    return WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": host,
            "SERVER_NAME": host,
            "SERVER_PORT": "443",
            "wsgi.url_scheme": "https",
            "wsgi.input": BytesIO(),
        }
    )
