"""Milestones: a slip needs its reason, a moved baseline its decision, and what is met stays met."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from big import clock
from big.accounts.models import User
from big.audit.models import AuditEvent
from big.errors import RuleError, StaleError
from portfolio.models.milestones import Milestone
from portfolio.services.milestones import (
    achieve_milestone,
    add_milestone,
    cancel_milestone,
    change_milestone,
    reopen_milestone,
)
from tests.factories.organisation import make_unit, member
from tests.factories.portfolio import TODAY, make_milestone, make_work

pytestmark = pytest.mark.django_db
PLANNED = dt.date(2027, 2, 12)
EXPECTED = dt.date(2027, 3, 27)
EDITS = ["work.view", "work.edit"]


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with clock.pinned(TODAY):
        yield


@pytest.fixture
def editor() -> User:
    return member(EDITS)


def test_a_slip_needs_its_reason(editor: User) -> None:
    work = make_work()
    with pytest.raises(RuleError, match="Say why it is 43 days later than planned"):
        add_milestone(work.pk, actor=editor, title="Line live", baseline_on=PLANNED, forecast_on=EXPECTED)
    milestone = add_milestone(work.pk, actor=editor, title="Line live", baseline_on=PLANNED)
    with pytest.raises(RuleError, match="43 days"):
        change_milestone(milestone.pk, actor=editor, version=0, changes={"forecast_on": EXPECTED})
    changes = {"forecast_on": EXPECTED, "slip_reason": "Engineers are on Halden"}
    assert change_milestone(milestone.pk, actor=editor, version=0, changes=changes).slip_days == 43
    event = AuditEvent.objects.latest("pk")
    assert event.code == "portfolio.milestone.slipped"
    assert event.after == {
        "milestone": "Line live",
        "forecast_on": "2027-03-27",
        "slip_reason": "Engineers are on Halden",
    }


def test_a_milestone_without_a_date_is_refused(editor: User) -> None:
    with pytest.raises(ValidationError, match="Enter a baseline date or a forecast date"):
        add_milestone(make_work().pk, actor=editor, title="Some day")


def test_a_moved_baseline_says_who_decided(editor: User) -> None:
    milestone = make_milestone(make_work(), baseline_on=PLANNED)
    with pytest.raises(RuleError, match="who decided it"):
        change_milestone(milestone.pk, actor=editor, version=0, changes={"baseline_on": EXPECTED})
    moved = change_milestone(
        milestone.pk, actor=editor, version=0, changes={"baseline_on": EXPECTED}, why="DEC-118, Main Board"
    )
    assert moved.baseline_on == EXPECTED


def test_meeting_it_on_time_late_and_in_the_future(editor: User) -> None:
    early = make_milestone(make_work(), baseline_on=TODAY)
    assert achieve_milestone(early.pk, actor=editor, version=0, actual_on=TODAY).actual_on == TODAY
    late = make_milestone(make_work(), baseline_on=TODAY - dt.timedelta(days=1))
    with pytest.raises(RuleError, match="1 day later than planned"):
        achieve_milestone(late.pk, actor=editor, version=0, actual_on=TODAY)
    achieve_milestone(late.pk, actor=editor, version=0, actual_on=TODAY, slip_reason="Storm")
    with pytest.raises(RuleError, match="not come yet"):
        achieve_milestone(late.pk, actor=editor, version=1, actual_on=TODAY + dt.timedelta(days=1), slip_reason="x")


def test_cancelling_and_reopening_need_reasons(editor: User) -> None:
    milestone = make_milestone(make_work())
    with pytest.raises(RuleError, match="Say why it is cancelled"):
        cancel_milestone(milestone.pk, actor=editor, version=0, why=" ")
    cancel_milestone(milestone.pk, actor=editor, version=0, why="Scope cut")
    with pytest.raises(RuleError, match="Open it again first"):
        achieve_milestone(milestone.pk, actor=editor, version=1, actual_on=TODAY)
    with pytest.raises(RuleError, match="Say why it is open again"):
        reopen_milestone(milestone.pk, actor=editor, version=1, why="")
    assert reopen_milestone(milestone.pk, actor=editor, version=1, why="Scope back").is_cancelled is False
    met = make_milestone(make_work(), baseline_on=TODAY, actual_on=TODAY)
    with pytest.raises(RuleError, match="cannot be cancelled"):
        cancel_milestone(met.pk, actor=editor, version=0, why="x")


def test_stale_unseen_and_forbidden(editor: User) -> None:
    milestone = make_milestone(make_work())
    with pytest.raises(StaleError):
        change_milestone(milestone.pk, actor=editor, version=4, changes={"title": "A"})
    with pytest.raises(Milestone.DoesNotExist):
        change_milestone(milestone.pk, actor=member(EDITS, unit=make_unit()), version=0, changes={"title": "A"})
    with pytest.raises(PermissionDenied):
        change_milestone(milestone.pk, actor=member(["work.view"]), version=0, changes={"title": "A"})
