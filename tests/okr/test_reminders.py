"""Who is asked for which check-in when a moment has come: each once, with what is due, by the rhythm of the place."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from big import clock
from big.notify import links
from big.notify.gathering import gather
from big.notify.mails import written
from big.notify.models import Absence, LinkToken, Mail, Message, Wish
from big.organisation.models import Person
from okr.models.cycles import OkrSet
from okr.models.feeds import Feed
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.models.rhythms import CheckInRhythm, ReminderRound
from okr.selectors.rhythms import rhythm_above, rhythm_here
from okr.services.reminders import send_reminders
from tests.factories.okr import make_cycle, make_key_result, make_objective, make_okr_set, make_reading, make_rhythm
from tests.factories.organisation import make_node, make_person, make_role, make_unit

pytestmark = pytest.mark.django_db
# A Monday; nine o'clock in London is nine in UTC.
MONDAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 9, 2, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.pinned(MONDAY):
        yield


def owner(name: str = "", **fields: Any) -> Person:
    return make_person(name, role=make_role(["strategy.view"]), **fields)


def owned(person: Person | None, okr_set: OkrSet | None = None, age: int | None = None, **fields: Any) -> KeyResult:
    """A key result of the person, read so many days ago, or never."""
    objective = fields.pop("objective", None) or make_objective(okr_set=okr_set or make_okr_set(unit=make_unit()))
    key_result = make_key_result(objective, owner=person, **fields)
    if age is not None:
        make_reading(key_result, 40, MONDAY - dt.timedelta(days=age))
    return key_result


def asked() -> dict[str, set[str]]:
    """The codes that each person was asked for."""
    messages = Message.objects.prefetch_related("parts").select_related("recipient")
    return {each.recipient.name: {part.context["title"].split()[0] for part in each.parts.all()} for each in messages}


def test_each_person_gets_one_message_with_all_that_is_due_of_them() -> None:
    make_rhythm()
    ada, ben = owner("Ada"), owner("Ben")
    one, two, other = owned(ada), owned(ada, age=40), owned(ben)
    owned(ada, age=2)
    assert send_reminders(NOW) == 2
    assert asked() == {"Ada": {one.code, two.code}, "Ben": {other.code}}
    assert send_reminders(NOW) == send_reminders(NOW + dt.timedelta(days=3)) == 0
    assert Message.objects.count() == 2
    assert LinkToken.objects.open().count() == 3


def test_a_week_later_they_are_asked_again_for_what_is_still_due() -> None:
    make_rhythm()
    late = owned(owner("Ada"), age=40)
    read = owned(late.owner, age=40)
    send_reminders(NOW)
    make_reading(read, 50, MONDAY + dt.timedelta(days=1))
    with clock.pinned(MONDAY + WEEK):
        assert send_reminders(NOW + WEEK) == 1
    assert {part.about_id for part in Message.objects.latest("pk").parts.all()} == {late.pk}
    assert LinkToken.objects.open().count() == 2, "the new link to the one replaced the old one; the other stands"


@pytest.mark.parametrize(
    ("age", "cadence", "is_asked"),
    [
        (None, None, True),
        (40, None, True),  # stale: readings count for thirty days
        (26, None, True),  # it will be stale before next Monday
        (24, None, False),  # it counts until next Monday, who asks then
        (7, 7, True),  # answered last Monday
        (6, 2, False),  # read since last Monday, however short it counts
        (8, 30, False),
    ],
)
def test_what_is_due_until_the_next_moment_is_asked_for(age: int | None, cadence: int | None, is_asked: bool) -> None:
    make_rhythm()
    owned(owner("Ada"), age=age, cadence_days=cadence)
    assert send_reminders(NOW) == is_asked


@pytest.mark.parametrize(
    ("what", "changes"),
    [
        ("cycle", {"state": "planned"}),
        ("cycle", {"state": "closing"}),
        ("cycle", {"state": "closed"}),
        ("objective", {"state": "proposed"}),
        ("objective", {"state": "withdrawn"}),
        ("key_result", {"state": "draft"}),
        ("key_result", {"state": "met"}),
        ("key_result", {"starts_on": MONDAY + dt.timedelta(days=1)}),
        ("key_result", {"owner": None}),
        ("person", {"is_active": False}),
        ("person", {"user": None}),
        ("user", {"is_active": False}),
    ],
)
def test_nobody_is_asked_for_what_takes_no_reading_or_by_whom_it_cannot_be_given(
    what: str, changes: dict[str, Any]
) -> None:
    make_rhythm()
    person, cycle = owner("Ada"), make_cycle()
    key_result = owned(person, make_okr_set(cycle, unit=make_unit()))
    found: dict[str, Any] = {"cycle": cycle, "objective": key_result.objective, "key_result": key_result}
    record = (found | {"person": person, "user": person.user})[what]
    type(record).objects.filter(pk=record.pk).update(**changes)
    assert send_reminders(NOW) == 0
    assert ReminderRound.objects.get().done_at, "the moment was served all the same"


def test_without_an_owner_the_accountable_person_is_asked_and_strategy_in_no_cycle_too() -> None:
    make_rhythm()
    objective = make_objective(accountable=owner("Ada"))
    mine = owned(None, objective=objective)
    owned(owner("Ben"), objective=objective)
    send_reminders(NOW)
    assert asked()["Ada"] == {mine.code}


def test_who_takes_the_readings_is_asked_instead_of_the_owner_and_nobody_for_what_is_fed() -> None:
    make_rhythm()
    ada, bea = owner("Ada"), owner("Bea")
    read = owned(ada, check_in_owner=bea)
    Feed.objects.create(key_result=owned(ada), kind="key_results", combine="sum")
    assert send_reminders(NOW) == 1
    assert asked() == {"Bea": {read.code}}


def test_a_place_follows_the_nearest_rhythm_above_it() -> None:
    division = make_unit("Division")
    team, other = make_unit("Team", parent=division), make_unit("Other")
    squad = make_unit("Squad", parent=team)
    board = make_node("Board", unit=team)
    group = make_node("Group", parent=board, unit=other)
    make_rhythm(weekday=1, applies_from=NOW)
    make_rhythm(unit=division)
    make_rhythm(unit=team, every="never")
    places: dict[str, dict[str, Any]] = {
        "division": {"unit": division},
        "team": {"unit": team},
        "squad": {"unit": squad},
        "other": {"unit": other},
        "board": {"node": board},
        "group": {"node": group},
        "person": {"person": make_person(unit=division)},
    }
    for name, place in places.items():
        owned(owner(name), make_okr_set(**place))
    send_reminders(NOW)
    assert set(asked()) == {"division", "person"}
    assert rhythm_here(squad).inherited_from == "Team"
    make_rhythm(node=board)
    ReminderRound.objects.all().delete()
    send_reminders(NOW)
    assert set(asked()) == {"division", "person", "board", "group"}
    assert rhythm_here(group).inherited_from == "Board"
    assert rhythm_above(group) == rhythm_here(board).rhythm
    assert rhythm_above(board) == CheckInRhythm.objects.get(unit=team)
    assert rhythm_above(division) == CheckInRhythm.objects.get(unit=None, node=None)
    with clock.pinned(MONDAY + dt.timedelta(days=1)):
        send_reminders(NOW + dt.timedelta(days=1))
    assert set(asked()) == {"division", "person", "board", "group", "other"}


def test_two_rhythms_with_one_moment_make_one_message() -> None:
    ada, one, two = owner("Ada"), make_unit(), make_unit()
    for unit in (one, two):
        make_rhythm(unit=unit)
        owned(ada, make_okr_set(unit=unit))
    assert send_reminders(NOW) == 1
    assert len(asked()["Ada"]) == 2
    assert ReminderRound.objects.filter(done_at__isnull=False).count() == 2


def test_of_moments_that_were_missed_the_last_is_served() -> None:
    make_rhythm()
    owned(owner("Ada"))
    later = NOW + 3 * WEEK + dt.timedelta(days=2)
    with clock.pinned(MONDAY + 3 * WEEK + dt.timedelta(days=2)):
        assert send_reminders(later) == 1
    assert ReminderRound.objects.get().moment.date() == MONDAY + 3 * WEEK


def test_who_is_away_is_stood_in_for_or_asked_when_they_are_back() -> None:
    make_rhythm()
    ada, ben, sian = owner("Ada"), owner("Ben"), owner("Sian")
    Wish.objects.create(person=sian, quiet_from="00:00", quiet_until="00:00")
    quiet = owned(ada, title="Quiet", objective=make_objective(is_confidential=True, accountable=ada))
    shown, own = owned(ada, title="Shown"), owned(ben)
    for person, delegate in ((ada, sian), (ben, None)):
        Absence.objects.create(person=person, delegate=delegate, starts_on=MONDAY, ends_on=MONDAY + WEEK / 2)
    assert send_reminders(NOW) == 1
    assert asked() == {"Ada": {quiet.code, shown.code}}
    gather(clock.real_now() + dt.timedelta(minutes=1))
    letter = written(Mail.objects.get(recipient=sian))
    assert "meant for Ada" in letter.body
    assert "Shown" in letter.body
    assert "Quiet" not in letter.body
    assert "/notify/link/" not in letter.body
    with clock.pinned(MONDAY + WEEK):
        send_reminders(NOW + WEEK)
    assert asked()["Ben"] == {own.code}


def test_the_mail_says_what_is_due_and_leads_there_with_and_without_signing_in() -> None:
    make_rhythm()
    ada = owner("Ada")
    Wish.objects.create(person=ada, quiet_from="00:00", quiet_until="00:00")
    objective = make_objective("Stop repeat spills", okr_set=make_okr_set(unit=make_unit()), code="NET-1")
    owned(ada, objective=objective, title="Days to repair", unit="days", age=40, code="NET-1.1")
    owned(ada, objective=objective, title="Repeat spills", code="NET-1.2")
    send_reminders(NOW)
    gather(clock.real_now() + dt.timedelta(minutes=1))
    letter = written(Mail.objects.get())
    assert letter.subject == "Check-ins for Monday 23 November 2026"
    for body in (str(letter.body), str(letter.alternatives[0][0])):
        assert body.count("NET-1 Stop repeat spills") == 1
        assert "Last 40 days on 14 Oct 2026, 40 days ago." in body
        assert "Nobody has taken a reading yet." in body
        assert "http://testserver:8000/okr/check-in/" in body
        assert all(links.address_of(link) in body for link in LinkToken.objects.all())


def test_a_run_costs_the_same_for_two_key_results_and_for_twenty() -> None:
    make_rhythm()
    counts = []
    for week, many in enumerate((1, 2, 20)):
        KeyResult.objects.all().delete()
        StrategicObjective.objects.all().delete()
        ada = owner(f"Ada {week}")
        for _ in range(many):
            owned(ada)
        with clock.pinned(MONDAY + week * WEEK), CaptureQueriesContext(connection) as captured:
            assert send_reminders(NOW + week * WEEK) == 1
        counts.append(len(captured))
    assert counts[1] == counts[2]
