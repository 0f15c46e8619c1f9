"""How the text of an element becomes a field's value and back; what cannot become one says why."""

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Protocol

_DATE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T[\d:.]+)?(?:Z|[+-]\d{2}:\d{2})?")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PLACES: Final = Decimal("0.0001")
_MOST: Final = Decimal(10) ** 16


class Codec(Protocol):
    """Reads an element's text into a value, and writes a value as text."""

    def parse(self, raw: str) -> Any:
        """The value; nothing where the text gives none."""
        ...

    def show(self, value: Any) -> str:
        """The value as text."""
        ...

    def problem(self, raw: str) -> str:
        """Why the value is not what the text says, or nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Line:
    """Text in one line of at most `most` characters, such as a name."""

    most: int

    def parse(self, raw: str) -> str:
        """The words with single spaces, cut with an ellipsis."""
        line = " ".join(raw.split())
        return line if len(line) <= self.most else f"{line[: self.most - 1]}…"

    def show(self, value: str) -> str:
        """As it is."""
        return value

    def problem(self, raw: str) -> str:
        """Said of text that was cut."""
        length = len(" ".join(raw.split()))
        return f"is {length} characters long and shows its first {self.most - 1}" if length > self.most else ""


@dataclass(frozen=True, slots=True)
class Text:
    """Text of any length."""

    def parse(self, raw: str) -> str:
        """Without space around it; inside, every space and line stays."""
        return raw.strip()

    def show(self, value: str) -> str:
        """As it is."""
        return value

    def problem(self, raw: str) -> str:
        """None: any text will do."""
        return ""


@dataclass(frozen=True, slots=True)
class Date:
    """A day; a time or zone after it is kept in the file's form only."""

    def parse(self, raw: str) -> dt.date | None:
        """The day, or None."""
        found = _DATE.fullmatch(raw.strip())
        try:
            return dt.date.fromisoformat(found[1]) if found else None
        except ValueError:
            return None

    def show(self, value: dt.date | None) -> str:
        """In ISO form."""
        return value.isoformat() if value else ""

    def problem(self, raw: str) -> str:
        """Said of text that is no date."""
        return "is not a date such as 2026-04-01" if raw.strip() and self.parse(raw) is None else ""


@dataclass(frozen=True, slots=True)
class Number:
    """A number with up to four decimal places."""

    def parse(self, raw: str) -> Decimal | None:
        """The number, or None; thousands may be parted by commas."""
        text = raw.strip()
        try:
            value = Decimal(text.replace(",", "") if _GROUPED.fullmatch(text) else text)
        except InvalidOperation:
            return None
        return value.quantize(_PLACES) if value.is_finite() and abs(value) < _MOST else None

    def show(self, value: Decimal | None) -> str:
        """Without needless zeros."""
        return "" if value is None else f"{value.normalize():f}"

    def problem(self, raw: str) -> str:
        """Said of text that is no number, or one that was rounded."""
        if not raw.strip():
            return ""
        value = self.parse(raw)
        if value is None:
            return "is not a number that can be kept"
        exact = Decimal(raw.strip().replace(",", ""))
        return "is rounded to four decimal places" if exact != value else ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words; anything else counts as `default`."""

    known: Collection[str]
    default: str = ""

    def parse(self, raw: str) -> str:
        """The word, or the default."""
        word = raw.strip()
        return word if word in self.known else self.default

    def show(self, value: str) -> str:
        """As it is."""
        return value

    def problem(self, raw: str) -> str:
        """Said of a word that is not known."""
        return "is not one of the words that StratML knows" if raw.strip() not in {*self.known, ""} else ""
