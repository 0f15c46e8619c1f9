"""Which kinds of record audit events name, so that an event shows only to those who may see all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

from big.accounts.models import User


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of record: its noun, an icon, who sees it, and where its page is."""

    kind: str
    noun: str
    icon: str
    visible: Callable[[User], "models.QuerySet[Any]"]
    address: Callable[[int], str]


_subjects: dict[str, Subject] = {}


def register(
    model: type[models.Model],
    *,
    noun: str,
    icon: str,
    visible: Callable[[User], "models.QuerySet[Any]"],
    address: Callable[[int], str],
) -> None:
    """Let audit events name records of `model`.

    `visible` gives the records a user may see; `address` gives the page of a record by its key, without a query.
    """
    kind = model._meta.label_lower
    if kind in _subjects:
        raise ValueError(f"audit subject {kind} is registered twice")
    _subjects[kind] = Subject(kind=kind, noun=noun, icon=icon, visible=visible, address=address)


def get(kind: str) -> Subject:
    """The registered kind; LookupError if there is none."""
    if kind not in _subjects:
        raise LookupError(f"{kind} is not registered as an audit subject")
    return _subjects[kind]


def kinds() -> list[Subject]:
    """Every kind, by noun."""
    return sorted(_subjects.values(), key=lambda subject: subject.noun)


def visible_keys(user: User) -> dict[str, "models.QuerySet[Any]"]:
    """For each kind the subquery of keys that `user` may see."""
    return {kind: subject.visible(user).order_by().values("pk") for kind, subject in _subjects.items()}
