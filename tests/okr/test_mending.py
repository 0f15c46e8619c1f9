"""Outcomes are mended where something was written, and come to exactly what computing everything would."""

import datetime as dt
import random
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from big import clock
from big.accounts.models import User
from big.history.horizon import freeze
from big.history.kept import reading
from big.history.moment import as_of
from okr.models.feeds import Feed
from okr.models.key_results import KeyResult, PhasedTarget, Reading
from okr.models.objectives import StrategicObjective
from okr.models.overrides import Override
from okr.selectors import outcomes as rolling
from okr.selectors.course import Bands
from okr.selectors.key_result_marks import Marks, tracked_marks
from okr.selectors.outcomes import ObjectiveProgress, outcomes
from okr.selectors.outline import seen_by
from portfolio.models.milestones import Milestone
from tests.factories.okr import make_key_result, make_objective, make_reading
from tests.factories.organisation import all_rights, make_organisation, member
from tests.factories.portfolio import make_milestone, make_work

pytestmark = pytest.mark.django_db(transaction=True)
BANDS = Bands()


@pytest.fixture
def reader() -> User:
    make_organisation()
    return member(all_rights(confidential=True))


def tree(width: int = 3, depth: int = 3) -> list[StrategicObjective]:
    """Objectives, each with so many under it and one key result that is read."""
    made = [make_objective()]
    level = list(made)
    for _ in range(depth - 1):
        level = [make_objective(parent=above) for above in level for _ in range(width)]
        made += level
    for number, each in enumerate(made):
        make_reading(make_key_result(each), number % 90, clock.today())
    return made


def rolled_up(reader: User) -> dict[int, ObjectiveProgress]:
    return dict(outcomes(seen_by(reader), clock.today(), BANDS))


