"""Migrations with history present: every change of a table leaves the past as it was, and history in step."""

import uuid
from typing import Any

import pytest
from django.db import connection, models
from django.db.migrations import operations as does

from big.history import schema
from tests.history.migrating import APP, Trial, after_migrate, columns_of, history, mirrored, query, text
from tests.history.moments import at, travel

pytestmark = pytest.mark.django_db

BORN, CHANGED, MIGRATED, LATER = "2026-01-01T09:00", "2026-02-01T09:00", "2026-03-01T09:00", "2026-04-01T09:00"
THEN, MEANWHILE, NOW = at("2026-01-15T00:00"), at("2026-02-15T00:00"), at("2026-05-01T00:00")
TASK = "trial_task"


@pytest.fixture
def trial() -> Trial:
    """Two units, and three tasks of which one was changed and one removed, before the migration."""
    trial = Trial()
    travel("2025-12-01T09:00")
    key: tuple[str, models.Field[Any, Any]] = ("id", models.BigAutoField(primary_key=True))
    unit = models.ForeignKey("trial.Unit", models.PROTECT, null=True)
    fields = [key, ("name", text(db_index=True)), ("code", text()), ("size", models.IntegerField()), ("unit", unit)]
    trial.migrate(does.CreateModel("Unit", [key, ("name", text())]), does.CreateModel("Task", fields))
    travel(BORN)
    sales = trial.model("Unit").objects.create(name="Sales")
    for name, code in (("Pump", "7"), ("Valve", "8"), ("Pipe", "9")):
        trial.model("Task").objects.create(name=name, code=code, size=1, unit=sales)
    travel(CHANGED)
    trial.model("Unit").objects.create(name="Trade")
    trial.model("Task").objects.filter(name="Pump").update(code="17", size=2)
    trial.model("Task").objects.filter(name="Pipe").delete()
    travel(MIGRATED)
    return trial


def add(name: str, field: Any) -> does.AddField:
    return does.AddField("task", name, field)


def alter(name: str, field: Any) -> does.AlterField:
    return does.AlterField("task", name, field)


def write(**values: Any) -> does.RunPython:
    """A data migration that writes what it finds."""
    return does.RunPython(lambda apps, editor: apps.get_model(APP, "Task").objects.update(**values))


def test_a_required_field_with_a_default_that_the_same_migration_fills(trial: Trial) -> None:
    trial.migrate(add("owner", text(default="nobody")), write(owner=models.F("name")))
    assert trial.past("Task", THEN, "name", "owner") == [("Pump", "nobody"), ("Valve", "nobody"), ("Pipe", "nobody")]
    assert trial.past("Task", MEANWHILE, "owner") == ["nobody", "nobody"]
    assert trial.past("Task", NOW, "owner") == ["Pump", "Valve"]
    assert query("select name, owner from known.trial_task order by id")[2] == ("Pipe", "nobody")
    travel(LATER)
    trial.model("Task").objects.filter(name="Valve").update(owner="Ann")
    assert trial.past("Task", at("2026-03-15T00:00"), "owner") == ["Pump", "Valve"]
    assert trial.past("Task", NOW, "owner") == ["Pump", "Ann"]
    assert trial.is_in_step()


def test_a_column_counts_from_the_migration_that_made_it(trial: Trial) -> None:
    trial.migrate(add("owner", text(default="")))
    since = dict(query("select col, since from history.columns where tab = 'trial_task'"))
    assert since["owner"] == at(MIGRATED)
    assert (
        since["name"] == at("2025-12-01T09:00") == query("select at from history.began where tab = 'trial_task'")[0][0]
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (models.JSONField(default=dict), {}),
        (models.DecimalField(max_digits=8, decimal_places=2, default="1.5"), 1.5),
        (models.DateField(default=at(BORN).date()), at(BORN).date()),
        (models.BooleanField(db_default=True), True),
        (models.UUIDField(default=uuid.UUID(int=7)), uuid.UUID(int=7)),
        (text(default="100 % sure"), "100 % sure"),
        (text(db_default="100 % sure"), "100 % sure"),
    ],
)
def test_closed_versions_hold_the_default_of_every_kind(trial: Trial, field: Any, value: Any) -> None:
    trial.migrate(add("extra", field))
    for moment in (THEN, MEANWHILE, NOW):
        found = trial.past("Task", moment, "extra")
        assert found == [value] * len(found)
    assert trial.is_in_step()


