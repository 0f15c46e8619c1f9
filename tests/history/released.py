"""A database as an earlier release left it, with a few rows in its tables; made for one test and dropped after it."""

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from big.history import schema
from big.history.backend import schema as editor
from big.history.tables import keeps_history
from tests.database import TEMPLATE


@contextmanager
def database(template: str = "") -> Iterator[None]:
    """Let the default connection lead to a database of its own: an empty one, or a copy."""
    mine = connection.settings_dict["NAME"]
    name = f"big_release_{os.getpid()}"
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"drop database if exists {name}")
        cursor.execute(f"create database {name}" + (f" template {template}" if template else ""))
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = mine
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"drop database {name} with (force)")


@contextmanager
def as_released(release: dict[str, Any]) -> Iterator[Any]:
    """A database that was migrated to where `release` stood, and the models of then."""
    targets = list(release["targets"].items())
    executor = MigrationExecutor(connection)
    is_head = set(targets) >= {node for node in executor.loader.graph.leaf_nodes() if node[0] in release["targets"]}
    with database(TEMPLATE if release["keeps_history"] and is_head else ""):
        executor = MigrationExecutor(connection)
        with pytest.MonkeyPatch.context() as patch:
            if not release["keeps_history"]:
                patch.setattr(editor, "keeps_history", lambda table: False)
            executor.migrate(targets)
            if release["keeps_history"]:
                schema.sync_all()
        # Rendered at once: what the executor hands back was rendered step by step, and its models may know others that
        # have been rendered anew since.
        yield executor.loader.project_state(targets).apps


def migrate() -> None:
    """Forward to where this code stands."""
    call_command("migrate", verbosity=0, interactive=False)


def load(apps: Any) -> list[str]:
    """A row in as many governed tables as take them from one who knows only the kinds of their columns."""
    governed = [model for model in apps.get_models() if keeps_history(model._meta.db_table)]
    return [model._meta.db_table for model in governed if _made(model, 2)]


def _made(model: Any, depth: int) -> Any:
    try:
        with transaction.atomic():
            return model.objects.create(**_values(model, depth))
    except (DatabaseError, LookupError):
        return None


def _values(model: Any, depth: int) -> dict[str, Any]:
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key and not field.null]
    return {field.name: _value(field, depth) for field in fields if not field.has_default() and not field.blank}


def _value(field: Any, depth: int) -> Any:
    if isinstance(field, models.ForeignKey):
        other: Any = field.related_model
        found = other.objects.first() or (_made(other, depth - 1) if depth else None)
        if found is None:
            raise LookupError(field.name)
        return found
    if field.choices:
        return field.choices[0][0]
    number = field.model._meta.default_manager.count() + 1
    kinds: list[tuple[type[models.Field[Any, Any]], Any]] = [
        (models.BooleanField, False),
        (models.DateTimeField, dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=number)),
        (models.DateField, dt.date(2026, 1, 1) + dt.timedelta(days=number)),
        (models.DecimalField, number),
        (models.IntegerField, number),
        (models.JSONField, {}),
        (models.EmailField, f"user{number}@example.org"),
    ]
    return next(
        (value for kind, value in kinds if isinstance(field, kind)), f"{field.name} {number}"[: field.max_length]
    )
