"""Purpose and drivers: why the organisation exists, what drives it, and what answers each driver or fails to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from big.accounts.models import User
from big.audit.selectors import History, history_of
from big.core import words
from big.organisation.models import Organisation
from big.organisation.selectors.current import organisation
from okr import policies
from okr.models.drivers import Driver
from okr.models.objectives import StrategicObjective
from okr.models.purposes import Plan, Purpose, PurposeEdition, Stakeholder, Statement
from okr.selectors.objective_rows import ObjectiveRow, objective_table
from okr.selectors.outcomes import ObjectiveProgress, objective_progress
from okr.selectors.states import DRIVER_FOLLOWERS
from okr.selectors.threads import Thread, driver_thread
from portfolio.selectors.frame import Frame

_GONE = (StrategicObjective.State.WITHDRAWN, StrategicObjective.State.SUPERSEDED)
STAKEHOLDERS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Answer:
    """An objective that answers a driver or serves a purpose, with its mark."""

    objective: StrategicObjective
    progress: ObjectiveProgress


@dataclass(frozen=True, slots=True)
class DriverRow:
    """A driver with what answers it; none is a gap, unless the driver is closed."""

    driver: Driver
    answers: tuple[Answer, ...]

    @property
    def is_gap(self) -> bool:
        """Whether it still drives and nothing pursued answers it."""
        pursued = any(each.objective.state in StrategicObjective.PURSUED for each in self.answers)
        return self.driver.state != Driver.State.CLOSED and not pursued


@dataclass(frozen=True, slots=True)
class DriverKind:
    """The drivers of one kind, in the order of OTIG."""

    kind: str
    label: str
    plural: str
    rows: tuple[DriverRow, ...]


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """A purpose with how much hangs on it."""

    purpose: Purpose
    drivers: int
    objectives: int
    is_review_due: bool


@dataclass(frozen=True, slots=True)
class StrategyPage:
    """The whole page."""

    message: str
    organisation: Organisation
    purposes: tuple[PurposeRow, ...]
    visions: tuple[Statement, ...]
    missions: tuple[Statement, ...]
    values: tuple[Statement, ...]
    kinds: tuple[DriverKind, ...]
    closed: int
    stakeholders: tuple[Stakeholder, ...]
    plans: tuple[Plan, ...]
    may_edit: bool
    may_add: bool

    @property
    def is_empty(self) -> bool:
        """Whether nothing of a strategy is written down."""
        return not (self.purposes or self.visions or self.missions or self.values or any(k.rows for k in self.kinds))

    @property
    def first_stakeholders(self) -> tuple[Stakeholder, ...]:
        """Those that the page shows at once."""
        return self._saying[:STAKEHOLDERS_SHOWN]

    @property
    def more_stakeholders(self) -> tuple[Stakeholder, ...]:
        """Those behind the fold."""
        return self._saying[STAKEHOLDERS_SHOWN:]

    @property
    def silent_stakeholders(self) -> tuple[Stakeholder, ...]:
        """Places that a plan keeps for a stakeholder of whom it says nothing."""
        return tuple(each for each in self.stakeholders if not _says(each))

    @property
    def _saying(self) -> tuple[Stakeholder, ...]:
        return tuple(each for each in self.stakeholders if _says(each))


def _says(each: Stakeholder) -> bool:
    return bool(each.name or each.description or each.interest or each.expectation)


_PLURALS: Mapping[str, str] = {
    Driver.Kind.OPPORTUNITY: "Opportunities",
    Driver.Kind.THREAT: "Threats",
    Driver.Kind.IMPERATIVE: "Imperatives",
    Driver.Kind.GOAL: "Goals",
}


def strategy_page(user: User, frame: Frame) -> StrategyPage:
    """Purposes, statements, drivers by kind and stakeholders, as `user` may see them; a fixed number of queries."""
    drivers = list(Driver.objects.visible_to(user).select_related("owner", "node").order_by("code"))
    rows = driver_rows(drivers, user, frame)
    statements = list(Statement.objects.visible_to(user).filter(state=Statement.State.ADOPTED))
    current = [row for row in rows if row.driver.state != Driver.State.CLOSED]
    return StrategyPage(
        message=message_of(current),
        organisation=organisation(),
        purposes=tuple(purpose_rows(user, frame)),
        visions=tuple(each for each in statements if each.kind == Statement.Kind.VISION),
        missions=tuple(each for each in statements if each.kind == Statement.Kind.MISSION),
        values=tuple(each for each in statements if each.kind == Statement.Kind.VALUE),
        kinds=tuple(
            DriverKind(kind.value, kind.label, _PLURALS[kind], tuple(row for row in current if row.driver.kind == kind))
            for kind in Driver.Kind
        ),
        closed=len(rows) - len(current),
        stakeholders=tuple(Stakeholder.objects.visible_to(user)),
        plans=tuple(Plan.objects.visible_to(user)),
        may_edit=policies.can_edit_foundation(user),
        may_add=policies.can_edit_somewhere(user),
    )


def driver_rows(drivers: Sequence[Driver], user: User, frame: Frame) -> list[DriverRow]:
    """Each driver with the visible objectives that answer it; seven queries."""
    answering = StrategicObjective.drivers.through.objects.filter(driver__in=[each.pk for each in drivers])
    pairs = list(answering.values_list("driver", "strategicobjective"))
    objectives = {
        each.pk: each
        for each in StrategicObjective.objects.visible_to(user)
        .filter(pk__in={key for _, key in pairs})
        .exclude(state__in=_GONE)
        .for_rows()
    }
    progress = objective_progress(objectives.values(), user, frame.today)
    answers: defaultdict[int, list[Answer]] = defaultdict(list)
    for driver, key in pairs:
        if key in objectives:
            answers[driver].append(Answer(objectives[key], progress[key]))
    return [
        DriverRow(each, tuple(sorted(answers[each.pk], key=lambda answer: answer.objective.code))) for each in drivers
    ]


def purpose_rows(user: User, frame: Frame) -> list[PurposeRow]:
    """Purposes that are not retired, with what bears on each; three queries."""
    purposes = list(
        Purpose.objects.visible_to(user).exclude(state=Purpose.State.RETIRED).select_related("owner").order_by("code")
    )
    bearing = Driver.purposes.through.objects.filter(driver__in=Driver.objects.visible_to(user))
    drivers: defaultdict[int, set[int]] = defaultdict(set)
    for driver, purpose in bearing.values_list("driver", "purpose"):
        drivers[purpose].add(driver)
    serving: defaultdict[int, int] = defaultdict(int)
    objectives = StrategicObjective.objects.visible_to(user).pursued().filter(purpose__isnull=False)
    for key in objectives.order_by().values_list("purpose", flat=True):
        serving[key] += 1
    return [
        PurposeRow(
            each,
            len(drivers[each.pk]),
            serving[each.pk],
            is_review_due=each.review_on is not None and each.review_on < frame.today,
        )
        for each in purposes
    ]


def message_of(rows: Sequence[DriverRow]) -> str:
    """How many drivers are answered, and which is not."""
    if not rows:
        return "No drivers are written down yet."
    gaps = [row for row in rows if row.is_gap]
    total = words.in_words(len(rows))
    if not gaps:
        return f"All {total} drivers are answered." if len(rows) > 1 else "The one driver is answered."
    if len(gaps) == len(rows):
        return f"None of {total} drivers is answered." if len(rows) > 1 else "Nothing answers the one driver."
    answered = words.capital(words.in_words(len(rows) - len(gaps)))
    verb = "is" if len(rows) - len(gaps) == 1 else "are"
    lead = f"{answered} of {total} drivers {verb} answered."
    if len(gaps) == 1:
        return f"{lead} Nothing answers {gaps[0].driver.code}."
    return f"{lead} {words.capital(words.in_words(len(gaps)))} have no answer."


@dataclass(frozen=True, slots=True)
class DriverPage:
    """A driver, its purposes, and everything that answers it."""

    driver: Driver
    message: str
    thread: Thread
    purposes: tuple[Purpose, ...]
    rows: Sequence[ObjectiveRow]
    history: History
    may_edit: bool
    next_states: tuple[tuple[str, str], ...]
    frame: Frame

    @property
    def thread_items(self) -> list[dict[str, Any]]:
        """The thread as its component takes it."""
        return self.thread.items()


@dataclass(frozen=True, slots=True)
class PurposePage:
    """A purpose, its editions, the drivers that bear on it and the objectives that serve it."""

    purpose: Purpose
    message: str
    editions: tuple[PurposeEdition, ...]
    adopted: PurposeEdition | None
    drivers: tuple[DriverRow, ...]
    objectives: Sequence[ObjectiveRow]
    stakeholders: tuple[Stakeholder, ...]
    history: History
    is_review_due: bool
    may_edit: bool
    frame: Frame


def driver_page(driver: Driver, user: User, frame: Frame) -> DriverPage:
    """Everything the page shows of a driver that `user` sees; a fixed number of queries."""
    answering = StrategicObjective.objects.visible_to(user).filter(drivers=driver)
    rows = objective_table(answering, user, frame).rows
    gap = DriverRow(driver, tuple(Answer(row.objective, row.progress) for row in rows)).is_gap
    return DriverPage(
        driver=driver,
        message=_driver_message(driver, rows, is_gap=gap),
        thread=driver_thread(driver, [row.objective for row in rows], user),
        purposes=tuple(Purpose.objects.visible_to(user).filter(drivers=driver)),
        rows=rows,
        history=history_of(driver, user),
        may_edit=policies.can_edit_driver(user, driver),
        next_states=tuple((state, Driver.State(state).label) for state in DRIVER_FOLLOWERS.get(driver.state, ())),
        frame=frame,
    )


def _driver_message(driver: Driver, rows: Sequence[ObjectiveRow], *, is_gap: bool) -> str:
    if driver.state == Driver.State.CLOSED:
        return "This driver is closed."
    if is_gap:
        return f"Nothing answers this {driver.get_kind_display().lower()}."
    good = sum(row.progress.mark == "G" for row in rows)
    many = words.in_words(len(rows))
    if len(rows) == 1:
        verdict = "is on course" if good else "is not on course"
        return f"One objective answers it, and {verdict}."
    lead = words.capital(many)
    return f"{lead} objectives answer it, {words.in_words(good) if good else 'none'} of them on course."


def purpose_page(purpose: Purpose, user: User, frame: Frame) -> PurposePage:
    """Everything the page shows of a purpose; a fixed number of queries."""
    editions = tuple(purpose.editions.order_by("-number"))
    drivers = list(
        Driver.objects.visible_to(user).current().filter(purposes=purpose).select_related("owner").order_by("code")
    )
    rows = driver_rows(drivers, user, frame)
    serving = StrategicObjective.objects.visible_to(user).filter(purpose=purpose)
    due = purpose.review_on is not None and purpose.review_on < frame.today
    return PurposePage(
        purpose=purpose,
        message=_purpose_message(purpose, rows, is_due=due),
        editions=editions,
        adopted=editions[0] if editions and purpose.state == Purpose.State.UNDER_REVIEW else None,
        drivers=tuple(rows),
        objectives=objective_table(serving, user, frame).rows,
        stakeholders=tuple(purpose.stakeholders.all()),
        history=history_of(purpose, user),
        is_review_due=due,
        may_edit=policies.can_edit_foundation(user),
        frame=frame,
    )


def _purpose_message(purpose: Purpose, rows: Sequence[DriverRow], *, is_due: bool) -> str:
    if purpose.state == Purpose.State.RETIRED:
        return "This purpose is retired."
    if purpose.state == Purpose.State.DRAFT:
        return "This purpose is a draft. Adopt it to give it force."
    if purpose.state == Purpose.State.UNDER_REVIEW:
        return "A new wording waits to be adopted."
    if is_due and purpose.review_on:
        return f"Adopted, and due for review since {words.day(purpose.review_on)}."
    gaps = sum(row.is_gap for row in rows)
    if not rows:
        return "No driver bears on this purpose yet."
    drivers = f"{words.capital(words.in_words(len(rows)))} {'drivers bear' if len(rows) > 1 else 'driver bears'} on it"
    if not gaps:
        return f"{drivers}, {'all' if len(rows) > 1 else 'and it is'} answered."
    return f"{drivers}, {words.in_words(gaps)} without an answer."
