"""Addresses of records by kind and key: events keep keys, pages are found by codes, and a redirect joins the two."""

from collections.abc import Callable

from django.urls import reverse


def by_key(kind: str) -> Callable[[int], str]:
    """The `address` of an audit subject whose page is found by its code: without a query, one redirect away."""

    def address(pk: int) -> str:
        return reverse("audit:record", args=[kind, pk])

    return address
