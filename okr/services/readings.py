"""Recording what a key result measured on a date, and correcting what was recorded wrongly."""

import datetime as dt
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from big import clock
from big.accounts.models import User
from big.audit.record import record
from big.core import words
from big.errors import RuleError
from big.notify import links
from big.policies import require
from big.records import create, plain, require_version, revise
from big.registry.reactions import react
from okr import codes, kinds, policies
from okr.models.cycles import Cycle
from okr.models.feeds import Feed
from okr.models.key_results import KeyResult, Reading
from okr.models.push_tokens import PushToken
from okr.selectors.check_in_links import behind
from okr.services.wording import refused

_TAKES: Final = (KeyResult.State.AGREED, KeyResult.State.TRACKING)
_CLOSED: Final = (KeyResult.State.MET, KeyResult.State.MISSED)


@transaction.atomic
def record_reading(
    key_result_id: int,
    *,
    actor: User,
    value: Decimal,
    read_on: dt.date | None = None,
    confidence: int | None = None,
    note: str = "",
    blocker: str = "",
    version: int | None = None,
    is_attested: bool = False,
    is_by_link: bool = False,
    late_reason: str = "",
    push_token: PushToken | None = None,
) -> Reading:
    """Record a reading, of today if no date is given; the first one starts the tracking.

    In a closed cycle it needs `late_reason` and is marked as late; a key result that was closed may be read so, too.

    `blocker` says what stands in the way; `is_attested` that the value was said to be still true, not measured anew;
    `is_by_link` that who recorded it had not signed in; `push_token` that a program did, for `actor`.
    `version` of the key result, where given, refuses a check-in on a target that was changed meanwhile.
    """
    key_result = _locked(key_result_id, actor)
    require_version(key_result, version)
    day = read_on or clock.today()
    _refuse_future(day)
    _refuse_between(key_result, value)
    if not is_attested and Feed.objects.filter(key_result=key_result).exists():
        said = (
            "The readings of this key result come from what feeds it. Say that they are still true, or stop the feed."
        )
        raise refused("value", said, code="fed")
    is_late = _is_over(key_result)
    if is_late and not late_reason.strip():
        said = "The cycle is closed. Say why this reading comes late; it will be marked as late."
        raise refused("late_reason", said, code="late")
    takes = (*_TAKES, *_CLOSED) if is_late else _TAKES
    if key_result.state not in takes:
        now = key_result.get_state_display().lower()
        raise RuleError(f"This key result is {now}, so it takes no readings. Move it to tracking first.", code="state")
    if key_result.state == KeyResult.State.AGREED:
        revise(key_result, {"state": KeyResult.State.TRACKING})
    last = _latest(key_result)
    reading = Reading(
        key_result=key_result,
        value=value,
        read_on=day,
        confidence=confidence,
        note=note,
        blocker=blocker.strip(),
        is_attested=is_attested,
        late_reason=late_reason.strip() if is_late else "",
        is_by_link=is_by_link,
        push_token=push_token,
        read_by=actor,
    )
    create(reading)
    told = {} if day == clock.today() else {"read_on": plain(day)}
    told |= {"late_reason": reading.late_reason} if is_late else {}
    told |= {"token": str(push_token)} if push_token else {}
    record(
        codes.READING_PUSHED if push_token else codes.READINGS[is_attested + 2 * is_by_link],
        actor=actor,
        on=key_result,
        before=_figures(last) if last else {},
        after=_figures(reading) | told | ({"blocker": reading.blocker} if reading.blocker else {}),
        why=note,
        effective_on=day,
    )
    react(codes.ON_READING_RECORDED, reading, actor=actor)
    return reading


def attest_reading(
    key_result_id: int,
    *,
    actor: User,
    confidence: int | None = None,
    note: str = "",
    blocker: str = "",
    version: int | None = None,
    is_by_link: bool = False,
    late_reason: str = "",
) -> Reading:
    """Say that nothing has changed: the last value is still true today, and the last confidence unless one is given.

    It counts as a reading of today, marked as attested. RuleError where there is no value to attest.
    """
    with transaction.atomic():
        last = _latest(_locked(key_result_id, actor))
        if last is None or last.value is None:
            raise refused("value", "There is no reading yet that could be true. Enter a value.", code="no_reading")
        return record_reading(
            key_result_id,
            actor=actor,
            value=last.value,
            confidence=_last_confidence(last) if confidence is None else confidence,
            note=note,
            blocker=blocker,
            version=version,
            is_attested=True,
            is_by_link=is_by_link,
            late_reason=late_reason,
        )


