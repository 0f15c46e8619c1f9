"""To whom a message goes today: the person it is meant for, or whoever stands in while they are away."""

import datetime as dt
from dataclasses import dataclass

from big.notify.hours import Hours
from big.notify.models import Absence, Wish
from big.organisation.models import Person


@dataclass(frozen=True, slots=True)
class Route:
    """Who gets the message, and on whose behalf if not their own."""

    person: Person
    on_behalf_of: Person | None = None


def recipient_for(person: Person, today: dt.date) -> Route:
    """Who gets what is meant for `person` today.

    Who is away and named somebody is stood in for, by way of others if that one is away, too. Where this leads to
    nobody who is here and has an address, the message goes to the person after all: it waits in their mail.
    """
    seen, at = {person.pk}, person
    while (absence := _absence(at, today)) is not None:
        following = absence.delegate
        if following is None or following.pk in seen or not can_be_reached(following):
            return Route(person)
        seen.add(following.pk)
        at = following
    return Route(at, person) if at.pk != person.pk else Route(person)


def _absence(person: Person, today: dt.date) -> Absence | None:
    return Absence.objects.on(today).filter(person=person).select_related("delegate__user").order_by("-pk").first()


def address_of(person: Person) -> str:
    """Where mail to a person goes: the address they sign in with, else the one that is recorded."""
    return person.user.email if person.user else person.email


def can_be_reached(person: Person) -> bool:
    """Whether the person is here, with an account that is open if they have one, and an address."""
    is_open = person.user is None or person.user.is_active
    return person.is_active and is_open and bool(address_of(person))


def hours_of(person: Person) -> Hours:
    """When the person may be disturbed."""
    return (Wish.objects.filter(person=person).first() or Wish(person=person)).hours