def test_a_nullable_foreign_key(trial: Trial) -> None:
    key = models.ForeignKey("trial.Unit", models.SET_NULL, null=True, related_name="+")
    trial.migrate(add("benefits", key))
    connection.cursor().execute("set constraints all immediate")
    travel(LATER)
    trade = trial.model("Unit").objects.get(name="Trade")
    trial.model("Task").objects.filter(name="Pump").update(benefits=trade)
    assert trial.past("Task", THEN, "benefits__name") == [None, None, None]
    assert trial.past("Task", NOW, "benefits__name") == ["Trade", None]


def test_a_text_that_becomes_a_number(trial: Trial) -> None:
    trial.migrate(alter("code", models.IntegerField()))
    assert trial.past("Task", THEN, "code") == [7, 8, 9]
    assert trial.past("Task", NOW, "code") == [17, 8]
    assert not [name for name in columns_of(TASK) if name.startswith("_gone")]
    assert trial.is_in_step()


def test_another_type_that_old_values_do_not_fit_keeps_them_beside_it(trial: Trial) -> None:
    tasks = trial.model("Task").objects
    tasks.filter(name="Valve").update(code="to be decided")
    travel("2026-03-02T09:00")
    tasks.filter(name="Valve").update(code="0018")
    travel("2026-03-03T09:00")
    trial.migrate(alter("code", models.IntegerField()))
    assert trial.past("Task", at("2026-03-01T12:00"), "code") == [17, 18], "nothing is missing where code needs it"
    assert trial.past("Task", NOW, "code") == [17, 18]
    (gone,) = [name for name in columns_of(TASK) if name.startswith("_gone")]
    assert [row[0] for row in history(TASK, f'"{gone}"')] == ["7", "17", "8", "to be decided", "0018", "9"]
    assert trial.is_in_step()


def test_a_text_that_is_shortened_keeps_what_was_longer(trial: Trial) -> None:
    tasks = trial.model("Task").objects
    tasks.filter(name="Valve").update(code="a long code")
    travel("2026-03-02T09:00")
    tasks.filter(name="Valve").update(code="short")
    trial.migrate(alter("code", models.CharField(max_length=5)))
    assert trial.past("Task", at("2026-03-01T12:00"), "code") == ["17", "a lon"]
    (gone,) = [name for name in columns_of(TASK) if name.startswith("_gone")]
    assert ("a long code",) in history(TASK, f'"{gone}"')
    trial.migrate(alter("code", models.CharField(max_length=500)))
    assert trial.is_in_step()


def test_a_field_that_is_required_from_now_on_is_never_empty(trial: Trial) -> None:
    trial.migrate(add("owner", text(null=True)))
    trial.migrate(write(owner="Ann"))
    travel("2026-03-02T09:00")
    trial.migrate(alter("owner", text()))
    assert trial.past("Task", THEN, "owner")[:2] == ["Ann", "Ann"]
    trial.migrate(add("place", text(null=True)))
    trial.migrate(alter("place", text(default="here")))
    assert trial.past("Task", THEN, "place") == ["here", "here", "here"]
    assert trial.is_in_step()


def test_a_field_that_is_renamed_and_written(trial: Trial) -> None:
    trial.migrate(does.RenameField("task", "name", "title"), write(title=models.F("code")))
    assert trial.past("Task", THEN, "title") == ["Pump", "Valve", "Pipe"]
    assert trial.past("Task", NOW, "title") == ["17", "8"]
    assert ("title",) in mirrored(TASK)
    assert trial.is_in_step()


def test_a_field_that_is_removed_is_kept_under_another_name(trial: Trial) -> None:
    trial.migrate(does.RemoveField("task", "code"))
    (gone,) = [name for name in columns_of(TASK) if name.startswith("_gone")]
    assert gone.endswith("_code")
    assert [row[0] for row in history(TASK, f'"{gone}"')] == ["7", "17", "8", "9"]
    assert "code" not in [
        column.name for column in connection.introspection.get_table_description(connection.cursor(), "trial_task")
    ]
    trial.model("Task").objects.update(size=5)
    assert trial.past("Task", THEN, "size") == [1, 1, 1]
    assert trial.is_in_step()