def _last_confidence(reading: Reading) -> int | None:
    """That of the reading, or the last that a person stated where it was taken from a feed."""
    if reading.confidence is not None or not reading.is_fed:
        return reading.confidence
    said = Reading.objects.filter(key_result=reading.key_result_id, confidence__isnull=False)
    last = said.order_by("-read_on", "-pk").first()
    return last.confidence if last else None


def check_in_by_link(
    secret: str,
    *,
    value: Decimal | None,
    confidence: int | None = None,
    note: str = "",
    blocker: str = "",
    version: int | None = None,
) -> Reading:
    """Record a reading of today for the person whom a link was sent to, and use the link up; no value attests the last.

    The rights are those of the person now. LinkGoneError where the link opens nothing, and where the person is not
    asked for this key result any more; after any other refusal the link is as good as before.
    """
    with transaction.atomic():
        link = links.look(secret, purpose=kinds.CHECK_IN)
        key_result, user = behind(link), link.person.user
        if key_result is None or user is None:
            raise links.LinkGoneError
        links.redeem(secret, purpose=kinds.CHECK_IN, about=key_result)
        said: dict[str, Any] = {
            "confidence": confidence,
            "note": note,
            "blocker": blocker,
            "version": version,
            "is_by_link": True,
        }
        if value is None:
            return attest_reading(key_result.pk, actor=user, **said)
        return record_reading(key_result.pk, actor=user, value=value, **said)


def _figures(reading: Reading) -> dict[str, Any]:
    values = {"value": plain(reading.value), "confidence": reading.confidence}
    return {name: value for name, value in values.items() if value is not None}


@transaction.atomic
def correct_reading(
    reading_id: int,
    *,
    actor: User,
    value: Decimal,
    read_on: dt.date,
    confidence: int | None = None,
    note: str = "",
    version: int | None,
    why: str,
) -> Reading:
    """Correct a reading that was recorded wrongly; the reason and the old figures stay in the history."""
    reading = Reading.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=reading_id)
    key_result = _locked(reading.key_result_id, actor)
    require_version(reading, version)
    _refuse_future(read_on)
    _refuse_between(key_result, value)
    if not why.strip():
        raise refused("why", "Say what was wrong with the reading.", code="reason")
    was = _said(reading)
    changes: dict[str, Any] = {"value": value, "read_on": read_on, "confidence": confidence, "note": note}
    _, after = revise(reading, changes)
    if after:
        now = _said(reading)
        record(
            codes.READING_CORRECTED,
            actor=actor,
            on=key_result,
            before={name: was.get(name) for name in {"read_on", *after}},
            after={name: now.get(name) for name in {"read_on", *after}},
            why=why,
            effective_on=read_on,
        )
        react(codes.ON_READING_RECORDED, reading, actor=actor)
    return reading


def _is_over(key_result: KeyResult) -> bool:
    """Whether the cycle that it belongs to is closed."""
    okr_set = key_result.objective.okr_set_id
    return okr_set is not None and Cycle.objects.filter(sets=okr_set, state=Cycle.State.CLOSED).exists()


def _locked(key_result_id: int, actor: User) -> KeyResult:
    rows = KeyResult.objects.visible_to(actor).select_for_update(of=("self",)).select_related("objective__node")
    key_result = rows.get(pk=key_result_id)
    require(policies.can_check_in(actor, key_result))
    return key_result


def _latest(key_result: KeyResult) -> Reading | None:
    return key_result.readings.filter(value__isnull=False).order_by("-read_on", "-pk").first()


def _refuse_future(day: dt.date) -> None:
    if day > clock.today():
        raise refused("read_on", f"A reading cannot be later than today, {words.day(clock.today())}.", code="future")


def _refuse_between(key_result: KeyResult, value: Decimal) -> None:
    if key_result.is_switch and value not in (0, 1):
        raise refused("value", "This key result is a yes or no. Enter 1 for yes, 0 for no.", code="yes_no")


def _said(reading: Reading) -> dict[str, Any]:
    values = {name: plain(getattr(reading, name)) for name in ("value", "read_on", "confidence", "note")}
    return {name: value for name, value in values.items() if value not in (None, "")}
