"""Asking for check-ins when the moment of a rhythm has come: each person once, whatever dies on the way."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction
from django.urls import reverse

from big import clock
from big.core import words
from big.notify import links
from big.notify.models import LinkToken, Message
from big.notify.services import Part, queue
from big.organisation.models import Person
from okr import kinds
from okr.models.rhythms import CheckInRhythm, ReminderRound
from okr.selectors.moments import Timing
from okr.selectors.reminders import Asked, asked_at

AT_A_TIME: Final = 20
"""So many people are told in one transaction: what a killed worker loses is done again, and no lock is held long."""


def send_reminders(now: dt.datetime) -> int:
    """Tell everybody whose moment has come what they are asked for; returns how many messages were queued.

    Of the moments that passed since the last run only the last is served: who was not asked for three weeks is asked
    once. A message is known by person and moment, so nobody is told twice, and a round is done when everybody was told.
    """
    return sum(_serve(moment, rhythms, now) for moment, rhythms in _passed(now))


def _passed(now: dt.datetime) -> list[tuple[dt.datetime, list[CheckInRhythm]]]:
    """The moments that have come and are not done, each with the rhythms that have it in common."""
    found: defaultdict[dt.datetime, list[CheckInRhythm]] = defaultdict(list)
    for rhythm in CheckInRhythm.objects.all():
        if moment := Timing.of(rhythm).last(now):
            found[moment].append(rhythm)
    rounds = ReminderRound.objects.filter(moment__in=found, done_at__isnull=False)
    done = set(rounds.values_list("rhythm", "moment"))
    left = {moment: [each for each in rhythms if (each.pk, moment) not in done] for moment, rhythms in found.items()}
    return [(moment, rhythms) for moment, rhythms in sorted(left.items()) if rhythms]


def _serve(moment: dt.datetime, rhythms: Sequence[CheckInRhythm], now: dt.datetime) -> int:
    rounds = [ReminderRound(rhythm=rhythm, moment=moment) for rhythm in rhythms]
    ReminderRound.objects.bulk_create(rounds, ignore_conflicts=True)
    asked, told = asked_at(moment, rhythms, now), 0
    people = list(asked)
    for start in range(0, len(people), AT_A_TIME):
        some = {person: asked[person] for person in people[start : start + AT_A_TIME]}
        with transaction.atomic():
            if not _is_mine(moment, rhythms):
                return told
            told += _tell(some, moment, Timing.of(rhythms[0]))
    with transaction.atomic():
        if _is_mine(moment, rhythms):
            ReminderRound.objects.filter(moment=moment, rhythm__in=rhythms).update(done_at=clock.real_now())
    return told


def _is_mine(moment: dt.datetime, rhythms: Sequence[CheckInRhythm]) -> bool:
    """Whether no other worker is at these rounds or has done them; they stay locked until the transaction ends."""
    free = ReminderRound.objects.filter(moment=moment, rhythm__in=rhythms, done_at=None)
    return len(free.select_for_update(of=("self",), skip_locked=True)) == len(rhythms)


def _tell(asked: Mapping[Person, Sequence[Asked]], moment: dt.datetime, timing: Timing) -> int:
    keys = {person: f"{kinds.CHECK_INS_DUE}:{person.pk}:{moment:%Y%m%dT%H%MZ}" for person in asked}
    told = set(Message.objects.filter(dedupe_key__in=keys.values()).values_list("dedupe_key", flat=True))
    left = [person for person in asked if keys[person] not in told]
    for person in left:
        _remind(person, asked[person], keys[person], timing.date_of(moment))
    return len(left)


def _remind(person: Person, asked: Sequence[Asked], key: str, day: dt.date) -> None:
    """One message with everything that is asked of a person, and a link for each that works without signing in."""
    issued = links.issue_each(kinds.CHECK_IN, [each.key_result for each in asked], person=person)
    parts = [_part(each, link) for each, link in zip(asked, issued, strict=True)]
    queue(
        kinds.CHECK_INS_DUE,
        person=person,
        subject=f"Check-ins for {words.day_long(day)}",
        # A number of them here would tell whoever stands in of those that they may not see.
        context={
            "text": "These key results wait for a reading: a value, or that nothing has changed.",
            "path": reverse("okr:check_in_mine"),
            "act": "Go through them",
        },
        parts=parts,
        dedupe_key=key,
    )


def _part(asked: Asked, link: LinkToken) -> Part:
    key_result, objective = asked.key_result, asked.key_result.objective
    return Part(
        about=key_result,
        group=f"{objective.code} {objective.title}",
        title=f"{key_result.code} {key_result.title}",
        lines=asked.lines,
        link=link,
        act="Check in",
    )
