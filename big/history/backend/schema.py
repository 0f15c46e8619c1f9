"""The schema editor: every change of a governed table is followed by its history before the next operation runs."""

from typing import Any

from django.db.backends.postgresql import schema as postgresql

from big.history import schema
from big.history.tables import keeps_history


class SchemaEditor(postgresql.DatabaseSchemaEditor):
    """PostgreSQL's, in step with history: data migrations write through triggers that know the new columns."""

    def _sync(self, model: Any, defaults: dict[str, Any] | None = None) -> None:
        table = model._meta.db_table
        if keeps_history(table) and not self.collect_sql:
            schema.sync(self.connection, table, defaults=defaults)

    def create_model(self, model: Any) -> None:
        super().create_model(model)
        self._sync(model)

    def delete_model(self, model: Any) -> None:
        super().delete_model(model)
        if keeps_history(model._meta.db_table) and not self.collect_sql:
            schema.drop(self.connection, model._meta.db_table)

    def add_field(self, model: Any, field: Any) -> None:
        super().add_field(model, field)
        # A field of many to many is a table of its own, which came by create_model.
        if field.column is not None:
            default = None if field.null else self.effective_default(field)
            self._sync(model, {field.column: default})

    def remove_field(self, model: Any, field: Any) -> None:
        super().remove_field(model, field)
        self._sync(model)

    def alter_field(self, model: Any, old_field: Any, new_field: Any, strict: bool = False) -> None:
        super().alter_field(model, old_field, new_field, strict)
        required = new_field.column is not None and not new_field.null
        self._sync(model, {new_field.column: self.effective_default(new_field)} if required else None)

    def alter_db_table(self, model: Any, old_db_table: str, new_db_table: str) -> None:
        super().alter_db_table(model, old_db_table, new_db_table)
        if old_db_table == new_db_table or self.collect_sql:
            return
        if keeps_history(new_db_table):
            schema.rename(self.connection, old_db_table, new_db_table)
        elif keeps_history(old_db_table):
            schema.drop(self.connection, old_db_table)
