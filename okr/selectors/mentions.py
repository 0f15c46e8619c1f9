"""Who is meant by the names after "@" in a comment: people by their name, their first name, or their address."""

import re
from collections.abc import Sequence
from typing import Final

from django.db.models import Q

from big.core import words
from big.errors import RuleError
from big.notify.routing import address_of
from big.organisation.models import Person
from okr.models.comments import Discussed

MOST: Final = 10
_ADDRESS: Final = re.compile(r"(?<![\w@])@([\w.+-]+@[\w-]+(?:\.[\w-]+)+)")
# Up to five words may be a name; "@ 5pm" and addresses like ada@example.org are none.
_NAME: Final = re.compile(r"(?<![\w@.+-])@(\w[\w'’-]*(?: \w[\w'’-]*){0,4})(?!\w*@)")


def mentioned_in(text: str, record: Discussed) -> list[Person]:
    """The people that `text` names, each once; one query, and a few for each of them.

    The longest name that somebody has counts: of "@Ada King is right" it is Ada King, where there is one. RuleError for
    a name that nobody has or several have, with what to write instead, for somebody who may not see the record, and
    for more than ten.
    """
    addresses = [each.lower() for each in _ADDRESS.findall(text)]
    spoken = [each.split() for each in _NAME.findall(_ADDRESS.sub(" ", text))]
    if len(addresses) + len(spoken) > MOST:
        raise _refused(f"Name at most {words.in_words(MOST)} people in one comment.", "too_many")
    here = Person.objects.filter(is_active=True, user__is_active=True).select_related("user")
    people = list(here.filter(_called(addresses, spoken)).order_by("name", "pk"))
    found = {person.pk: person for person in (_at(each, people) for each in addresses)}
    found |= {person.pk: person for person in (_named(each, people) for each in spoken)}
    for person in found.values():
        if person.user is None or not type(record).objects.visible_to(person.user).filter(pk=record.pk).exists():
            raise _refused(f"{person} may not see this, so nobody would tell them. Leave out the @.", "unseen")
    return list(found.values())


def _called(addresses: Sequence[str], spoken: Sequence[Sequence[str]]) -> Q:
    """Whoever might be meant: by address, or by a name that begins with the first word."""
    found = Q(pk__in=[])
    for address in addresses:
        found |= Q(email__iexact=address) | Q(user__email__iexact=address)
    for each in spoken:
        found |= Q(name__istartswith=each[0])
    return found


def _at(address: str, people: Sequence[Person]) -> Person:
    found = [each for each in people if address in (each.email.lower(), each.user.email.lower() if each.user else "")]
    if not found:
        raise _refused(f"Nobody here has the address {address}.", "unknown")
    return found[0]


def _named(spoken: Sequence[str], people: Sequence[Person]) -> Person:
    for many in range(len(spoken), 0, -1):
        name = " ".join(spoken[:many]).lower()
        whole = [each for each in people if each.name.lower() == name]
        found = whole or ([each for each in people if each.name.lower().split()[0] == name] if many == 1 else [])
        if len(found) > 1:
            choices = words.listed([f"{each.name} (@{address_of(each)})" for each in found], most=5)
            raise _refused(f"“@{spoken[0]}” could be {choices}. Write the one whom you mean.", "ambiguous")
        if found:
            return found[0]
    raise _refused(f"Nobody here is called “{spoken[0]}”. Write the whole name, or leave out the @.", "unknown")


def _refused(sentence: str, code: str) -> RuleError:
    return RuleError({"text": [RuleError(sentence, code=code)]})
