"""The acts of the demo year, gathered in any order and played in the order of time, as the people who did them."""

import datetime as dt
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from big import clock
from big.accounts.models import User
from big.audit.record import told_as_of
from big.history.loading import tell
from big.organisation.models import Person, Unit
from big.organisation.nodes import Node
from governance.demo.calendar import Calendar
from okr.models.objectives import StrategicObjective
from portfolio.models.work import Work

ZONE = ZoneInfo("Europe/London")
# The day on which Meridian Controls began to use the product; what is older was entered then.
WENT_LIVE = "2025-11-17"


@dataclass(slots=True)
class Story:
    """Gathers acts with their dates; `play` runs them in order, each at its moment and by its date."""

    calendar: Calendar
    acts: list[tuple[dt.datetime, int, Callable[[], Any]]] = field(default_factory=list)

    def day(self, iso: str) -> dt.date:
        """The shifted date of a canonical one."""
        return self.calendar.day(iso)

    def since_live(self, iso: str) -> str:
        """A canonical date, but not before the product was in use."""
        return max(iso, WENT_LIVE)

    def stone(self, iso: str) -> dt.date:
        """The shifted date of a milestone, which keeps its distance to the dates that it is compared with."""
        return self.calendar.day(iso, keeps_month_end=False)

    def on(
        self, iso: str, act: Callable[[], Any], *, at: tuple[int, int] = (9, 30), day: dt.date | None = None
    ) -> None:
        """Do `act` on the shifted day of `iso`, or on `day`, at this hour and minute."""
        moment = dt.datetime.combine(day or self.day(iso), dt.time(*at), tzinfo=ZONE)
        self.acts.append((moment, len(self.acts), act))

    def play(self, watch: Callable[[dt.datetime], None] | None = None) -> None:
        """Run everything in order of time; `watch` looks on after the last act of each moment."""
        acts = sorted(self.acts, key=lambda each: each[:2])
        for place, (moment, _, act) in enumerate(acts):
            with ExitStack() as stack:
                stack.enter_context(clock.pinned(moment.astimezone(ZONE).date()))
                stack.enter_context(told_as_of(moment))
                tell(moment)
                act()
            if watch and (place + 1 == len(acts) or acts[place + 1][0] != moment):
                watch(moment)


class Cast:
    """The people and places of the organisation by their codes, and the accounts they act with."""

    @cached_property
    def people(self) -> dict[str, Person]:
        """People by code."""
        return {each.code: each for each in Person.objects.select_related("user")}

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Units by code."""
        return {each.code: each for each in Unit.objects.all()}

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Nodes by code."""
        return {each.code: each for each in Node.objects.select_related("unit")}

    @cached_property
    def _accounts(self) -> dict[str, User]:
        return {}

    @cached_property
    def _works(self) -> dict[str, int]:
        return {}

    def user(self, code: str) -> User:
        """The account of a person; kept with the rights it holds, which do not change after the first day."""
        if code not in self._accounts:
            found = self.people[code].user
            if found is None:
                raise LookupError(f"{code} has no account")
            self._accounts[code] = User.objects.get(pk=found.pk)
        return self._accounts[code]

    def work(self, code: str) -> Work:
        """A piece of work, as it stands now."""
        return Work.objects.get(code=code)

    def work_id(self, code: str) -> int:
        """The key of a piece of work, which never changes."""
        if code not in self._works:
            self._works[code] = Work.objects.values_list("pk", flat=True).get(code=code)
        return self._works[code]

    def objective(self, code: str) -> StrategicObjective:
        """An objective, as it stands now."""
        return StrategicObjective.objects.get(code=code)
