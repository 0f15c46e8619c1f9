"""The records of a loaded tier that addresses name: those that the restricted account may see and change."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TypeVar

from django.db.models import QuerySet

from big import clock
from big.accounts.models import User
from big.documents.models import Document
from big.organisation.models import Node, Person, Unit
from governance.demo.scale.organisation import ADMINISTRATOR, RESTRICTED, RESTRICTED_PLACE
from okr.models.cycles import Cycle
from okr.models.drivers import Driver
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.policies import can_check_in
from portfolio.models.work import Work
from portfolio.policies import can_edit

T = TypeVar("T")


class RecordsError(Exception):
    """The loaded tier lacks a record that an address needs."""


@dataclass(frozen=True, slots=True)
class Records:
    """Codes and keys as addresses spell them."""

    work: str
    work_id: int
    objective: str
    objective_id: int
    key_result: str
    deep_key_result: str
    deep_objective: str
    cycle: str
    driver: str
    unit: str
    unit_id: int
    node: str
    person: str
    document_id: int
    rare: str
    word: str
    today: str
    later: str
    past: str

    def fill(self, text: str, n: int = 0) -> str:
        """`text` with the names of records replaced by those of this tier, {n} by a number that never comes twice."""
        return text.format(n=n, **asdict(self))


def find_records() -> Records:
    """The first records that both accounts may open; the first have the longest histories. RecordsError."""
    user = User.objects.get(email=RESTRICTED)
    both = User.objects.get(email=ADMINISTRATOR), user
    works = Work.objects.visible_to(user).filter(is_confidential=False).live().order_by("pk")[:200]
    work = _first([each for each in works if all(can_edit(one, each) for one in both)], "work")
    key_results = KeyResult.objects.visible_to(user).filter(
        objective__is_confidential=False, state=KeyResult.State.TRACKING, objective__state="in_delivery"
    )
    loaded = key_results.select_related("objective__okr_set__cycle")
    key_result = _first(_checkable(loaded.filter(objective__okr_set=None).order_by("pk"), both), "key result")
    # The last objectives stand under the most.
    in_sets = loaded.filter(objective__okr_set__cycle__state=Cycle.State.OPEN).order_by("-objective", "-pk")
    deep = _first(_checkable(in_sets, both), "key result in an open cycle")
    objectives = StrategicObjective.objects.visible_to(user).filter(is_confidential=False, state="in_delivery")
    objective = _first(objectives.order_by("pk")[:1], "objective")
    unit = Unit.objects.order_by("pk")[RESTRICTED_PLACE - 1]
    today = clock.today()
    return Records(
        work=work.code.lower(),
        work_id=work.pk,
        objective=objective.code.lower(),
        objective_id=objective.pk,
        key_result=key_result.code.lower(),
        deep_key_result=deep.code.lower(),
        deep_objective=deep.objective.code.lower(),
        cycle=_first(Cycle.objects.filter(state=Cycle.State.OPEN).order_by("pk")[:1], "cycle").code.lower(),
        driver=_first(Driver.objects.visible_to(user).filter(is_confidential=False)[:1], "driver").code.lower(),
        unit=unit.code.lower(),
        unit_id=unit.pk,
        node=Node.objects.order_by("pk")[RESTRICTED_PLACE - 1].code.lower(),
        person=_first(Person.objects.order_by("pk")[:1], "person").code.lower(),
        document_id=_first(Document.objects.visible_to(user).filter(is_confidential=False)[:1], "document").pk,
        rare=work.code.lower(),
        word="renewal",
        today=today.isoformat(),
        later=(today + dt.timedelta(days=90)).isoformat(),
        past=(today - dt.timedelta(days=60)).isoformat(),
    )


def _checkable(found: "QuerySet[KeyResult]", both: Sequence[User]) -> list[KeyResult]:
    return [each for each in found[:2000] if all(can_check_in(one, each) for one in both)]


def _first(found: Iterable[T], noun: str) -> T:
    for each in found:
        return each
    raise RecordsError(f"The tier has no {noun} that both accounts may change. Load it anew.")