def anew(reader: User) -> tuple[Marks, dict[int, ObjectiveProgress]]:
    """The same with nothing kept: in a transaction that has written."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_current_xact_id()")
        seen, today = seen_by(reader), clock.today()
        found = tracked_marks(today, BANDS), dict(outcomes(seen, today, BANDS))
        transaction.set_rollback(True)
    return found


def assert_as_computed(reader: User, what: str) -> None:
    with reading():
        mended, marks = rolled_up(reader), tracked_marks(clock.today(), BANDS)
    fresh_marks, fresh = anew(reader)
    assert marks.by_key == fresh_marks.by_key, what
    assert marks.by_objective == fresh_marks.by_objective, what
    assert mended == fresh, what


class Walk:
    """What people do to objectives, key results and whatever these are measured by, one thing after another."""

    def __init__(self, seed: int, by: User) -> None:
        self.by = by
        self.rng = random.Random(seed)  # noqa: S311 - a repeatable walk and no secret

    def one(self, model: Any, **asked: Any) -> Any:
        return self.rng.choice(list(model.objects.filter(**asked).order_by("pk")))

    def change(self, model: Any, **values: Any) -> None:
        model.objects.filter(pk=self.one(model).pk).update(**values)

    def read(self) -> None:
        make_reading(self.one(KeyResult), self.rng.randint(0, 120), clock.today())

    def correct(self) -> None:
        self.change(Reading, value=self.rng.randint(0, 120))

    def unread(self) -> None:
        self.one(Reading).delete()

    def measure(self) -> None:
        make_reading(make_key_result(self.one(StrategicObjective)), 40, clock.today())

    def remove(self) -> None:
        each = self.one(KeyResult)
        for model in (Reading, PhasedTarget, Feed, Override):
            model.objects.filter(key_result=each).delete()
        each.delete()

    def aim(self) -> None:
        self.change(KeyResult, target=self.rng.randint(50, 150))

    def close(self) -> None:
        self.change(KeyResult, state="missed")

    def leave_out(self) -> None:
        self.change(KeyResult, contributes=False)

    def place_elsewhere(self) -> None:
        KeyResult.objects.filter(pk=self.one(KeyResult).pk).update(objective=self.one(StrategicObjective))

    def phase(self) -> None:
        day = clock.today() + dt.timedelta(self.rng.randint(1, 90))
        PhasedTarget.objects.create(key_result=self.one(KeyResult), due_on=day, value=Decimal(60))

    def unphase(self) -> None:
        PhasedTarget.objects.all().delete()

    def feed(self) -> None:
        each = make_key_result(self.one(StrategicObjective), direction="milestone", baseline=0, target=1, unit="")
        late = clock.today() + dt.timedelta(800)
        Feed.objects.create(key_result=each, kind="milestone", milestone=make_milestone(make_work(), forecast_on=late))
        make_reading(each, 0, clock.today())

    def bring_forward(self) -> None:
        Milestone.objects.update(forecast_on=clock.today())

    def say(self) -> None:
        model = self.rng.choice([StrategicObjective, KeyResult])
        given: dict[str, Any] = {"objective" if model is StrategicObjective else "key_result": self.one(model)}
        if not Override.objects.filter(**given).exists():
            percent = self.rng.randint(0, 100)
            Override.objects.create(
                **given, percent=percent, set_on=clock.today(), is_lasting=True, why="Seen", set_by=self.by
            )

    def unsay(self) -> None:
        Override.objects.all().delete()

    def move(self) -> None:
        """One with nothing under it below a root, so that nothing comes to support itself."""
        roots = list(StrategicObjective.objects.filter(parent=None))
        moved = self.one(StrategicObjective, children=None)
        StrategicObjective.objects.filter(pk=moved.pk).update(
            parent=self.rng.choice([each for each in [*roots, None] if each != moved])
        )

    def share(self) -> None:
        moved = self.one(StrategicObjective, children=None)
        StrategicObjective.objects.filter(pk=moved.pk).update(share=Decimal(self.rng.randint(1, 20)))

    def place(self) -> None:
        self.change(StrategicObjective, position=self.rng.randint(0, 9))

    def date(self) -> None:
        self.change(StrategicObjective, due_on=clock.today() + dt.timedelta(self.rng.randint(1, 400)))

    def support(self) -> None:
        make_objective(parent=self.one(StrategicObjective))


ACTS = [name for name in vars(Walk) if not name.startswith("_") and name not in ("one", "change")]


@pytest.mark.parametrize("seed", [3, 5, 8])
def test_whatever_is_done_the_mended_is_what_is_computed(reader: User, seed: int) -> None:
    tree()
    walk = Walk(seed, reader)
    assert_as_computed(reader, "at first")
    for _ in range(50):
        name = walk.rng.choice(ACTS)
        getattr(walk, name)()
        assert_as_computed(reader, f"{name}, seed {seed}")


@pytest.mark.parametrize("name", ACTS)
def test_each_kind_of_change_is_mended(reader: User, name: str) -> None:
    walk = Walk(13, reader)
    tree()
    for prepare in (walk.feed, walk.phase, walk.say, walk.say):
        prepare()
    assert_as_computed(reader, "before")
    getattr(walk, name)()
    assert_as_computed(reader, name)


def test_a_reading_changes_its_own_objective_and_those_above_and_nothing_else(reader: User) -> None:
    made = tree()
    before, marks = rolled_up(reader), tracked_marks(clock.today(), BANDS)
    end = made[-1]
    make_reading(KeyResult.objects.get(objective=end), 99, clock.today())
    after, marks_after = rolled_up(reader), tracked_marks(clock.today(), BANDS)
    above = {end.pk, end.parent_id, made[0].pk}
    assert {key for key, each in after.items() if each is not before[key]} == above
    untouched = {key for key in marks.by_objective if marks_after.by_objective[key] is marks.by_objective[key]}
    assert untouched == {each.pk for each in made} - {end.pk}


def test_the_cost_of_a_reading_does_not_grow_with_the_tree(reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[int] = []
    judge = rolling._judged

    def counted(*each: Any) -> ObjectiveProgress:
        judged.append(1)
        return judge(*each)

    monkeypatch.setattr(rolling, "_judged", counted)

    def cost() -> tuple[int, int]:
        rolled_up(reader)
        judged.clear()
        make_reading(KeyResult.objects.latest("pk"), 77, clock.today())
        with CaptureQueriesContext(connection) as caught:
            rolled_up(reader)
        return len(judged), len(caught)

    tree(width=4)
    small = cost()
    tree(width=6)
    assert cost() == small
    assert small[0] == 3


def test_what_nobody_has_committed_is_mended_into_nothing(reader: User) -> None:
    made = tree()
    before = rolled_up(reader)
    with transaction.atomic():
        make_reading(KeyResult.objects.get(objective=made[-1]), 99, clock.today())
        assert rolled_up(reader)[made[-1].pk] != before[made[-1].pk]
        transaction.set_rollback(True)
    assert rolled_up(reader)[made[-1].pk] is before[made[-1].pk]


def test_the_past_is_computed_and_never_mended(reader: User) -> None:
    made = tree()
    before = rolled_up(reader)
    then = freeze()
    make_reading(KeyResult.objects.get(objective=made[-1]), 99, clock.today())
    after = rolled_up(reader)
    with as_of(then):
        assert dict(outcomes(seen_by(reader), clock.today(), BANDS)) == before
    assert rolled_up(reader) == after


def test_so_much_at_once_is_computed_anew(reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("big.history.kept._MOST", 5)
    tree()
    rolled_up(reader)
    Reading.objects.update(value=Decimal(11))
    assert_as_computed(reader, "more than are mended")


def test_an_objective_that_came_to_support_itself_stands_nowhere(reader: User) -> None:
    """No page lets it happen; whoever writes it into the database must not make a page wait forever."""
    made = tree()
    rolled_up(reader)
    StrategicObjective.objects.filter(pk=made[1].pk).update(parent=made[-1])
    StrategicObjective.objects.filter(pk=made[-1].pk).update(parent=made[1])
    assert_as_computed(reader, "a ring")
