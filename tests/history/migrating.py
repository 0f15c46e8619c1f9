"""An app of the tests' own that is migrated as Django does it, inside the test's transaction: nothing stays behind."""

import datetime as dt
from typing import Any

from django.db import connection, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from big.history import schema
from big.history.catalogue import look
from big.history.following import Following
from big.history.moment import as_of
from tests.history.moments import unlike

APP = "trial"


class Trial:
    """The app's state, and what its tables hold."""

    def __init__(self) -> None:
        self.state = ProjectState()

    def migrate(self, *operations: Operation) -> None:
        """One migration; foreign keys are checked before it, as a commit would."""
        connection.cursor().execute("set constraints all immediate")
        with connection.schema_editor() as editor:
            for operation in operations:
                before = self.state.clone()
                operation.state_forwards(APP, self.state)
                operation.database_forwards(APP, editor, before, self.state)
        connection.cursor().execute("set constraints all deferred")

    def model(self, name: str) -> Any:
        """A model as it is now."""
        return self.state.apps.get_model(APP, name)

    def tables(self) -> list[str]:
        """The app's tables, those of many-to-many fields included."""
        return [
            model._meta.db_table
            for model in self.state.apps.get_models(include_auto_created=True)
            if model._meta.app_label == APP
        ]

    def past(self, name: str, moment: dt.datetime, *fields: str) -> list[Any]:
        """What the past shows of a model, by the model of now."""
        with as_of(moment):
            return list(self.model(name).objects.order_by("pk").values_list(*fields, flat=len(fields) == 1))

    def is_in_step(self) -> bool:
        """Whether history and tables agree in every way that `sync` looks at, and in every row."""
        with connection.cursor() as cursor:
            found = look(cursor, self.tables())
            behind = [table for table, standing in found.items() if not Following(cursor, standing).is_in_step()]
        return not behind and [row for table in found for row in unlike(table)] == []


def history(table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Columns of every version of a table, by key and time, those included that are gone."""
    return query(f'select {", ".join(columns)} from history."{table}" order by id, _from')  # noqa: S608


def query(said: str) -> list[tuple[Any, ...]]:
    """The rows of a bare query."""
    with connection.cursor() as cursor:
        cursor.execute(said)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def columns_of(table: str) -> list[str]:
    """The columns of a history beside its own, in order."""
    return [
        name
        for (name,) in query(
            f"select attname from pg_attribute where attrelid = 'history.\"{table}\"'::regclass and attnum > 5"  # noqa: S608
            " and not attisdropped order by attnum"
        )
    ]


def mirrored(table: str) -> set[tuple[str, ...]]:
    """The columns of a history's indexes, without the period."""
    with connection.cursor() as cursor:
        found = look(cursor, [table])[table].mirrored.values()
    return {index.columns[:-2] for index in found if index.columns[-2:] == ("_to", "_from")}


def after_migrate(trial: Trial, monkeypatch: Any) -> None:
    """What runs when migrations have ended."""
    connection.cursor().execute("set constraints all immediate")
    monkeypatch.setattr(schema, "tables", trial.tables)
    schema.sync_all()


def text(**options: Any) -> "models.Field[Any, Any]":
    """A short text field."""
    return models.CharField(max_length=50, **options)
