"""Check-ins that are due: of one person, or of the OKRs of a unit, node or person; late ones are never hidden."""

import datetime as dt

from django.db.models import Q, QuerySet

from big.accounts.models import User
from big.organisation.models import Person, Unit
from big.organisation.nodes import UnitReach
from okr import policies
from okr.models.cycles import OkrSet
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.selectors.key_result_rows import KeyResultRow, key_result_rows


def due_of_person(user: User, today: dt.date) -> list[KeyResultRow]:
    """Those that the user takes the readings of: as named for it, else as the owner, else as the accountable person."""
    own = list(Person.objects.of(user).values_list("pk", flat=True))
    mine = (
        Q(check_in_owner__in=own)
        | Q(check_in_owner__isnull=True, owner__in=own)
        | Q(check_in_owner__isnull=True, owner__isnull=True, objective__accountable__in=own)
    )
    return _due(KeyResult.objects.visible_to(user).filter(mine), user, today, may_all=False)


def due_of_unit(unit: Unit, user: User, today: dt.date) -> list[KeyResultRow]:
    """Those of a unit that the user may check in: of its OKRs, or where somebody of it is accountable.

    A unit takes in those below it.
    """
    below = UnitReach.objects.filter(above=unit).values("below")
    touching = Q(objective__accountable__unit__in=below) | Q(objective__okr_set__unit__in=below)
    found = KeyResult.objects.visible_to(user).filter(touching & policies.checkable_q(user))
    return _due(found.filter(objective__state__in=StrategicObjective.PURSUED), user, today, may_all=True)


def due_of_set(okr_set: OkrSet, user: User, today: dt.date) -> list[KeyResultRow]:
    """Those of an OKR set that the user may check in."""
    found = KeyResult.objects.visible_to(user).filter(objective__okr_set=okr_set)
    return _due(found, user, today, may_all=policies.can_check_in_at(user, okr_set.place))


def _due(key_results: "QuerySet[KeyResult]", user: User, today: dt.date, *, may_all: bool) -> list[KeyResultRow]:
    open_ones = key_results.filter(state__in=[KeyResult.State.AGREED, KeyResult.State.TRACKING])
    found = open_ones.select_related("objective__plan", "owner").order_by(
        "objective__position", "objective", "position", "pk"
    )
    rows = key_result_rows(list(found), user, today, may_all=may_all)
    return [row for row in rows if row.can_check_in and row.is_due_on(today)]
