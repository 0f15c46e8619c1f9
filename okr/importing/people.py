"""Who a file means: by e-mail, by an answer, else by a name that just one person has; nobody is ever guessed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from big.core import words
from big.organisation.models import Person
from okr.files.shapes import PersonRead
from okr.importing.options import folded


class People:
    """The people of the organisation by all they can be called, and the names that nobody answered."""

    def __init__(self, answered: Mapping[str, str]) -> None:
        self._answered = answered
        self._by_email: dict[str, Person] = {}
        self._by_code: dict[str, Person] = {}
        self._by_name: dict[str, list[Person]] = defaultdict(list)
        for person in Person.objects.select_related("unit").order_by("pk"):
            if person.email:
                self._by_email[person.email.casefold()] = person
            self._by_code[person.code.casefold()] = person
            self._by_name[folded(person.name)].append(person)
        self.open: Counter[str] = Counter()

    def of(self, read: PersonRead) -> Person | None:
        """The one person that is meant; None, and remembered as open, where that is not certain."""
        found = self._found(read)
        if found is None and folded(read.name) not in self._answered:
            self.open[read.name] += 1
        return found

    def first(self, reads: Iterable[PersonRead]) -> Person | None:
        """The first of several that is known; every one that is not is remembered."""
        found = [self.of(read) for read in reads]
        return next((each for each in found if each is not None), None)

    def peek(self, read: PersonRead) -> Person | None:
        """As `of`, and asks nothing."""
        return self._found(read)

    def _found(self, read: PersonRead) -> Person | None:
        meant = self._answered.get(folded(read.name))
        if meant is not None:
            return self._called(meant)
        if read.email:
            return self._by_email.get(read.email.casefold())
        named = self._by_name.get(folded(read.name), [])
        return named[0] if len(named) == 1 else None

    def _called(self, meant: str) -> Person | None:
        word = meant.casefold()
        named = self._by_name.get(folded(meant), [])
        return self._by_email.get(word) or self._by_code.get(word) or (named[0] if len(named) == 1 else None)

    def wrong_answers(self) -> list[str]:
        """Answers that name nobody; an empty answer says that nobody is meant."""
        return [meant for meant in self._answered.values() if meant and self._called(meant) is None]

    def questions(self) -> list[str]:
        """A line for each open name: how often it stands, and who could be meant."""
        return [self._question(name, count) for name, count in sorted(self.open.items())]

    def _question(self, name: str, count: int) -> str:
        could = ", ".join(each.email or each.code for each in self._by_name.get(folded(name), [])[:5])
        many = words.counted(count, "time")
        if could:
            return f"“{name}” ({many}) could be {could}. Say which: “{name} = e-mail”. Kept in words until then."
        return f"“{name}” ({many}) is nobody here. Say who: “{name} = e-mail”. Kept in words until then."
