"""Weights under an objective: set in one place, held against each other, shown before they are saved, and explained."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from big import clock
from big.accounts.models import User
from big.audit.models import AuditEvent
from big.errors import RuleError, StaleError
from big.reconcile.given import viewer_of
from big.reconcile.sweep import sweep
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.selectors.outcomes import objective_progress
from okr.selectors.weights import ChildWeight
from okr.services.weights import set_weights
from tests.factories.okr import make_key_result, make_objective, make_reading
from tests.factories.organisation import all_rights, make_organisation, member

pytestmark = pytest.mark.django_db


def three() -> tuple[StrategicObjective, list[KeyResult]]:
    """An objective with key results at 20, 40 and 60 percent."""
    objective = make_objective()
    found = [make_key_result(objective) for _ in range(3)]
    for each, value in zip(found, (20, 40, 60), strict=True):
        make_reading(each, value, clock.today())
    return objective, found


def percent(objective: StrategicObjective, user: User) -> Decimal | None:
    return objective_progress([objective], user, clock.today())[objective.pk].percent


def fixed(objective: StrategicObjective, user: User, *weights: tuple[Any, Any], **more: Any) -> StrategicObjective:
    """Fix these shares; the version is the one that stands unless the test says otherwise."""
    more.setdefault("version", StrategicObjective.objects.get(pk=objective.pk).version)
    given_weights = [ChildWeight(child, None if share is None else Decimal(str(share))) for child, share in weights]
    return set_weights(objective.pk, actor=user, weights=given_weights, **more)


def test_one_of_three_fixed_at_half_leaves_a_quarter_to_each_of_the_others(client: Client) -> None:
    (objective, (one, *_)), user = three(), member(all_rights())
    client.force_login(user)
    fixed(objective, user, (one, 50))
    assert percent(objective, user) == 35
    page = client.get(f"/figure/objective-outcome/?objective={objective.code.lower()}").content.decode()
    assert "Weighs 50%, fixed: 10 points." in page
    assert "Weighs 25%, an equal part of the rest: 10 points." in page
    assert "Weighs 25%, an equal part of the rest: 15 points." in page
    assert "together 35%" in page


def test_the_event_says_what_each_counted_for_before_and_after() -> None:
    (objective, (one, two, _)), user = three(), member(all_rights())
    set_weights(
        objective.pk,
        actor=user,
        weights=[ChildWeight(one, Decimal(50)), ChildWeight(two, None, contributes=False)],
        version=0,
        why="The board asked",
    )
    event = AuditEvent.objects.latest("pk")
    assert (event.code, event.why) == ("okr.objective.weighed", "The board asked")
    assert event.before == {one.code: "an equal part", two.code: "an equal part"}
    assert event.after == {one.code: "50%", two.code: "does not contribute"}


def test_what_does_not_change_writes_nothing() -> None:
    (objective, (one, *_)), user = three(), member(all_rights())
    count = AuditEvent.objects.count()
    assert fixed(objective, user, (one, None)).version == 0
    assert AuditEvent.objects.count() == count


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ((60, 60, None), "The fixed shares come to 120%. Together they may come to 100% at most."),
        ((20, 20, 20), "Every share is fixed and together they come to 60%. Leave one free, or reach 100%."),
    ],
)
def test_shares_that_cannot_stand_together_are_refused(shares: tuple[int | None, ...], said: str) -> None:
    (objective, key_results), user = three(), member(all_rights())
    with pytest.raises(RuleError) as refusal:
        fixed(objective, user, *zip(key_results, shares, strict=True))
    assert refusal.value.messages == [said]
    assert percent(objective, user) == 40


def test_a_key_result_of_another_objective_is_refused() -> None:
    (objective, _), user = three(), member(all_rights())
    stranger = make_key_result()
    with pytest.raises(RuleError, match="does not stand under"):
        fixed(objective, user, (stranger, 10))


def test_the_second_of_two_sees_both_values_and_loses_nothing(client: Client) -> None:
    (objective, (one, two, three_)), user = three(), member(all_rights())
    client.force_login(user)
    address = f"{objective.get_absolute_url()}weights/"
    assert client.get(address).status_code == 200
    fixed(objective, user, (one, 50))
    with pytest.raises(StaleError):
        fixed(objective, user, (two, 10), version=0)
    entered = {f"kr{each.pk}_contributes": "on" for each in (one, two, three_)} | {f"kr{one.pk}_share": "30"}
    answer = client.post(address, {"version": "0", "why": "", **entered})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="30"' in page
    assert "<del>50</del>" in page
    assert "<ins>30</ins>" in page
    assert percent(objective, user) == 35


def test_the_page_shows_the_effect_and_saves_it(client: Client) -> None:
    (objective, (one, two, last)), user = three(), member(all_rights())
    client.force_login(user)
    address = f"{objective.get_absolute_url()}weights/"
    entered = {f"kr{each.pk}_contributes": "on" for each in (one, two, last)} | {f"kr{one.pk}_share": "50"}
    shown = client.post(f"{address}?preview=1", {"version": "0", "why": "", "preview": "1", **entered})
    assert "35% of the way" in shown.content.decode()
    assert percent(objective, user) == 40
    assert client.post(address, {"version": "0", "why": "", **entered}).status_code == 302
    assert percent(objective, user) == 35
    wrong = client.post(address, {"version": "1", "why": "", **entered, f"kr{two.pk}_share": "90"})
    assert wrong.status_code == 422
    assert "Together they may come to 100% at most." in wrong.content.decode()
    assert 'value="90"' in wrong.content.decode()


class SweepTests(TestCase):
    """Whatever the weights are, a query of its own comes to the same outcome."""

    @settings(max_examples=12, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 6),
                st.one_of(st.none(), st.sampled_from([0, 12.5, 25, 50, 100])),
                st.booleans(),
                st.one_of(st.none(), st.integers(-20, 140)),
            ),
            min_size=1,
            max_size=14,
        )
    )
    def test_any_weights_reconcile(self, drawn: list[tuple[int, Any, bool, int | None]]) -> None:
        """A tree of seven objectives with key results of any weight, reported or silent."""
        make_organisation()
        user = member(all_rights())
        tree: list[StrategicObjective] = []
        for place in range(7):
            above = tree[(place - 1) // 2] if place else None
            _, share, contributes, _ = drawn[place % len(drawn)]
            weight = {"share": share, "contributes": contributes or place % 2 == 0}
            tree.append(make_objective(parent=above, **weight))
        for place, share, contributes, value in drawn:
            key_result = make_key_result(tree[place], share=share, contributes=contributes)
            if value is not None:
                make_reading(key_result, value, clock.today())
        viewer = viewer_of(user, clock.today(), pages=1)
        found = sweep(viewer, lambda figure: figure.screen == "okr:objective_list")
        assert found.differences == ()
