"""The connection: PostgreSQL's, with our compiler, schema editor and one feature switched off in the past."""

from typing import Any

from django.db.backends.postgresql import base, features, operations

from big.history import moment
from big.history.backend.schema import SchemaEditor


class DatabaseFeatures(features.DatabaseFeatures):
    """A view has no primary key, so the past cannot group by it alone."""

    def allows_group_by_selected_pks_on_model(self, model: Any) -> bool:
        """Whether grouping by the primary key covers the other columns: of tables, not of views."""
        return moment.current() is None and bool(super().allows_group_by_selected_pks_on_model(model))


class DatabaseOperations(operations.DatabaseOperations):
    """Names our compiler."""

    compiler_module = "big.history.backend.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of either alias."""

    features_class = DatabaseFeatures
    ops_class = DatabaseOperations
    SchemaEditorClass = SchemaEditor
