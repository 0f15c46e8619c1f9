"""Everything that features and people write about messages: queueing one, and what one wishes about one's own."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import models, transaction
from django.urls import reverse

from big import clock
from big.accounts.models import User
from big.audit.record import record
from big.celery import enqueue
from big.checking import check
from big.core import words
from big.errors import RuleError
from big.notify import kinds
from big.notify.channels import Channel
from big.notify.codes import (
    ABSENCE_RECORDED,
    ABSENCE_REMOVED,
    HOURS_CHANGED,
    MESSAGE_SENT_AGAIN,
    PREFERENCES_CHANGED,
    TEST,
)
from big.notify.models import Absence, LinkToken, Mail, Message, MessagePart, Preference, Wish
from big.notify.policies import can_see_failures
from big.organisation.models import Person
from big.policies import require
from big.records import differences
from big.registry import subjects

DELIVER_TASK: Final = "big.deliver_messages"
MOST_ABSENCES: Final = 50


@dataclass(frozen=True, slots=True)
class Part:
    """One of the records that a message tells of: its heading, title and lines, and the link that opens it.

    `act` is what the link is for, in a word or two: "Check in".
    """

    about: models.Model
    group: str
    title: str
    lines: Sequence[str] = ()
    link: LinkToken | None = None
    act: str = ""


def queue(
    kind: str,
    *,
    person: Person,
    subject: str,
    dedupe_key: str,
    context: Mapping[str, Any] | None = None,
    about: models.Model | None = None,
    link: LinkToken | None = None,
    parts: Sequence[Part] = (),
    not_before: dt.datetime | None = None,
) -> Message:
    """Have `person` told, in the caller's transaction: rolled back with it, sent by a worker once it has committed.

    A second message with the same `dedupe_key` is the first one; a key such as "okr.check_in_due:412:2026-W48:17" makes
    a reminder that is computed again and again one message. `context` is JSON: "text" (a sentence or two), "lines" (a
    list of them), "path" (where the record is; of `about` if not given), "act" (what one does there). A `link` opens
    the record without signing in.
    `parts` are several records that one message tells of, in their order, each with a link of its own; whoever may see
    none of them when it is sent is not told.
    """
    kinds.get(kind)
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a message belongs in the transaction of what it tells of")
    told = dict(context or {})
    if about is not None:
        told.setdefault("path", subjects.get(about._meta.label_lower).address(about.pk))
    moment = clock.real_now()
    message = Message(
        recipient=person,
        kind=kind,
        subject=" ".join(subject.split())[:200],
        context=told,
        about_kind=about._meta.label_lower if about is not None else "",
        about_id=about.pk if about is not None else None,
        link=link,
        dedupe_key=dedupe_key,
        queued_at=moment,
        due_at=max(moment, not_before or moment),
    )
    # Where the same key is being written elsewhere, this waits until that commits or is rolled back.
    Message.objects.bulk_create([message], ignore_conflicts=True)
    kept = Message.objects.get(dedupe_key=dedupe_key)
    if parts and not kept.parts.exists():
        MessagePart.objects.bulk_create(_part(kept, each) for each in parts)
    return kept


def _part(message: Message, part: Part) -> MessagePart:
    kind = subjects.get(part.about._meta.label_lower)
    told = {
        "group": part.group,
        "title": part.title,
        "lines": list(part.lines),
        "path": kind.address(part.about.pk),
        "act": part.act,
    }
    return MessagePart(message=message, about_kind=kind.kind, about_id=part.about.pk, context=told, link=part.link)


def _own(actor: User) -> Person:
    """The person that `actor` signs in as, locked: one writes one's own wishes one after the other."""
    person = Person.objects.select_for_update().filter(user=actor).first()
    if person is None:
        raise RuleError("Your account belongs to no person, so no messages are sent to it.", code="no_person")
    return person


@transaction.atomic
def set_preferences(*, actor: User, chosen: Mapping[str, str]) -> list[Preference]:
    """Choose for each kind that is named how its messages reach `actor`; kinds that are not named stay."""
    person = _own(actor)
    held = {each.kind: each for each in Preference.objects.filter(person=person)}
    before, after = {}, {}
    for key, channel in chosen.items():
        kind = _known(key)
        if channel not in kind.channels:
            allowed = words.listed([f"“{each.label}”" for each in kind.channels])
            raise RuleError({key: [RuleError(f"Choose among {allowed}.", code="channel")]})
        row = held.get(key) or Preference(person=person, kind=key, channel=kind.default)
        if row.channel != channel:
            before[kind.label], after[kind.label] = row.get_channel_display(), Channel(channel).label
            row.channel = channel
            row.save()
            held[key] = row
    if after:
        record(PREFERENCES_CHANGED, actor=actor, on=actor, before=before, after=after)
    return list(held.values())


