"""What is due is put into mails: each message into one of its own, or into the one digest of its reader's day."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final, Self

from django.db import connection, transaction

from big import clock
from big.notify import kinds
from big.notify.channels import Channel
from big.notify.hours import Hours
from big.notify.models import Absence, Mail, Message, Preference, Wish
from big.notify.routing import Route, can_be_reached, recipient_for
from big.notify.sight import parts_for, seen_of
from big.organisation.models import Person

REFUSED: Final = "They chose not to get messages of this kind."
LEFT: Final = "They have left, or their account is closed."
UNSEEN: Final = "They may not see the record that it is about."
NO_ADDRESS: Final = "Nobody recorded an e-mail address for them. Record one, then send this again."
UNKNOWN: Final = "This version of the product does not know this kind of message."
PATIENCE: Final = dt.timedelta(days=1)
_LOCK: Final = 1411


@dataclass
class _Round:
    """What one round has read already, so that thousands who wait for their digest cost nothing each minute."""

    moment: dt.datetime
    hours: dict[int, Hours]
    chosen: dict[int, dict[str, str]]
    away: set[int]
    digests: dict[int, list[Message]] = field(default_factory=lambda: defaultdict(list))
    people: dict[int, Person] = field(default_factory=dict)

    @classmethod
    def at(cls, moment: dt.datetime) -> Self:
        """Everybody's wishes, and who is away."""
        chosen: dict[int, dict[str, str]] = defaultdict(dict)
        for person, kind, channel in Preference.objects.values_list("person", "kind", "channel"):
            chosen[person][kind] = channel
        away = set(Absence.objects.on(clock.today()).values_list("person", flat=True))
        return cls(moment, {wish.person_id: wish.hours for wish in Wish.objects.all()}, chosen, away)

    def hours_of(self, reader: Person) -> Hours:
        """When the reader may be disturbed."""
        if reader.pk not in self.hours:
            self.hours[reader.pk] = Wish(person=reader).hours
        return self.hours[reader.pk]

    def may_move(self, message: Message, channel: str, readers: tuple[Person, ...]) -> bool:
        """Whether the message may go now; cheap, because it is asked each minute of all that wait."""
        if not channel:
            # While a new version is rolled out, an old worker meets kinds that it does not know yet.
            return message.queued_at < self.moment - PATIENCE
        return channel != Channel.DIGEST or any(self.is_in_digest(reader, message) for reader in readers)

    def is_in_digest(self, reader: Person, message: Message) -> bool:
        """Whether the message belongs in the digest that may go to the reader now."""
        hours = self.hours_of(reader)
        # The hour of the digest may lie in quiet hours: then it comes when they end.
        ready_by = hours.heard_from(hours.last_digest(self.moment)[1])
        return not hours.are_quiet(self.moment) and message.due_at <= ready_by


def gather(moment: dt.datetime) -> int:
    """Put every message that is due into a mail, hold it, or say why it is not sent; returns how many mails it made.

    One worker gathers at a time, and all of it in one transaction, so that nobody gets two digests a day.
    """
    with transaction.atomic():
        if not _is_alone():
            return 0
        due = Message.objects.due(moment).select_related("recipient__user").select_for_update(of=("self",))
        by_person: dict[int, list[Message]] = defaultdict(list)
        for message in due.order_by("pk").prefetch_related("parts"):
            by_person[message.recipient_id].append(message)
        this = _Round.at(moment)
        made = sum(_route(this, messages) for messages in by_person.values())
        return made + sum(_digest(this, this.people[key], found) for key, found in this.digests.items())


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_LOCK])
        alone: bool = cursor.fetchone()[0]
    return alone


