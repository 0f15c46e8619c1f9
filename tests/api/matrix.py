"""Asks every address of an app's API as each of several people; the tables of answers stand with the app's tests."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from rest_framework.test import APIClient

from big import api_urls
from big.accounts.models import User
from tests.api.asking import program

PEOPLE = ("nobody", "stranger", "viewer", "editor", "elsewhere")
Body = Callable[[Any], Mapping[str, Any]]


@dataclass(frozen=True)
class Row:
    """One method of one address, with what is sent, and the answer to each of PEOPLE in their order.

    `{work}` in the address stands for the key of the scene's record of that name; a write to it names its version.
    """

    method: str
    address: str
    answers: tuple[int, ...]
    body: Body = field(default=lambda scene: {})

    def __str__(self) -> str:
        return f"{self.method} {self.address}"


def row(method: str, address: str, *answers: int, body: Body = lambda scene: {}) -> Row:
    """A row of a table."""
    return Row(method, address, answers, body)


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is written inside, so that the next person finds the same state."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def addresses(app: str) -> set[tuple[str, str]]:
    """Every method and address of the viewsets of `app`, as the router has them."""
    found = set()
    for pattern in api_urls.router.urls:
        view: Any = pattern.callback
        if view.cls.__module__.split(".")[0] == app:
            route = re.sub(r"<\w+:pk>", "{}", str(pattern.pattern))
            found |= {(method, route) for method in view.actions if method != "head"}
    return found


def named(rows: list[Row]) -> set[tuple[str, str]]:
    """The same of a table."""
    return {(each.method, re.sub(r"\{\w+\}", "{}", each.address)) for each in rows}


def ask(user: User | None, each: Row, records: Mapping[str, Any], scene: Any) -> Any:
    """Send the row's request as `user`, with the version of the record that it is about."""
    api = program(user) if user else APIClient()
    about = re.search(r"\{(\w+)\}", each.address)
    headers, address = {}, each.address
    if about:
        record = records[about.group(1)]
        address = address.replace(about.group(0), str(getattr(record, "pk", record)))
        if each.method != "get":
            headers["If-Match"] = f'"{getattr(record, "version", 0)}"'
    send = getattr(api, each.method)
    if each.method == "get":
        return send(f"/api/v1/{address}", headers=headers)
    return send(f"/api/v1/{address}", each.body(scene), headers=headers)
