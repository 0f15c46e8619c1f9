"""Sends every reading to the past while a past moment is read, and refuses every write."""

from typing import Any

from django.db import models

from big.history import moment
from big.history.moment import ALIAS, LeftTheMomentError, WriteInPastError

_STILL_WRITTEN = frozenset({"accounts", "sessions", "usersessions"})
"""Apps that note that somebody was here: they are never past, whatever the page shows."""


class Router:
    """Django asks it for the alias of every query that names none."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        """The past while a moment is read. LeftTheMomentError for what was begun in another moment than this."""
        now = moment.current()
        if "moment" in hints and hints["moment"] != now:
            raise LeftTheMomentError(
                f"{model._meta.label} was asked for as of {hints['moment']}, and is read as of {now}"
            )
        _require_inside(hints.get("instance"), now)
        return None if now is None else ALIAS

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str:
        """The present; while a moment is read, WriteInPastError for every record."""
        now = moment.current()
        if now is not None and model._meta.app_label not in _STILL_WRITTEN:
            raise WriteInPastError(f"{model._meta.label} cannot be written while the past is read, as of {now}")
        _require_inside(hints.get("instance"), now)
        return "default"

    def allow_relation(self, *records: Any, **hints: Any) -> bool:
        """Both aliases are one database."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """Tables are made once, through the present."""
        return False if db == ALIAS else None


def _require_inside(instance: models.Model | None, now: Any) -> None:
    if now is None and instance is not None and instance._state.db == ALIAS:
        raise LeftTheMomentError(f"{instance!r} was read as of a past moment, and is used after that block")