def test_a_name_that_comes_back_with_another_type_is_another_column(trial: Trial) -> None:
    trial.migrate(does.RemoveField("task", "code"), add("code", models.IntegerField(default=0)), write(code=3))
    assert trial.past("Task", THEN, "code") == [0, 0, 0]
    assert trial.past("Task", NOW, "code") == [3, 3]
    trial.migrate(does.RemoveField("task", "code"), add("code", models.DateField(null=True)))
    assert trial.past("Task", THEN, "code") == [None, None, None]
    assert len([name for name in columns_of(TASK) if name.endswith("_code")]) == 2
    assert trial.is_in_step()


def test_two_columns_that_change_names(trial: Trial) -> None:
    trial.migrate(
        does.RenameField("task", "name", "swap"),
        does.RenameField("task", "code", "name"),
        does.RenameField("task", "swap", "code"),
    )
    assert trial.past("Task", THEN, "name", "code") == [("7", "Pump"), ("8", "Valve"), ("9", "Pipe")]
    assert trial.is_in_step()


def test_two_columns_that_change_names_in_bare_sql(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    for old, new in (("name", "swap"), ("code", "name"), ("swap", "code")):
        trial.migrate(does.RunSQL(f"alter table trial_task rename column {old} to {new}"))
    after_migrate(trial, monkeypatch)
    assert trial.past("Task", THEN, "name", "code") == [("7", "Pump"), ("8", "Valve"), ("9", "Pipe")]
    assert trial.is_in_step()


def test_a_many_to_many_field_has_a_history_of_its_own(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    trial.migrate(add("helpers", models.ManyToManyField("trial.Unit", related_name="+")))
    after_migrate(trial, monkeypatch)
    travel("2026-03-02T09:00")
    pump, trade = trial.model("Task").objects.get(name="Pump"), trial.model("Unit").objects.get(name="Trade")
    pump.helpers.add(trade)
    travel(LATER)
    pump.helpers.clear()
    assert trial.past("Task", at("2026-03-15T00:00"), "helpers__name") == ["Trade", None]
    assert trial.past("Task", NOW, "helpers__name") == [None, None]
    assert trial.past("Task", THEN, "helpers__name") == [None, None, None]
    assert trial.is_in_step()
    trial.migrate(does.RemoveField("task", "helpers"))
    assert query("select count(*) from history._gone1_trial_task_helpers") == [(1,)]


def test_a_model_that_is_renamed_and_written(trial: Trial) -> None:
    trial.migrate(
        does.RenameModel("Task", "Job"),
        does.RunPython(lambda apps, editor: apps.get_model(APP, "Job").objects.update(size=9)),
    )
    assert trial.past("Job", THEN, "name", "size") == [("Pump", 1), ("Valve", 1), ("Pipe", 1)]
    assert trial.past("Job", NOW, "size") == [9, 9]
    assert query("select to_regclass('past.trial_task'), to_regproc('history.keep_trial_task')") == [(None, None)]
    assert trial.is_in_step()
    # The old name is free for another.
    trial.migrate(does.CreateModel("Task", [("id", models.BigAutoField(primary_key=True)), ("name", text())]))
    trial.model("Task").objects.create(name="Another")
    assert trial.past("Task", THEN, "name") == []
    assert trial.is_in_step()


def test_a_table_under_another_name(trial: Trial) -> None:
    trial.migrate(does.AlterModelTable("task", "trial_todo"))
    trial.model("Task").objects.update(size=9)
    assert trial.past("Task", THEN, "name", "size") == [("Pump", 1), ("Valve", 1), ("Pipe", 1)]
    assert trial.past("Task", NOW, "size") == [9, 9]
    assert trial.is_in_step()


def test_a_model_that_is_deleted_keeps_its_versions_and_may_come_back(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        trial.migrate(does.DeleteModel("Task"))
        assert query("select to_regclass('past.trial_task'), to_regproc('history.keep_trial_task')") == [(None, None)]
        assert len(query(f"select * from history._gone{number}_trial_task")) == (4 if number == 1 else 1)  # noqa: S608
        key: tuple[str, models.Field[Any, Any]] = ("id", models.BigAutoField(primary_key=True))
        fields = [key, ("name", text(db_index=True))]
        trial.migrate(does.CreateModel("Task", fields))
        trial.model("Task").objects.create(name="Again")
        assert trial.past("Task", THEN, "name") == []
        assert trial.past("Task", NOW, "name") == ["Again"]
        after_migrate(trial, monkeypatch)
        assert trial.is_in_step()


def test_a_column_of_bare_sql_follows_when_migrations_end(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = [add("owner", text(default=""))]
    trial.migrate(
        does.RunSQL(
            "alter table trial_task add column owner varchar(50) not null default 'nobody'", state_operations=owner
        )
    )
    assert not trial.is_in_step()
    after_migrate(trial, monkeypatch)
    trial.model("Task").objects.filter(name="Pump").update(owner="Ann")
    assert trial.past("Task", THEN, "owner") == ["nobody", "nobody", "nobody"]
    assert trial.past("Task", NOW, "owner") == ["Ann", "nobody"]
    assert trial.is_in_step()


def test_an_index_of_the_model_is_mirrored_and_goes_with_it(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    index = models.Index(fields=["size", "code"], name="trial_by_size")
    after_migrate(trial, monkeypatch)
    assert mirrored(TASK) == {("id",), ("name",), ("unit_id",)}, "those of the first migration"
    trial.migrate(does.AddIndex("task", index))
    after_migrate(trial, monkeypatch)
    assert ("size", "code") in mirrored(TASK)
    trial.migrate(does.RenameField("task", "size", "weight"))
    after_migrate(trial, monkeypatch)
    assert ("weight", "code") in mirrored(TASK)
    trial.migrate(does.RemoveIndex("task", "trial_by_size"))
    after_migrate(trial, monkeypatch)
    assert ("weight", "code") not in mirrored(TASK)
    assert trial.is_in_step()


def test_an_index_made_by_hand_stays(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.cursor().execute("create index by_hand on history.trial_task (size) include (code)")
    after_migrate(trial, monkeypatch)
    trial.migrate(add("owner", text(default="")))
    assert query("select to_regclass('history.by_hand')") != [(None,)]


def test_a_second_time_changes_nothing(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    after_migrate(trial, monkeypatch)
    said = "select oid::bigint, xmin::text from pg_class where relnamespace in ('past'::regnamespace,"
    said += " 'known'::regnamespace, 'history'::regnamespace) order by oid"
    before = query(said)
    with connection.execute_wrapper(_refuse_changes):
        after_migrate(trial, monkeypatch)
    assert query(said) == before
    assert trial.is_in_step()


def _refuse_changes(execute: Any, sql: str, *rest: Any) -> Any:
    assert "trial" not in sql, sql
    return execute(sql, *rest)


def test_the_product_is_in_step_after_its_migrations() -> None:
    with connection.execute_wrapper(_only_looks):
        schema.sync_all()


def _only_looks(execute: Any, sql: str, *rest: Any) -> Any:
    assert "alter table public" not in sql.lower(), sql
    assert not sql.lower().startswith(("drop view", "create index", "lock table")), sql
    return execute(sql, *rest)


def test_a_restored_table_has_other_numbers_and_the_same_past(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    trial.migrate(does.RemoveField("task", "code"), add("owner", text(default="nobody")))
    before = columns_of(TASK), history(TASK, "name", "size", "owner", "_from", "_to")
    connection.cursor().execute("set constraints all immediate")
    # What a dump restores: the columns that stand, one after the other, in a table of another identity.
    for said in (
        "create table anew (like trial_task including all)",
        "insert into anew select * from trial_task",
        "drop table trial_task",
        "alter table anew rename to trial_task",
    ):
        connection.cursor().execute(said)
    after_migrate(trial, monkeypatch)
    assert (columns_of(TASK), history(TASK, "name", "size", "owner", "_from", "_to")) == before
    travel(LATER)
    trial.model("Task").objects.filter(name="Pump").update(owner="Ann")
    assert trial.past("Task", NOW, "owner") == ["Ann", "nobody"]
    assert trial.is_in_step()
