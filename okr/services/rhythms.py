"""Saying when people are asked to check in: at a place of its own, or as in the place above."""

import datetime as dt
from typing import Any

from django.db import transaction

from big import clock
from big.accounts.models import User
from big.audit.record import record
from big.errors import StaleError
from big.organisation.models import Organisation, Unit
from big.organisation.nodes import Node
from big.policies import require
from big.records import create, require_version, revise
from okr import codes, policies
from okr.models.rhythms import MORNING, CheckInRhythm, RhythmPlace


@transaction.atomic
def set_rhythm(
    place: RhythmPlace,
    *,
    actor: User,
    every: str,
    weekday: int = 0,
    month_day: int = 1,
    hour: int = MORNING,
    zone: str = "",
    starts_on: dt.date | None = None,
    version: int | None = None,
    why: str = "",
) -> CheckInRhythm:
    """Have a unit, a node or (None) the organisation asked in a rhythm of its own; it asks from its next moment on.

    `version` is that of its own rhythm as it was looked at, None where it had none; StaleError where another stands.
    """
    require(policies.can_set_rhythm(actor, place))
    where = _locked(place)
    rhythm = CheckInRhythm.objects.of(place).select_for_update(of=("self",)).first()
    changes: dict[str, Any] = {
        "every": every,
        "weekday": weekday,
        "month_day": month_day,
        "hour": hour,
        "zone": zone,
        "starts_on": starts_on or (rhythm.starts_on if rhythm else clock.today()),
    }
    was = rhythm.sentence if rhythm else ""
    if rhythm is None:
        if version is not None:
            raise StaleError("It follows the place above again by now. Look, then save again.", code="stale")
        rhythm = CheckInRhythm(applies_from=clock.real_now(), **_key(place), **changes)
        create(rhythm)
    else:
        if version is None:
            raise StaleError("Somebody has set a rhythm here in the meantime. Compare, then save again.", code="stale")
        require_version(rhythm, version)
        _, after = revise(rhythm, changes)
        if not after:
            return rhythm
        rhythm.applies_from = clock.real_now()
        rhythm.save(update_fields=["applies_from"])
    told = {"rhythm": rhythm.sentence}
    record(codes.RHYTHM_SET, actor=actor, on=where, before={"rhythm": was} if was else {}, after=told, why=why)
    return rhythm


@transaction.atomic
def clear_rhythm(rhythm_id: int, *, actor: User, version: int | None, why: str = "") -> None:
    """Let a place follow the one above it again; without the organisation's rhythm nobody is asked by default."""
    rows = CheckInRhythm.objects.visible_to(actor).select_for_update(of=("self",)).select_related("unit", "node")
    rhythm = rows.get(pk=rhythm_id)
    require(policies.can_set_rhythm(actor, rhythm.place))
    require_version(rhythm, version)
    was = {"rhythm": rhythm.sentence}
    where = _locked(rhythm.place)
    rhythm.delete()
    record(codes.RHYTHM_CLEARED, actor=actor, on=where, before=was, why=why)


def _locked(place: RhythmPlace) -> Unit | Node | Organisation:
    """Where the event of it stands; two who set the first rhythm of a place at once wait for each other there."""
    if isinstance(place, Unit):
        return Unit.objects.select_for_update(of=("self",)).get(pk=place.pk)
    if isinstance(place, Node):
        return Node.objects.select_for_update(of=("self",)).get(pk=place.pk)
    return Organisation.objects.select_for_update(of=("self",)).get()


def _key(place: RhythmPlace) -> dict[str, RhythmPlace]:
    return {} if place is None else {place._meta.model_name or "": place}
