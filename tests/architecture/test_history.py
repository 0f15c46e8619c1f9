"""History is kept and read as past by every record: what a new model could forget is found here."""

import re
from typing import Any

from django.apps import apps
from django.db import models

from big.history.rows import RowsQuerySet
from big.history.tables import NEVER_PAST, NO_HISTORY, ONLY_WHILE_IT_STANDS, is_read_as_past, keeps_history
from big.registry import rights, subjects
from tests.architecture.sources import APPS, code

# Whose `visible_to` need not be judged as of today, and why it comes to the same.
BY_ITS_PARENT = {
    "documents.DocumentVersion": "documents.Document",
    "okr.Comment": "okr.StrategicObjective",
    "okr.Contribution": "portfolio.Work and okr.StrategicObjective",
    "okr.ContributingUnit": "okr.StrategicObjective",
    "okr.Delegate": "okr.StrategicObjective",
    "okr.Feed": "okr.KeyResult",
    "okr.FeedPart": "okr.KeyResult",
    "okr.KeyResult": "okr.StrategicObjective",
    "okr.ObjectiveLink": "okr.StrategicObjective",
    "okr.Override": "okr.KeyResult and okr.StrategicObjective",
    "okr.IndicatorValue": "okr.Indicator",
    "okr.PhasedTarget": "okr.KeyResult",
    "okr.Reading": "okr.KeyResult",
    "okr.Supporter": "okr.StrategicObjective",
    "portfolio.Demand": "portfolio.Work",
    "portfolio.Milestone": "portfolio.Work",
    "portfolio.MoneyLine": "portfolio.Work",
    "portfolio.StatusReport": "portfolio.Work",
    "portfolio.WholeLifeCost": "portfolio.Work",
}
ALIKE_FOR_ALL_ROWS = {
    "okr.CheckInRhythm",
    "okr.Cycle",
    "okr.Indicator",
    "okr.OkrSet",
    "okr.Plan",
    "okr.Purpose",
    "okr.Stakeholder",
    "okr.Statement",
    "organisation.Node",
    "organisation.Person",
    "organisation.Unit",
    "portfolio.Capacity",
    "portfolio.Skill",
}
# Where SQL is written by hand, and why it reads no past by accident.
BARE_SQL = {
    "big/audit/": "the log is never past",
    "big/core/": "roles, health and migrations",
    "big/history/": "history itself",
    "big/imports/services.py": "a lock",
    "big/notify/gathering.py": "a lock",
    "big/organisation/services/": "services write, and only in the present",
    "big/reconcile/": "asks through the alias that the router names, which the past answers",
    "big/servers/": "the servers themselves",
    "governance/demo/": "loads an empty organisation",
    "okr/services/": "services write, and only in the present",
    "portfolio/services/": "services write, and only in the present",
}


def product() -> list[type[models.Model]]:
    """Every model of the product's own apps."""
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in APPS]


def test_every_record_keeps_history_or_is_said_not_to() -> None:
    tables = {model._meta.db_table for model in product()}
    without = {table for table in tables if not keeps_history(table)}
    ours = {start for start in NO_HISTORY for table in without if table.startswith(start)}
    assert ours == {"accounts_", "api_", "audit_", "jobs_", "notify_", "okr_pushtoken", "webhooks_"}
    assert NEVER_PAST.keys() <= tables
    assert tables >= ONLY_WHILE_IT_STANDS


def test_every_kind_of_the_audit_log_keeps_history() -> None:
    kept = {each.kind for each in subjects.kinds() if keeps_history(apps.get_model(each.kind)._meta.db_table)}
    assert {each.kind for each in subjects.kinds()} - kept == {"accounts.user", "webhooks.webhook"}


def test_every_queryset_knows_its_moment() -> None:
    bare = [
        model._meta.label
        for model in product()
        if is_read_as_past(model._meta.db_table)
        and not issubclass(getattr(model._default_manager, "_queryset_class", models.QuerySet), RowsQuerySet)
    ]
    assert bare == [], "derive its queryset from big.history.rows.RowsQuerySet"


def test_every_rule_of_sight_is_judged_as_of_today() -> None:
    unjudged = set()
    for model in product():
        rule: Any = getattr(getattr(model._default_manager, "_queryset_class", None), "visible_to", None)
        if rule and is_read_as_past(model._meta.db_table) and not hasattr(rule, "__wrapped__"):
            unjudged.add(model._meta.label)
    assert unjudged == BY_ITS_PARENT.keys() | ALIKE_FOR_ALL_ROWS, "decorate visible_to with big.history.rows.seen_today"


def test_a_right_to_see_is_called_so() -> None:
    """While the past is read only rights that end in .view count: any other would let somebody change it."""
    seeing = {right for right, sentence in rights.known().items() if sentence.startswith(("See ", "Read "))}
    assert seeing == {right for right in rights.known() if right.endswith(".view")}


def test_bare_sql_stands_where_the_past_is_not_read() -> None:
    found = [
        each.path
        for each in code()
        if re.search(r"\bconnections?\b.*\.cursor\(|\.raw\(|RawSQL\(", each.text)
        and not each.path.startswith(tuple(BARE_SQL))
    ]
    assert found == []


def test_nobody_asks_the_database_for_the_time() -> None:
    found = [each.path for each in code() if re.search(r"functions import .*\bNow\b|\bNow\(\)", each.text)]
    assert found == [], "take it from big.clock: the database knows only the present"
