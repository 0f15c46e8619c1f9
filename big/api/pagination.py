"""Pages by key: stable while rows come and go, and as cheap on the last page as on the first."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any, Final

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

PAGE_SIZE: Final = 50
MOST: Final = 200
_LARGEST_KEY: Final = 2**63 - 1


class KeyPagination(BasePagination):
    """`{"next": url or null, "results": [...]}`, by key; `page_size` up to 200; `cursor` as `next` gave it."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """The rows of one page, and whether there is another; one query."""
        self._request = request
        self._size = _page_size(request)
        newest_first = bool(getattr(view, "newest_first", False))
        rows = queryset.order_by("-pk" if newest_first else "pk")
        after = _key(request.query_params.get("cursor", ""))
        if after is not None:
            rows = rows.filter(pk__lt=after) if newest_first else rows.filter(pk__gt=after)
        found = list(rows[: self._size + 1])
        self._next = _cursor(found[self._size - 1].pk) if len(found) > self._size else ""
        return found[: self._size]

    def get_paginated_response(self, data: Sequence[Any]) -> Response:
        """The page with the address of the next."""
        here = self._request.build_absolute_uri()
        following = replace_query_param(here, "cursor", self._next) if self._next else None
        return Response({"next": following, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The page as OpenAPI says it."""
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {
                "next": {"type": "string", "format": "uri", "nullable": True, "description": "The next page, if any."},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The two parameters of every list."""
        size = {"type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE_SIZE}
        return [
            {"name": "cursor", "in": "query", "required": False, "schema": {"type": "string"},
             "description": "Where the page begins, as `next` of the page before gave it."},
            {"name": "page_size", "in": "query", "required": False, "schema": size,
             "description": f"Rows a page, at most {MOST}."},
        ]  # fmt: skip


# What every list takes besides its filters.
PARAMETERS: Final = frozenset({"cursor", "page_size"})


def _page_size(request: Request) -> int:
    said = request.query_params.get("page_size")
    if said is None:
        return PAGE_SIZE
    if not (said.isascii() and said.isdigit() and len(said) < 5 and 1 <= int(said) <= MOST):
        raise ValidationError({"page_size": [f"Enter a number from 1 to {MOST}."]})
    return int(said)


def _cursor(key: int) -> str:
    return base64.urlsafe_b64encode(f"k{key}".encode()).decode().rstrip("=")


def _key(cursor: str) -> int | None:
    if not cursor:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode("ascii")
    except (UnicodeError, binascii.Error):
        text = ""
    digits = text.removeprefix("k")
    if not text.startswith("k") or not digits.isdigit() or len(digits) > 19 or int(digits) > _LARGEST_KEY:
        raise ValidationError({"cursor": ["Use the cursor as `next` gave it, or leave it out."]})
    return int(digits)
