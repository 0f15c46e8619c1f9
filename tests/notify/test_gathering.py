"""What goes when and to whom: preferences, quiet hours across summer time, one digest a day, delegates, sight."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from big import clock
from big.notify.gathering import LEFT, NO_ADDRESS, REFUSED, UNSEEN, gather
from big.notify.hours import Hours
from big.notify.models import Absence, Mail, Message, Preference
from big.notify.routing import recipient_for
from big.organisation.models import Person
from tests.api.records_big import make_document
from tests.factories.organisation import make_organisation, make_person, make_unit, make_user, member, person_of
from tests.notify.making import AT_ONCE, DAILY, LONDON, at, tell, told, wish

pytestmark = pytest.mark.django_db


def mails() -> list[tuple[str, int]]:
    return [(mail.recipient.name, mail.messages.count()) for mail in Mail.objects.order_by("pk")]


def test_one_digest_a_day_with_what_was_due_by_its_hour() -> None:
    person = make_person("Ada")
    wish(person)
    for hour in ("2026-03-02T15:00", "2026-03-03T06:59", "2026-03-03T07:01"):
        tell(person, DAILY, due=at(hour))
    assert gather(at("2026-03-03T06:58")) == 0
    assert gather(at("2026-03-03T07:00")) == 1
    assert mails() == [("Ada", 2)]
    assert gather(at("2026-03-03T09:00")) == 0, "the third waits for tomorrow"
    assert gather(at("2026-03-04T07:00")) == 1
    assert mails() == [("Ada", 2), ("Ada", 1)]


def test_what_commits_after_the_digest_was_made_is_in_the_next() -> None:
    person = make_person("Ada")
    wish(person)
    tell(person, DAILY, due=at("2026-03-02T15:00"))
    gather(at("2026-03-03T07:00"))
    late = tell(person, DAILY, due=at("2026-03-03T06:59"))
    assert gather(at("2026-03-03T07:01")) == 0
    assert told(late) == Message.State.WAITING
    assert gather(at("2026-03-04T07:00")) == 1


def test_a_digest_that_was_missed_comes_when_the_worker_is_back() -> None:
    person = make_person("Ada")
    wish(person, "22:00-06:00")
    tell(person, DAILY, due=at("2026-03-02T15:00"))
    assert gather(at("2026-03-03T23:00")) == 0, "they sleep"
    assert gather(at("2026-03-04T06:00")) == 1
    assert gather(at("2026-03-04T07:00")) == 0


def test_the_hour_of_the_digest_in_quiet_hours_waits_for_their_end() -> None:
    person = make_person("Ada")
    wish(person, "20:00-09:30", digest_hour=7)
    tell(person, DAILY, due=at("2026-03-02T15:00"))
    assert gather(at("2026-03-03T09:29")) == 0
    assert gather(at("2026-03-03T09:30")) == 1


def test_quiet_hours_hold_what_would_go_at_once() -> None:
    person = make_person("Ada")
    wish(person, "22:00-07:00", zone=LONDON)
    message = tell(person, due=at("2026-01-10T22:30"))
    assert gather(at("2026-01-10T22:30")) == 0
    assert told(message) == Message.State.HELD
    assert message.due_at == at("2026-01-11T07:00")
    assert gather(at("2026-01-11T06:59")) == 0
    assert gather(at("2026-01-11T07:00")) == 1


@pytest.mark.parametrize(
    ("zone", "now", "until"),
    [
        (LONDON, "2026-03-28T23:00", "2026-03-29T06:00"),  # the clock goes forward that night
        (LONDON, "2026-10-24T22:00", "2026-10-25T07:00"),  # and back
        ("Australia/Lord_Howe", "2026-04-04T13:00", "2026-04-04T20:30"),  # by half an hour
        ("UTC", "2026-03-28T23:00", "2026-03-29T07:00"),
    ],
)
def test_quiet_hours_end_on_the_wall_across_summer_time(zone: str, now: str, until: str) -> None:
    hours = Hours(ZoneInfo(zone), dt.time(22), dt.time(7))
    assert hours.are_quiet(at(now))
    assert hours.heard_from(at(now)) == at(until)
    assert not hours.are_quiet(at(until))
    assert hours.are_quiet(at(until) - dt.timedelta(minutes=1))


def test_hours_that_summer_time_leaves_out_or_repeats_still_end() -> None:
    forward = Hours(ZoneInfo(LONDON), dt.time(23), dt.time(1, 30))
    assert forward.heard_from(at("2026-03-29T00:30")) == at("2026-03-29T01:30"), "half past one does not exist"
    back = Hours(ZoneInfo(LONDON), dt.time(23), dt.time(1, 30))
    assert back.heard_from(at("2026-10-25T00:10")) == at("2026-10-25T00:30")
    assert back.heard_from(at("2026-10-25T01:10")) == at("2026-10-25T01:30"), "the second time round"
    late = Hours(ZoneInfo(LONDON), digest_hour=1)
    assert late.last_digest(at("2026-03-29T02:00")) == (dt.date(2026, 3, 29), at("2026-03-29T01:00"))


def test_never_quiet() -> None:
    hours = Hours(ZoneInfo("UTC"), dt.time(0), dt.time(0))
    assert not any(hours.are_quiet(at(f"2026-03-01T{hour:02}:00")) for hour in range(24))


def test_what_a_person_chose_holds() -> None:
    person = make_person("Ada")
    wish(person)
    Preference.objects.create(person=person, kind=AT_ONCE, channel="off")
    Preference.objects.create(person=person, kind=DAILY, channel="at_once")
    off, now = tell(person, AT_ONCE), tell(person, DAILY)
    assert gather(clock.real_now()) == 1
    assert (told(off), off.reason) == (Message.State.CANCELLED, REFUSED)
    assert told(now) == Message.State.GATHERED
    assert not Mail.objects.get().is_digest


def test_who_has_left_or_has_no_address_gets_nothing_and_it_is_said() -> None:
    gone = tell(make_person(is_active=False))
    closed = tell(make_person(user=make_user(is_active=False)))
    nowhere = tell(make_person(user=None))
    gather(clock.real_now())
    assert [(told(each), each.reason) for each in (gone, closed, nowhere)] == [
        (Message.State.CANCELLED, LEFT),
        (Message.State.CANCELLED, LEFT),
        (Message.State.FAILED, NO_ADDRESS),
    ]


def test_nobody_is_told_of_a_record_that_they_may_not_see() -> None:
    make_organisation()
    secret = make_document(unit=make_unit(), is_confidential=True)
    person = person_of(member(["document.view"]))
    wish(person)
    message = tell(person, about=secret)
    assert gather(clock.real_now()) == 0
    assert (told(message), message.reason) == (Message.State.CANCELLED, UNSEEN)


def test_a_kind_that_this_version_does_not_know_waits_for_one_that_does() -> None:
    person = make_person()
    wish(person)
    message = tell(person)
    Message.objects.update(kind="tests.tomorrow")
    gather(clock.real_now())
    assert told(message) == Message.State.WAITING
    gather(clock.real_now() + dt.timedelta(days=2))
    assert told(message) == Message.State.FAILED


def away(person: Person, delegate: Person, start: str = "2026-03-01", end: str = "2026-03-31") -> None:
    Absence.objects.create(person=person, delegate=delegate, starts_on=start, ends_on=end)


def test_messages_for_who_is_away_go_to_the_delegate() -> None:
    ada, ben = make_person("Ada"), make_person("Ben")
    wish(ben)
    wish(ada)
    away(ada, ben)
    for person in (ada, ben):
        tell(person, DAILY, due=at("2026-03-02T15:00"))
    with clock.pinned(dt.date(2026, 3, 3)):
        assert gather(at("2026-03-03T07:00")) == 1
    assert mails() == [("Ben", 2)], "one digest, with both"
    assert {each.is_for_a_delegate for each in Message.objects.select_related("mail")} == {True, False}


def test_a_delegate_is_told_nothing_that_they_may_not_see() -> None:
    make_organisation()
    unit = make_unit()
    document = make_document(unit=unit)
    ada, ben = person_of(member(["document.view"], unit=unit, name="Ada")), make_person("Ben")
    wish(ada)
    wish(ben)
    away(ada, ben)
    tell(ada, about=document)
    with clock.pinned(dt.date(2026, 3, 3)):
        gather(clock.real_now())
    assert mails() == [("Ada", 1)]


def test_recipient_for_follows_those_who_stand_in() -> None:
    ada, ben, cem = make_person("Ada"), make_person("Ben"), make_person("Cem")
    today = dt.date(2026, 3, 3)
    assert recipient_for(ada, today).on_behalf_of is None
    away(ada, ben)
    assert (recipient_for(ada, today).person, recipient_for(ada, today).on_behalf_of) == (ben, ada)
    assert recipient_for(ada, dt.date(2026, 4, 1)).person == ada
    away(ben, cem)
    assert recipient_for(ada, today).person == cem
    away(cem, ada)
    assert recipient_for(ada, today).person == ada, "round in a circle: it waits in their mail"
    Absence.objects.filter(person=cem).delete()
    cem.is_active = False
    cem.save()
    assert recipient_for(ada, today).person == ada, "the last of them has left"
