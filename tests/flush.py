"""Lets tests that really commit empty the tables again, although the audit log refuses it, and keeps reference data.

Only the tests' own process knows the way round: the owner of the tables switches the trigger off for the flush.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.models.signals import post_migrate

from big.history.tables import keeps_history

GUARDED = {
    "audit_auditevent": "audit_only_grows",
    "audit_auditseal": "audit_only_grows",
    "audit_auditsubject": "audit_only_grows",
    "governance_pack": "issued_packs_are_not_truncated",
}
# Data migrations, each with the function that adds what is missing.
SEEDS = {"big.organisation.migrations.0002_reference": "seed", "portfolio.migrations.0005_work_types": "load"}


def _seed(**kwargs: Any) -> None:
    for module, function in SEEDS.items():
        getattr(import_module(module), function)(apps, None)


@pytest.fixture(scope="session", autouse=True)
def flush_empties_the_audit_log() -> Iterator[None]:
    """Wrap the statements of a flush in switching the triggers off and on; then add the reference data anew."""
    sql_flush = DatabaseOperations.sql_flush

    def flush(self: DatabaseOperations, style: Any, tables: Any, **options: Any) -> list[str]:
        statements = sql_flush(self, style, tables, **options)
        kept = [table for table in tables if keeps_history(table)]
        guarded = [(table, GUARDED[table]) for table in GUARDED if table in tables]
        guarded += [(table, "keep_history_whole") for table in kept]
        off = [f"ALTER TABLE {table} DISABLE TRIGGER {trigger}" for table, trigger in guarded]
        on = [f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}" for table, trigger in guarded]
        history = [f"TRUNCATE {', '.join(f'history.{table}' for table in kept)}"] if kept else []
        return [*off, *statements, *history, *on] if statements else []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", flush)
        post_migrate.connect(_seed, sender=apps.get_app_config("organisation"))
        yield
        post_migrate.disconnect(_seed, sender=apps.get_app_config("organisation"))