def _route(this: _Round, messages: list[Message]) -> int:
    """The messages for one person; returns how many mails were made for those that go at once."""
    person = messages[0].recipient
    route = recipient_for(person, clock.today()) if person.pk in this.away else Route(person)
    channels = {message.pk: _channel(message, this.chosen.get(person.pk, {})) for message in messages}
    moving = [message for message in messages if this.may_move(message, channels[message.pk], (person, route.person))]
    seen, seen_too = _visible(person, moving), _visible(route.person, moving)
    made = 0
    for message in moving:
        if problem := _problem(message, channels[message.pk], message.pk in seen):
            _close(message, *problem)
            continue
        # Whoever stands in is told nothing that they may not see.
        reader = route.person if message.pk in seen_too else person
        made += _place(this, message, reader, channels[message.pk])
    return made


def _place(this: _Round, message: Message, reader: Person, channel: str) -> int:
    """Put the message where its reader finds it; returns how many mails were made."""
    hours = this.hours_of(reader)
    if channel == Channel.DIGEST:
        this.people[reader.pk] = reader
        this.digests[reader.pk].append(message)
    elif hours.are_quiet(this.moment) and not kinds.get(message.kind).disturbs:
        until = hours.heard_from(this.moment)
        Message.objects.filter(pk=message.pk).update(state=Message.State.HELD, due_at=until)
    else:
        return _put(this, f"one:{message.pk}", reader, [message], is_digest=False)
    return 0


def _channel(message: Message, chosen: dict[str, str]) -> str:
    """How the message reaches the person it is meant for, by the kind's rules as they are today."""
    try:
        kind = kinds.get(message.kind)
    except LookupError:
        return ""
    wanted = chosen.get(kind.key, kind.default)
    return wanted if wanted in kind.channels else kind.default


def _problem(message: Message, channel: str, is_seen: bool) -> tuple[str, str] | None:
    """Why the message goes to nobody: whether that is a failure, and the sentence."""
    person = message.recipient
    if not channel:
        return Message.State.FAILED, UNKNOWN
    if channel == Channel.OFF:
        return Message.State.CANCELLED, REFUSED
    if not person.is_active or (person.user and not person.user.is_active):
        return Message.State.CANCELLED, LEFT
    if not is_seen:
        return Message.State.CANCELLED, UNSEEN
    return None if can_be_reached(person) else (Message.State.FAILED, NO_ADDRESS)


def _visible(reader: Person, messages: list[Message]) -> set[int]:
    """Which of the messages `reader` may be told: those about what their account sees, and those about no record.

    Of a message in parts one part that they see is enough: the mail leaves out the others. For a person without an
    account the sender has decided, who sends them links; a delegate needs an account.
    """
    by_kind: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    parts = [part for message in messages for part in message.parts.all()]
    told = {part.message_id for part in parts_for(reader, parts)}
    in_parts = {part.message_id for part in parts}
    for message in messages:
        if message.pk in in_parts:
            continue
        if not message.about_kind or message.about_id is None:
            told.add(message.pk)
        elif reader.user is None:
            told |= {message.pk} if reader.pk == message.recipient_id else set()
        else:
            by_kind[message.about_kind][message.about_id].append(message.pk)
    for kind, keys in by_kind.items():
        for key in seen_of(reader, kind, keys):
            told.update(keys[key])
    return told


def _digest(this: _Round, reader: Person, messages: list[Message]) -> int:
    """The one digest of the reader's day, with what was due when its hour came; the rest waits for the next."""
    ready = [message for message in messages if this.is_in_digest(reader, message)]
    day, _ = this.hours_of(reader).last_digest(this.moment)
    key = f"digest:{reader.pk}:{day}"
    if not ready or Mail.objects.filter(key=key).exists():
        return 0
    return _put(this, key, reader, ready, is_digest=True)


def _put(this: _Round, key: str, reader: Person, messages: list[Message], *, is_digest: bool) -> int:
    mail = Mail.objects.create(key=key, recipient=reader, is_digest=is_digest, due_at=this.moment)
    chosen = Message.objects.filter(pk__in=[message.pk for message in messages])
    chosen.update(mail=mail, state=Message.State.GATHERED)
    return 1


def _close(message: Message, state: str, reason: str) -> None:
    Message.objects.filter(pk=message.pk).update(state=state, reason=reason)
