"""What the pages about messages show."""

from dataclasses import dataclass

from big import clock
from big.accounts.models import User
from big.core import words
from big.notify import capture, kinds
from big.notify.hours import Hours
from big.notify.kinds import Kind
from big.notify.models import Absence, CapturedMail, Message, Preference
from big.notify.routing import address_of, can_be_reached, hours_of
from big.organisation.models import Person

SHOWN = 50


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind of message, and how it reaches the reader of the page."""

    kind: Kind
    chosen: str


@dataclass(frozen=True, slots=True)
class NotificationsPage:
    """One's own page; `person` is None for an account that belongs to no person."""

    person: Person | None
    message: str
    address: str
    rows: list[KindRow]
    hours: Hours | None
    absences: list[Absence]
    recent: list[Message]


def notifications_page(user: User) -> NotificationsPage:
    """How messages reach `user`, when they are away, and what they were sent lately."""
    person = Person.objects.filter(user=user).select_related("user").first()
    if person is None:
        sentence = "Your account belongs to no person, so nothing is sent to it."
        return NotificationsPage(None, sentence, "", [], None, [], [])
    absences = Absence.objects.filter(person=person, ends_on__gte=clock.today()).select_related("delegate")
    recent = Message.objects.filter(recipient=person).select_related("mail__recipient")
    return NotificationsPage(
        person,
        _message(person, hours := hours_of(person)),
        address_of(person),
        rows_of(person),
        hours,
        list(absences),
        list(recent[:10]),
    )


def rows_of(person: Person) -> list[KindRow]:
    """Every kind with what the person chose, or its default."""
    chosen = dict(Preference.objects.filter(person=person).values_list("kind", "channel"))
    return [KindRow(kind, chosen.get(kind.key, kind.default)) for kind in kinds.known()]


def _message(person: Person, hours: Hours) -> str:
    if not can_be_reached(person):
        return "No message reaches you: nobody recorded an address."
    quiet = f"quiet from {hours.quiet_from:%H:%M} to {hours.quiet_until:%H:%M}"
    if hours.quiet_from == hours.quiet_until:
        quiet = "no quiet hours"
    return f"The digest comes at {hours.digest_hour:02}:00; {quiet}."


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """What failed, for those who run the installation; what messages say stays with those they are meant for."""

    message: str
    failed: list[Message]
    left: int
    waiting: int


def outbox_page() -> OutboxPage:
    """The messages that failed, newest first, and how many wait."""
    failed = Message.objects.filter(state=Message.State.FAILED).select_related("recipient", "mail")
    states = [Message.State.WAITING, Message.State.HELD, Message.State.GATHERED]
    count, waiting = failed.count(), Message.objects.filter(state__in=states).count()
    if count:
        sentence = f"{words.capital(words.counted(count, 'message'))} could not be sent."
    else:
        sentence = "Every message was sent or waits for its time."
    return OutboxPage(sentence, list(failed[:SHOWN]), max(0, count - SHOWN), waiting)


@dataclass(frozen=True, slots=True)
class KeptPage:
    """Mail that was kept here; nothing where a mail server is set, whatever was kept before."""

    is_active: bool
    message: str
    mails: list[CapturedMail]
    left: int


def kept_page() -> KeptPage:
    """The newest mails that were kept."""
    if not capture.is_active():
        return KeptPage(False, "A mail server sends the mail, so none is kept here.", [], 0)
    count = CapturedMail.objects.count()
    sentence = "No mail server is set: mail is kept here and sent to nobody."
    return KeptPage(True, sentence, list(CapturedMail.objects.all()[:SHOWN]), max(0, count - SHOWN))
