"""Key results of every kind: kept within a band, yes or no, milestones, money; and that SQL of its own agrees."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from big import clock
from big.core import words
from big.errors import RuleError
from big.reconcile.given import viewer_of
from big.reconcile.sweep import sweep
from okr.models.feeds import Feed
from okr.models.key_results import KeyResult, Reading
from okr.selectors.course import Bands, Course, stand
from okr.services import key_results, readings
from tests.factories.okr import make_key_result, make_objective, make_phased_target, make_reading
from tests.factories.organisation import all_rights, make_organisation, member
from tests.factories.portfolio import make_milestone, make_work

pytestmark = pytest.mark.django_db
START, DUE = dt.date(2026, 1, 1), dt.date(2026, 4, 11)  # 100 days
TODAY = dt.date(2026, 5, 2)


def band(baseline: int | None) -> Course:
    """To be kept between 10 and 20."""
    begun = None if baseline is None else Decimal(baseline)
    return Course(begun, Decimal(10), starts_on=START, due_on=DUE, upper=Decimal(20))


def at(course: Course, value: float, day: int) -> tuple[str, Decimal | None, Decimal | None]:
    standing = stand(course, Decimal(str(value)), START + dt.timedelta(days=day), Bands())
    return standing.mark, standing.percent, standing.expected


@pytest.mark.parametrize(
    ("baseline", "value", "day", "found"),
    [
        (15, 10, 50, ("G", 100, 100)),  # an edge is within
        (15, 20, 50, ("G", 100, 100)),
        (15, 20.1, 50, ("R", 0, 100)),  # it began within, so outside is nothing
        (None, 9, 50, ("R", 0, 100)),
        (0, 5, 50, ("G", 50, 50)),  # half of the way up to the nearer edge, in half of the time
        (0, 3, 50, ("A", 30, 50)),
        (0, 25, 50, ("G", 50, 50)),  # as far past the other edge
        (0, 30, 50, ("R", 0, 50)),
        (40, 30, 50, ("G", 50, 50)),  # from above
        (40, 15, 50, ("G", 100, 50)),
        (40, 12, 200, ("G", 100, 100)),
    ],
)
def test_within_a_band(baseline: int | None, value: float, day: int, found: tuple[Any, ...]) -> None:
    assert at(band(baseline), value, day) == found


def test_the_sentence_of_a_band_names_its_edges() -> None:
    assert stand(band(15), Decimal(12), START, Bands()).sentence == "12 is within the band of 10 to 20."
    assert stand(band(15), Decimal(22), START, Bands()).sentence == "22 is outside the band of 10 to 20."


@pytest.mark.parametrize(
    ("value", "day", "foreseen", "mark", "said"),
    [
        (0, 99, None, "G", "Nothing is expected before 11 Apr 2026."),
        (0, 100, None, "R", "It was due on 11 Apr 2026 and is not reached."),
        (1, 100, None, "G", "It is reached."),
        (0, 50, 90, "G", "Nothing is expected before 11 Apr 2026."),
        (0, 50, 107, "A", "It is forecast for 18 Apr 2026, 7 days after it is due."),
        (1, 50, 107, "G", "It is reached."),
        (0, 100, 107, "R", "It was due on 11 Apr 2026 and is not reached."),
    ],
)
def test_yes_or_no(value: int, day: int, foreseen: int | None, mark: str, said: str) -> None:
    on = None if foreseen is None else START + dt.timedelta(days=foreseen)
    course = Course(Decimal(0), Decimal(1), starts_on=START, due_on=DUE, waits=True, foreseen_on=on)
    standing = stand(course, Decimal(value), START + dt.timedelta(days=day), Bands())
    assert (standing.mark, standing.sentence) == (mark, said)


def test_what_is_said_of_values() -> None:
    assert [words.measured(each, words.YES_NO) for each in (0, 1)] == ["No", "Yes"]
    assert words.measured(1_250_000, "GBP") == "£1.3m"
    assert make_key_result(target=Decimal(2), upper=Decimal(5), direction="band", unit="days").aim == "2 to 5 days"


EDIT = ["strategy.view", "strategy.edit", "strategy.check_in"]
DUE_ON = dt.date(2027, 3, 31)


def test_a_yes_or_no_needs_no_numbers_and_takes_none() -> None:
    user, objective = member(EDIT), make_objective()
    made = key_results.create_key_result(
        objective.pk, actor=user, title="Accredited", direction="yes_no", due_on=DUE_ON, data_source="Register"
    )
    assert (made.baseline, made.target, made.unit) == (0, 1, words.YES_NO)
    with pytest.raises(RuleError, match="1 for yes, 0 for no"):
        readings.record_reading(made.pk, actor=user, value=Decimal("0.5"))
    with pytest.raises(RuleError, match="needs a unit"):
        key_results.change_key_result(
            made.pk, actor=user, changes={"direction": "increase"}, version=made.version, why="Measured now"
        )


def test_a_band_needs_its_two_edges_in_order() -> None:
    user, objective = member(EDIT), make_objective()
    given_values: dict[str, Any] = {"direction": "band", "unit": "%", "due_on": DUE_ON, "data_source": "Survey"}
    with pytest.raises(RuleError) as refused:
        key_results.create_key_result(objective.pk, actor=user, title="Turnover", **given_values)
    assert set(refused.value.error_dict) == {"target", "upper"}
    given_values |= {"target": Decimal(12), "upper": Decimal(8)}
    with pytest.raises(RuleError, match="must be above its target"):
        key_results.create_key_result(objective.pk, actor=user, title="Turnover", **given_values)
    given_values["upper"] = Decimal(15)
    made = key_results.create_key_result(objective.pk, actor=user, title="Turnover", **given_values)
    changed = key_results.change_key_result(
        made.pk,
        actor=user,
        changes={"direction": "increase", "baseline": Decimal(0)},
        version=made.version,
        why="No longer a band",
    )
    assert changed.upper is None


@pytest.fixture
def client() -> Client:
    make_organisation(pinned_today=TODAY)
    client = Client()
    client.force_login(member(all_rights()))
    return client


def test_a_yes_or_no_is_answered_with_yes_or_no(client: Client) -> None:
    key_result = make_key_result(
        make_objective(), "Accredited", direction="yes_no", target=Decimal(1), unit=words.YES_NO
    )
    address = f"{key_result.get_absolute_url()}check-in/"
    page = client.get(address).content.decode()
    assert 'type="radio" name="value" value="1"' in page
    assert client.post(address, {"version": 0, "read_on": "2026-05-02", "value": "7"}).status_code == 422
    assert client.post(address, {"version": 0, "read_on": "2026-05-02", "value": "0"}).status_code == 302
    assert Reading.objects.get().value == 0
    shown = client.get(key_result.get_absolute_url()).content.decode()
    assert "Nothing is expected before 31 Mar 2027." in shown
    assert '<td class="num">No</td>' in shown
    listed = client.get(key_result.objective.get_absolute_url()).content.decode()
    assert "<b>No" in listed


def test_a_band_is_drawn_with_both_edges(client: Client) -> None:
    values = {"target": Decimal(8), "upper": Decimal(12), "baseline": Decimal(20), "direction": "band"}
    key_result = make_key_result(make_objective(), "Staff turnover", **values)
    make_reading(key_result, 15, TODAY)
    page = client.get(key_result.get_absolute_url()).content.decode()
    assert "Band 8 to 12" in page
    assert "8 to 12%" in page


KINDS = st.tuples(
    st.sampled_from(KeyResult.Direction.values),
    st.one_of(st.none(), st.integers(-20, 60)),  # baseline
    st.one_of(st.none(), st.integers(0, 40)),  # target
    st.integers(1, 30),  # the band's width
    st.one_of(st.none(), st.integers(-40, 90)),  # reading
    st.integers(-60, 60),  # due, in days from today
    st.one_of(st.none(), st.integers(-40, 120)),  # forecast of a milestone that feeds it
    st.one_of(st.none(), st.integers(0, 40)),  # a target on the way
)


class SweepTests(TestCase):
    """Whatever is measured in whichever way, a query of its own comes to the same marks."""

    @settings(max_examples=25, deadline=None)
    @given(st.lists(KINDS, min_size=1, max_size=12))
    def test_any_kind_reconciles(self, drawn: list[tuple[Any, ...]]) -> None:
        """Key results of any kind under one objective, with what they are expected to be by now."""
        make_organisation()
        user, today = member(all_rights()), clock.today()
        objective = make_objective(starts_on=today - dt.timedelta(days=50), due_on=None)
        work = make_work()
        for direction, baseline, target, width, value, due, foreseen, step in drawn:
            is_switch = direction in KeyResult.SWITCHES
            key_result = make_key_result(
                objective,
                direction=direction,
                baseline=Decimal(0) if is_switch else baseline,
                target=Decimal(1) if is_switch else target,
                upper=target + width if direction == "band" and target is not None else None,
                due_on=today + dt.timedelta(days=due) if due else None,
            )
            if value is not None:
                make_reading(key_result, value % 2 if is_switch else value, today)
            if foreseen is not None and is_switch:
                milestone = make_milestone(work, forecast_on=today + dt.timedelta(days=foreseen))
                Feed.objects.create(key_result=key_result, kind="milestone", milestone=milestone)
            if step is not None:
                make_phased_target(key_result, step, today + dt.timedelta(days=due // 2))
        found = sweep(viewer_of(user, today, pages=1), lambda figure: figure.screen.startswith("okr:objective"))
        assert found.differences == ()
