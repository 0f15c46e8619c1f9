"""What an integrity rule is: a question with a stable id, and the records that answer it badly."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from big.core import words
from big.core.shown import Shown
from governance.integrity.scope import Scope


class Severity(StrEnum):
    """How much a finding breaks the line of sight; the order is the order on every page."""

    BREAK = "break"
    DOUBT = "doubt"
    RECORD = "record"

    @property
    def label(self) -> str:
        """As pages head it."""
        return {"break": "Broken", "doubt": "In doubt", "record": "To complete"}[self.value]

    @property
    def meaning(self) -> str:
        """One sentence for the legend."""
        return {
            "break": "The line from purpose to delivery stops here.",
            "doubt": "The line is there, but nobody can rely on it.",
            "record": "Something that governance needs is not written down.",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Row:
    """One record that breaks a rule.

    `kind` and `pk` name the record, `why` says what is wrong with this one, `amount` is the money that hangs on it in
    whole units of `currency` (None where money is no part of the rule), `person` who can mend it.
    """

    kind: str
    pk: int
    code: str
    name: str
    url: str
    why: str
    person: str = ""
    amount: Decimal | None = None
    currency: str = "GBP"
    mark: str = ""
    days: int | None = None


class Rows(Shown[Row]):
    """The rows of a finding in order, made where they are shown: most are only counted.

    Each entry is led by the key of its record; `amount` is their money together, `oldest` the most days of any.
    """

    def __init__(
        self,
        entries: Iterable[tuple[Any, ...]],
        make: Callable[[Sequence[Any]], list[Row]],
        *,
        amount: Decimal = Decimal(0),
        oldest: int = 0,
    ) -> None:
        super().__init__(entries, make)
        self.amount = amount
        self.oldest = oldest

    @property
    def keys(self) -> list[int]:
        """The keys of the records."""
        return [entry[0] for entry in self.entries]


NO_ROWS = Rows((), lambda entries: [])


def rows_of(found: Iterable[int], shown: Any, make: Callable[[Any], Row]) -> Rows:
    """The rows of the records with the keys `found`, in this order, each made of a record that `shown` loads."""

    def made(entries: Sequence[Any]) -> list[Row]:
        records = shown.in_bulk([key for (key,) in entries])
        return [make(records[key]) for (key,) in entries if key in records]

    return Rows(((key,) for key in found), made)


@dataclass(frozen=True, slots=True)
class Rule:
    """A question about the line of sight.

    `key` never changes, exports and packs name it. `one` and `many` follow the count ("objective has no delivery",
    "objectives have no delivery"); `clear` is the sentence when nothing is found; `mend` says what to do.
    `basis` names the source of the rule.
    """

    key: str
    severity: Severity
    title: str
    one: str
    many: str
    clear: str
    mend: str
    basis: str
    find: Callable[[Scope], Rows] = field(compare=False)
    has_money: bool = False

    @property
    def slug(self) -> str:
        """The key as addresses carry it."""
        return self.key.replace(".", "-").replace("_", "-")

    def sentence(self, count: int) -> str:
        """The finding as a sentence: "Two objectives have no delivery."""
        if not count:
            return self.clear
        return f"{words.capital(words.in_words(count))} {self.one if count == 1 else self.many}."


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found, in the order to mend it; `found` makes the rows that are shown, `rows` makes all."""

    rule: Rule
    found: Rows

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row."""
        return tuple(self.found)

    @property
    def count(self) -> int:
        """How many records."""
        return len(self.found)

    @property
    def amount(self) -> Decimal | None:
        """Their money together, in the organisation's currency; None where the rule carries none."""
        return self.found.amount if self.rule.has_money else None

    @property
    def sentence(self) -> str:
        """The finding as a sentence."""
        return self.rule.sentence(self.count)
