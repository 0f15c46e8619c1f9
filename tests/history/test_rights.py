"""Rights and confidentiality are always today's: what may not be seen now is not seen in the past either."""

import pytest

from big.accounts.models import User
from big.history.moment import as_of
from big.organisation.models import Membership, Unit
from big.organisation.scope import forget_rights, holds_anywhere, rights_of
from big.organisation.services.reach import rebuild_units
from okr.models.objectives import StrategicObjective
from okr.models.purposes import STRATEGY_VIEW
from portfolio import policies
from portfolio.models.money import MoneyLine
from portfolio.models.work import WORK_EDIT, WORK_VIEW, Work
from tests.factories.okr import make_objective
from tests.factories.organisation import make_unit, make_user, member, person_of, top_unit
from tests.factories.portfolio import make_money, make_work
from tests.history.moments import at, travel

pytestmark = pytest.mark.django_db
THEN = at("2026-01-15T00:00")


def seen(user: User) -> set[str]:
    forget_rights(user)
    with as_of(THEN):
        return set(Work.objects.visible_to(user).values_list("name", flat=True))


def test_a_right_revoked_since_does_not_return() -> None:
    travel("2026-01-01T09:00")
    user = member([WORK_VIEW])
    make_work("Pump")
    assert seen(user) == {"Pump"}
    travel("2026-02-01T09:00")
    Membership.objects.filter(person__user=user).delete()
    assert seen(user) == set()


def test_a_right_given_since_shows_the_past() -> None:
    travel("2026-01-01T09:00")
    make_work("Pump")
    travel("2026-02-01T09:00")
    assert seen(member([WORK_VIEW], unit=top_unit())) == {"Pump"}


def test_what_is_confidential_now_is_hidden_then_and_what_is_open_now_shows() -> None:
    travel("2026-01-01T09:00")
    user = member([WORK_VIEW])
    hidden, opened = make_work("Hidden"), make_work("Opened", is_confidential=True)
    travel("2026-02-01T09:00")
    Work.objects.filter(pk=hidden.pk).update(is_confidential=True)
    Work.objects.filter(pk=opened.pk).update(is_confidential=False)
    assert seen(user) == {"Opened"}
    assert Work.objects.count() == 2


def test_what_was_removed_is_judged_as_it_stood_last() -> None:
    travel("2026-01-01T09:00")
    user = member([WORK_VIEW])
    first, second = make_work("Removed open"), make_work("Removed confidential")
    travel("2026-02-01T09:00")
    Work.objects.filter(pk=second.pk).update(is_confidential=True)
    travel("2026-03-01T09:00")
    Work.objects.filter(pk__in=[first.pk, second.pk]).delete()
    assert seen(user) == {"Removed open"}


def test_what_moved_away_shows_to_whom_it_belongs_now() -> None:
    travel("2026-01-01T09:00")
    north, south = make_unit("North"), make_unit("South")
    of_north, of_south = member([WORK_VIEW], unit=north), member([WORK_VIEW], unit=south)
    work = make_work("Pump", unit=north)
    assert (seen(of_north), seen(of_south)) == ({"Pump"}, set())
    travel("2026-02-01T09:00")
    Work.objects.filter(pk=work.pk).update(unit=south)
    assert (seen(of_north), seen(of_south)) == (set(), {"Pump"})


def test_a_unit_that_moved_takes_the_sight_of_its_past_along() -> None:
    travel("2026-01-01T09:00")
    north, south = make_unit("North"), make_unit("South")
    team = make_unit("Team", parent=north)
    user = member([WORK_VIEW], unit=north)
    make_work("Pump", unit=team)
    assert seen(user) == {"Pump"}
    travel("2026-02-01T09:00")
    Unit.objects.filter(pk=team.pk).update(parent=south)
    rebuild_units()
    assert seen(user) == set()


def test_what_hangs_on_work_is_seen_with_it() -> None:
    travel("2026-01-01T09:00")
    user = member([WORK_VIEW])
    work = make_work("Pump")
    make_money(work)
    travel("2026-02-01T09:00")
    with as_of(THEN):
        assert MoneyLine.objects.visible_to(user).exists()
    Work.objects.filter(pk=work.pk).update(is_confidential=True)
    with as_of(THEN):
        assert not MoneyLine.objects.visible_to(user).exists()


def test_who_was_named_then_and_is_not_now_does_not_see() -> None:
    travel("2026-01-01T09:00")
    user = member([STRATEGY_VIEW])
    objective = make_objective("Secret", is_confidential=True, accountable=person_of(user))
    with as_of(THEN):
        assert StrategicObjective.objects.visible_to(user).exists()
    travel("2026-02-01T09:00")
    StrategicObjective.objects.filter(pk=objective.pk).update(accountable=None)
    with as_of(THEN):
        assert not StrategicObjective.objects.visible_to(user).exists()


def test_nobody_holds_a_right_to_change_the_past() -> None:
    travel("2026-01-01T09:00")
    administrator, editor = make_user(is_administrator=True), member([WORK_VIEW, WORK_EDIT])
    work = make_work("Pump")
    with as_of(THEN):
        for user in (administrator, editor):
            assert holds_anywhere(user, WORK_VIEW)
            assert not holds_anywhere(user, WORK_EDIT)
            assert all(right.endswith(".view") for right in rights_of(user) or ())
            assert not policies.can_edit(user, work)
    assert policies.can_edit(editor, work)
