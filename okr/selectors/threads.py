"""The thread of a record: its line from purpose to work, with every break in it drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from big.accounts.models import User
from okr.models.drivers import Driver
from okr.models.key_results import KeyResult
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective
from okr.models.purposes import Purpose
from portfolio.models.work import Work

NOUNS: Final = {
    "purpose": "Purpose",
    "driver": "Driver",
    "objective": "Objective",
    "key_result": "Key result",
    "work": "Work",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One knot of a thread; a break has no code and no address, and says what is missing.

    `kind` is purpose, driver, objective, key_result or work.
    """

    kind: str
    title: str
    code: str = ""
    url: str = ""
    is_break: bool = False
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    """The steps from purpose down to the record; several purposes or drivers stand one under the other."""

    steps: tuple[Step, ...]

    @property
    def breaks(self) -> list[Step]:
        """What is missing."""
        return [step for step in self.steps if step.is_break]

    def items(self, fixes: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
        """The thread as `components/thread.html` takes it; `fixes` gives, by kind, where a break is mended."""
        return [
            {
                "code": step.code if step.code and step.kind != "purpose" else NOUNS[step.kind],
                "label": step.title,
                "url": step.url,
                "purpose": step.kind == "purpose",
                "current": step.is_here,
                "missing": step.is_break,
                "fix_url": (fixes or {}).get(step.kind, "") if step.is_break else "",
                "fix_label": "Name one" if step.kind == "purpose" else "Link one",
            }
            for step in self.steps
        ]


def _break(kind: str, title: str) -> Step:
    return Step(kind, title, is_break=True)


def _purpose(purpose: Purpose) -> Step:
    return Step("purpose", purpose.statement, purpose.code, purpose.get_absolute_url())


def _driver(driver: Driver) -> Step:
    return Step("driver", driver.title, driver.code, driver.get_absolute_url())


def _objective(objective: StrategicObjective, *, here: bool = False) -> Step:
    return Step("objective", objective.title, objective.code, objective.get_absolute_url(), is_here=here)


def _key_result(key_result: KeyResult, *, here: bool = False) -> Step:
    return Step("key_result", key_result.title, key_result.code, key_result.get_absolute_url(), is_here=here)


def _work(work: Work) -> Step:
    return Step("work", work.name, work.code, work.get_absolute_url(), is_here=True)


def ancestors(objective: StrategicObjective, user: User) -> list[StrategicObjective]:
    """The objectives above this one that `user` may see, the highest first; one query a level."""
    chain: list[StrategicObjective] = []
    seen, at = {objective.pk}, objective
    while at.parent_id and at.parent_id not in seen:
        above = StrategicObjective.objects.visible_to(user).filter(pk=at.parent_id).first()
        if above is None:
            break
        chain.append(above)
        seen.add(above.pk)
        at = above
    return chain[::-1]


def _from_the_top(objective: StrategicObjective, user: User) -> list[Step]:
    """Purpose, drivers and higher objectives; drivers and purpose are inherited from the objectives above."""
    above = ancestors(objective, user)
    family = [objective, *reversed(above)]
    drivers: list[Driver] = []
    for one in family:
        drivers = list(Driver.objects.visible_to(user).filter(objectives=one))
        if drivers:
            break
    named = [one.purpose_id for one in family if one.purpose_id]
    purposes = list(Purpose.objects.visible_to(user).filter(pk__in=named[:1]))
    if not purposes:
        purposes = list(Purpose.objects.visible_to(user).filter(drivers__in=drivers).distinct())
    steps = [_purpose(each) for each in purposes] or [_break("purpose", "Serves no purpose yet")]
    steps += [_driver(each) for each in drivers] or [_break("driver", "Answers no driver")]
    return steps + [_objective(each) for each in above]


def thread_of_objective(objective: StrategicObjective, user: User) -> Thread:
    """From purpose to this objective."""
    return Thread((*_from_the_top(objective, user), _objective(objective, here=True)))


def thread_of_key_result(key_result: KeyResult, user: User) -> Thread:
    """From purpose to this key result."""
    top = _from_the_top(key_result.objective, user)
    return Thread((*top, _objective(key_result.objective), _key_result(key_result, here=True)))


def driver_thread(driver: Driver, answers: Sequence[StrategicObjective], user: User) -> Thread:
    """From purpose to this driver, and on to the objectives that answer it, one under the other."""
    purposes = list(Purpose.objects.visible_to(user).filter(drivers=driver))
    top = [_purpose(each) for each in purposes] or [_break("purpose", "Bears on no purpose yet")]
    here = Step("driver", driver.title, driver.code, driver.get_absolute_url(), is_here=True)
    below = [_objective(each) for each in answers] or [_break("objective", "No objective answers it")]
    return Thread((*top, here, *below))


def threads_of_work(work: Work, user: User) -> list[Thread]:
    """One thread for each standing contribution of the work that `user` may see; one broken thread if there is none."""
    links = (
        Contribution.objects.visible_to(user)
        .standing()
        .filter(work=work)
        .select_related("objective")
        .prefetch_related("key_results")
    )
    threads = []
    for link in links:
        steps = [*_from_the_top(link.objective, user), _objective(link.objective)]
        steps += [_key_result(each) for each in link.key_results.all()]
        threads.append(Thread((*steps, _work(work))))
    return threads or [Thread((_break("objective", "No objective"), _work(work)))]


def thread_of(record: StrategicObjective | KeyResult | Driver | Work, user: User) -> Sequence[Thread]:
    """The threads of any record that has one."""
    if isinstance(record, StrategicObjective):
        return [thread_of_objective(record, user)]
    if isinstance(record, KeyResult):
        return [thread_of_key_result(record, user)]
    if isinstance(record, Driver):
        return [driver_thread(record, list(StrategicObjective.objects.visible_to(user).filter(drivers=record)), user)]
    return threads_of_work(record, user)