@transaction.atomic
def set_preference(*, actor: User, kind: str, channel: str) -> Preference:
    """Choose how one kind reaches `actor`; the choice is kept, also where it is the default."""
    if _known(kind).default == channel:
        Preference.objects.get_or_create(person=_own(actor), kind=kind, defaults={"channel": channel})
    return next(each for each in set_preferences(actor=actor, chosen={kind: channel}) if each.kind == kind)


def _known(key: str) -> kinds.Kind:
    try:
        return kinds.get(key)
    except LookupError as error:
        raise RuleError({"kind": [RuleError("There is no such kind of message.", code="kind")]}) from error


@transaction.atomic
def set_quiet_hours(
    *, actor: User, quiet_from: dt.time, quiet_until: dt.time, zone: str = "", digest_hour: int
) -> Wish:
    """When `actor` is to be left alone, on which clock, and at which hour the digest may come."""
    person = _own(actor)
    wish = Wish.objects.filter(person=person).first() or Wish(person=person)
    changes = {"quiet_from": quiet_from, "quiet_until": quiet_until, "zone": zone, "digest_hour": digest_hour}
    before, after = differences(wish, changes)
    for name, value in changes.items():
        setattr(wish, name, value)
    check(wish)
    wish.save()
    if after:
        told = [{name: str(value) for name, value in each.items()} for each in (before, after)]
        record(HOURS_CHANGED, actor=actor, on=actor, before=told[0], after=told[1])
    return wish


@transaction.atomic
def record_absence(*, actor: User, starts_on: dt.date, ends_on: dt.date, delegate: Person | None = None) -> Absence:
    """`actor` is away from the first day to the last; messages meant for them go to `delegate` meanwhile."""
    person = _own(actor)
    if Absence.objects.filter(person=person, ends_on__gte=clock.today()).count() >= MOST_ABSENCES:
        raise RuleError("You have recorded many absences. Remove one first.", code="too_many_absences")
    absence = Absence(person=person, starts_on=starts_on, ends_on=ends_on, delegate=delegate)
    check(absence)
    if Absence.objects.filter(person=person, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise RuleError("You have recorded some of these days already. Remove that absence first.", code="overlap")
    if delegate is not None and not delegate.is_active:
        raise RuleError({"delegate": [RuleError(f"{delegate} has left. Choose somebody else.", code="delegate")]})
    absence.save()
    told = {"days": _days(absence), "delegate": str(delegate) if delegate else "nobody"}
    record(ABSENCE_RECORDED, actor=actor, on=person, also=[delegate] if delegate else [], after=told)
    return absence


@transaction.atomic
def remove_absence(absence_id: int, *, actor: User) -> None:
    """Take back an absence of one's own, or its end where one is back early."""
    person = _own(actor)
    absence = Absence.objects.get(pk=absence_id, person=person)
    told = {"days": _days(absence)}
    absence.delete()
    record(ABSENCE_REMOVED, actor=actor, on=person, before=told)


def _days(absence: Absence) -> str:
    return f"from {words.day(absence.starts_on)} to {words.day(absence.ends_on)}"


@transaction.atomic
def send_test(*, actor: User) -> Message:
    """A message to oneself, to see that messages arrive; by the rules of every other."""
    person = _own(actor)
    moment = clock.real_now()
    message = queue(
        TEST,
        person=person,
        subject="A test message from Sightline",
        context={
            "text": "You sent yourself this message. Messages reach you.",
            "path": reverse("notify:notifications"),
        },
        dedupe_key=f"{TEST}:{person.pk}:{moment:%Y%m%dT%H%M}",
    )
    enqueue(DELIVER_TASK)
    return message


@transaction.atomic
def send_again(message_id: int, *, actor: User) -> Message:
    """Try a message that failed once more, with all its attempts; with it all of the same digest."""
    require(can_see_failures(actor))
    message = Message.objects.select_for_update(of=("self",)).select_related("recipient").get(pk=message_id)
    if message.state != Message.State.FAILED:
        raise RuleError("Only a message that failed can be sent again.", code="message_not_failed")
    moment = clock.real_now()
    if message.mail is None:
        message.state, message.reason, message.due_at = Message.State.WAITING, "", moment
        message.save(update_fields=["state", "reason", "due_at"])
    else:
        anew = {"state": Mail.State.WAITING, "attempts": 0, "due_at": moment, "last_error": ""}
        Mail.objects.filter(pk=message.mail.pk, state=Mail.State.FAILED).update(**anew)
        message.mail.messages.filter(state=Message.State.FAILED).update(state=Message.State.GATHERED, reason="")
        message.refresh_from_db()
    told = {"kind": kinds.label_of(message.kind)}
    record(MESSAGE_SENT_AGAIN, actor=actor, on=message.recipient, after=told)
    enqueue(DELIVER_TASK)
    return message
