"""What pages tell from kept figures is what they would tell if nothing had been kept, after every kind of change."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F

from big.accounts.models import User
from big.history import kept
from big.history.horizon import freeze
from big.history.moment import as_of
from big.organisation.models import Membership, Unit
from governance.selectors.home.attention import needing_attention
from governance.selectors.home.money import money_tables, unlinked_rows
from governance.selectors.home.reading import Reading
from governance.selectors.sight_graph import read_graph
from okr.models.key_results import KeyResult
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective, Supporter
from okr.selectors.objective_rows import objective_table
from portfolio.models.milestones import Milestone
from portfolio.models.money import MoneyLine
from portfolio.models.work import Work
from portfolio.selectors.frame import frame
from portfolio.selectors.money import totals_by
from tests.factories.okr import make_contribution, make_objective, make_reading
from tests.factories.organisation import make_unit, make_user
from tests.factories.portfolio import make_milestone, make_money, make_report, make_work
from tests.governance.shapes import TODAY, Line, hold, viewer

pytestmark = pytest.mark.django_db(transaction=True)


def told(user: User) -> dict[str, Any]:
    """Figures of Home, the checks, the list of objectives, money, the portfolio and line of sight, as plain values."""
    with kept.reading():
        now = frame()
        reading = Reading(user, now)
        tables = money_tables(reading)
        table = objective_table(StrategicObjective.objects.visible_to(user), user, now)
        works = Work.objects.visible_to(user)
        return {
            "rules": {each.rule.key: (each.rows, each.amount) for each in reading.disconnects.findings},
            "objectives": [repr(each) for each in table.standings],
            "home": (reading.work_marks, reading.objective_marks, repr(reading.delivery)),
            "asking": [(each.work.pk, each.mark, each.reasons) for each in needing_attention(reading)[0]],
            "money": (tables.total, tables.unlinked, [(row.objective.pk, row.money) for row in tables.objectives]),
            "unlinked": [(row.work.pk, row.money, row.why) for row in unlinked_rows(reading)],
            "streams": totals_by(works, now.year, "stream", currency=now.currency),
            "sight": repr(read_graph(reading.scope)),
        }


def told_anew(user: User) -> dict[str, Any]:
    """The same from a transaction that has written, which uses nothing that was kept."""
    with transaction.atomic():
        Unit.objects.update(name=F("name"))
        found = told(user)
        transaction.set_rollback(True)
    return found


def _changes(line: Line, other: Work, unit: Unit, restricted: User) -> dict[str, Callable[[], Any]]:
    mine = {"pk": line.work.pk}
    parent = make_objective(accountable=line.objective.accountable, node=line.objective.node)
    return {
        "money": lambda: MoneyLine.objects.filter(work=line.work).update(forecast=Decimal(1_500_000)),
        "new money": lambda: make_money(other, 50_000, 70_000, released=10_000),
        "weight": lambda: Contribution.objects.filter(pk=line.link.pk).update(weight=Decimal(60)),
        "another link": lambda: make_contribution(other, line.objective, 40),
        "report": lambda: make_report(line.work, "R", on=TODAY - dt.timedelta(days=1)),
        "milestone": lambda: make_milestone(line.work, baseline_on=dt.date(2026, 10, 1)),
        "milestone done": lambda: Milestone.objects.filter(work=line.work).update(actual_on=TODAY),
        "reading": lambda: make_reading(line.key_result, 5, TODAY),
        "target": lambda: KeyResult.objects.filter(pk=line.key_result.pk).update(target=Decimal(900)),
        "named key result": lambda: line.link.key_results.set([line.key_result]),
        "support ended": lambda: Supporter.objects.update(ended_on=TODAY),
        "driver": lambda: line.objective.drivers.clear(),
        "parent": lambda: StrategicObjective.objects.filter(pk=line.objective.pk).update(parent=parent),
        "owner": lambda: Work.objects.filter(**mine).update(owner=None),
        "link withdrawn": lambda: Contribution.objects.filter(work=other).update(state="withdrawn"),
        "moved to the restricted's unit": lambda: Work.objects.filter(**mine).update(unit=unit),
        "hidden": lambda: Work.objects.filter(pk=other.pk).update(is_confidential=True),
        "state": lambda: Work.objects.filter(**mine).update(state=_closed(line.work)),
        "right": lambda: Membership.objects.filter(person__user=restricted).delete(),
    }


def _closed(work: Work) -> Any:
    return work.work_type.states.filter(is_live=False).first()


def test_every_change_shows_at_once_and_to_whom_it_may() -> None:
    line = hold()
    unit = make_unit()
    other = make_work(unit=unit)
    administrator, restricted = make_user(is_administrator=True), viewer(unit=unit)
    first = told(administrator)
    assert told(administrator) == first
    before, unseen = {}, 0
    for name, change in _changes(line, other, unit, restricted).items():
        for user in (administrator, restricted):
            before[user.pk] = told(user)
        change()
        for user in (administrator, restricted):
            reader = User.objects.get(pk=user.pk)
            assert told(reader) == told_anew(reader), f"{name}, as {reader}"
        reader = User.objects.get(pk=restricted.pk if name == "right" else administrator.pk)
        assert told(reader) != before[reader.pk], f"{name} changes nothing here, so it proves nothing"
        unseen += told(User.objects.get(pk=restricted.pk)) == before[restricted.pk]
    assert unseen, "the restricted reader saw every change, so the sights do not differ"


def test_a_past_moment_keeps_its_own() -> None:
    line = hold()
    user = make_user(is_administrator=True)
    then = freeze()
    was = told(user)
    MoneyLine.objects.filter(work=line.work).update(forecast=Decimal(1_500_000))
    assert told(user) != was
    with as_of(then):
        assert told(user) == was
        assert told(user) == was
    assert told(user) != was
