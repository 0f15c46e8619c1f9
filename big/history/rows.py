"""The querysets of governed records: they know the moment they were begun in, and whose eyes see the past."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.db import models

from big.history import moment

M = TypeVar("M", bound=models.Model)
Q = TypeVar("Q", bound="models.QuerySet[Any]")
See = TypeVar("See", bound=Callable[..., Any])


class RowsQuerySet(models.QuerySet[M]):
    """A queryset that cannot leave the moment it was begun in without raising."""

    _hints: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = moment.current()
        if now is not None and "moment" not in self._hints:
            self._hints = {**self._hints, "moment": now}


def as_today(queryset: Q) -> Q:
    """The rows as they stand in the present, also while the past is read; for what gives rights."""
    return _read(queryset, "public")


def as_last_known(queryset: Q) -> Q:
    """The rows as they stand in the present, and removed ones as they stood last."""
    return _read(queryset, "known")


def _read(queryset: Q, schema: str) -> Q:
    """Only its SQL changes, by big.history.backend.compiler; without a moment nothing does."""
    if moment.current() is None:
        return queryset
    chosen = queryset._chain()  # type: ignore[attr-defined]
    chosen.query.reads_schema = schema
    return chosen  # type: ignore[no-any-return]


def seen_today(visible_to: See) -> See:
    """Let the past show only what its reader may see today; decorates each `visible_to` that looks at the row itself.

    Rights and confidentiality are those of the present: what somebody may not see now, last week's page does not
    show either, whatever was open then. A record that has been removed is judged as it stood last.
    """

    @wraps(visible_to)
    def asked(self: models.QuerySet[Any], *args: Any, **kwargs: Any) -> models.QuerySet[Any]:
        if not moment.only_reads():
            return visible_to(self, *args, **kwargs)  # type: ignore[no-any-return]
        with moment.judging():
            judged = visible_to(self.model._default_manager.all(), *args, **kwargs)
        return self.filter(pk__in=as_last_known(judged.order_by()).values("pk"))

    return asked  # type: ignore[return-value]
