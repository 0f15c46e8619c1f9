"""Migrating from an earlier release loses nothing of the past; what is new reads as not recorded then."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, models
from django.db.migrations import AddField, CreateModel, RunPython
from django.db.migrations.executor import MigrationExecutor
from pytest_django import DjangoDbBlocker

from big.history import schema
from big.history.horizon import freeze
from big.history.moment import as_of
from big.history.recorded import not_recorded
from big.organisation.models import Unit
from tests.history.migrating import query, text
from tests.history.moments import unlike
from tests.history.released import as_released, load, migrate

RELEASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "releases.json").read_text())


@pytest.fixture(autouse=True)
def reached(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Any:
    """The server, and no test's transaction round what migrates."""
    with django_db_blocker.unblock():
        yield


def shown(moment: dt.datetime, columns: dict[str, list[str]]) -> dict[str, list[Any]]:
    """Every row of every table as of a moment, in the columns named."""
    with as_of(moment):
        return {
            table: query(f'select {", ".join(names)} from past."{table}" order by id')  # noqa: S608
            for table, names in columns.items()
        }


def columns() -> dict[str, list[str]]:
    """The columns of everything that the past shows."""
    found: dict[str, list[str]] = {}
    for table, name in query(
        "select relname, quote_ident(attname) from pg_class join pg_attribute on attrelid = pg_class.oid"
        " where relnamespace = 'past'::regnamespace and attnum > 0 order by 1, attnum"
    ):
        found.setdefault(table, []).append(name)
    return found


def next_migration() -> None:
    """What a release to come may do: a required field that it fills itself, and a new kind of record."""
    executor = MigrationExecutor(connection)
    state = executor.loader.project_state()
    key: tuple[str, models.Field[Any, Any]] = ("id", models.BigAutoField(primary_key=True))
    operations = [
        AddField("Unit", "region", text(default="nowhere")),
        RunPython(lambda apps, editor: apps.get_model("organisation", "Unit").objects.update(region="north")),
        CreateModel("Region", [key, ("name", text())]),
    ]
    with connection.schema_editor() as editor:
        for operation in operations:
            before = state.clone()
            operation.state_forwards("organisation", state)
            operation.database_forwards("organisation", editor, before, state)
    schema.sync_all()


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release["release"])
def test_nothing_of_the_past_is_lost(release: dict[str, Any]) -> None:
    with as_released(release) as apps:
        filled = load(apps)
        assert len(filled) >= 15, filled
        remembered = _changed_at_known_moments(apps) if release["keeps_history"] else {}
        known = columns() if remembered else {}
        before = freeze() if remembered else _now()
        migrate()
        installed = _now()
        for table in schema.tables():
            assert unlike(table) == [], table
            began = query(f"select min(_from), count(*) filter (where _from > '{installed}') from history.\"{table}\"")  # noqa: S608
            assert began[0][1] == 0
        if not release["keeps_history"]:
            _begins_with_the_migration(before, filled)
        remembered |= {freeze(): None}
        known = known or columns()
        remembered = {moment: said or shown(moment, known) for moment, said in remembered.items()}
        next_migration()
        for moment, said in remembered.items():
            assert shown(moment, known) == said
            _reads_what_is_new_as_not_recorded(moment)
        assert {region for (region,) in query("select region from organisation_unit")} == {"north"}
        assert unlike("organisation_unit") == []


def _now() -> dt.datetime:
    found: dt.datetime = query("select clock_timestamp()")[0][0]
    return found


def _changed_at_known_moments(apps: Any) -> dict[dt.datetime, Any]:
    """Rows are made, changed and removed; what every table showed in between."""
    remembered = {}
    model = apps.get_model("organisation", "Unit")
    for step in ("first", "second", "third"):
        model.objects.update(cost_account=step)
        if step == "second":
            model.objects.create(code="PASSING", name="Passing")
        if step == "third":
            model.objects.filter(code="PASSING").delete()
        moment = freeze()
        remembered[moment] = shown(moment, columns())
    assert len({str(said["organisation_unit"]) for said in remembered.values()}) == 3
    return remembered


def _begins_with_the_migration(before: dt.datetime, filled: list[str]) -> None:
    """Every row of then has a version from the installation on; a moment earlier nothing is known."""
    for table in filled:
        ((rows,),) = query(f'select count(*) from public."{table}"')  # noqa: S608
        standing = f"_to = 'infinity' and _from > '{before}'"
        ((versions,),) = query(f'select count(*) from history."{table}" where {standing}')  # noqa: S608
        assert rows == versions > 0, table
    with as_of(before):
        assert not Unit.objects.exists()
    assert not_recorded(before).begins is not None
    with as_of(freeze()):
        assert Unit.objects.exists()


def _reads_what_is_new_as_not_recorded(moment: dt.datetime) -> None:
    assert shown(moment, {"organisation_region": ["id"]}) == {"organisation_region": []}
    assert {region for (region,) in shown(moment, {"organisation_unit": ["region"]})["organisation_unit"]} == {
        "nowhere"
    }
    (since,) = query("select since from history.columns where (tab, col) = ('organisation_unit', 'region')")[0]
    (began,) = query("select at from history.began where tab = 'organisation_region'")[0]
    assert moment < since <= began
