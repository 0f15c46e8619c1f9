"""Single values as exports write them: numbers with thousands commas, dates, moments, words for kinds and statuses."""

import datetime as dt
import functools
import re
from decimal import Decimal, InvalidOperation
from typing import Final

from okr.files.shapes import Direction, GoalType, Kind, PersonRead, Status

_NUMBER: Final = re.compile(r"^([+-]?)\s*(\d[\d,.' \u00a0\u202f]*|\.\d+)(e[+-]?\d{1,3})?$", re.IGNORECASE)
_MONEY: Final = re.compile(r"^[$\u20ac\u00a3\u00a5]\s*|\s*[$\u20ac\u00a3\u00a5]$")
_GROUPED: Final = re.compile(r"^\d{1,3}(?:[, '\u00a0\u202f]\d{3})+(?:\.\d+)?$")
_EUROPEAN: Final = re.compile(r"^\d{1,3}(?:\.\d{3})*,\d+$")
_MOMENT: Final = re.compile(
    r"^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(UTC|Z|[+-]\d\d:?\d\d)?$", re.IGNORECASE
)
_ISO: Final = re.compile(r"^\d{4}-\d\d-\d\d$")
_DAY_FORMATS: Final = ("%Y/%m/%d", "%d.%m.%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%d-%b-%Y")
_SLASHED: Final = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")
_KINDS: Final[dict[str, Kind]] = {
    "objective": "objective",
    "objectives": "objective",
    "bigrock": "objective",
    "goal": "objective",
    "okr": "objective",
    "keyresult": "key_result",
    "keyresults": "key_result",
    "kpi": "key_result",
    "kr": "key_result",
    "metric": "key_result",
    "deliverable": "initiative",
    "initiative": "initiative",
    "project": "initiative",
    "task": "initiative",
}
_STATUSES: Final[dict[str, Status]] = {
    "notstarted": "not_started",
    "ontrack": "on_track",
    "behind": "behind",
    "atrisk": "at_risk",
    "offtrack": "at_risk",
    "postponed": "postponed",
    "closed": "closed",
    "completed": "closed",
    "complete": "closed",
    "done": "closed",
    "reopened": "reopened",
}


@functools.lru_cache(maxsize=4096)
def squeezed(text: str) -> str:
    """Letters and digits alone, for comparing words that are spelled in many ways."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def number_of(text: str) -> Decimal | None:
    """The number that `text` is: "1,234.5", "45%", "$ 1'000", "-3"; None where it is none, or out of all bounds."""
    plain = _MONEY.sub("", text.strip().removesuffix("%").strip()).replace("\u2212", "-")
    negative = plain.startswith("(") and plain.endswith(")")
    found = _NUMBER.match(plain[1:-1].strip() if negative else plain)
    if not found or len(plain) > 40:
        return None
    digits = _plain_digits(found[2].strip())
    try:
        number = Decimal(f"{found[1]}{digits}{found[3] or ''}")
    except InvalidOperation:
        return None
    if not number.is_finite() or (number and not -30 < number.adjusted() < 30):
        return None
    return -number if negative else number


def _plain_digits(digits: str) -> str:
    if _GROUPED.match(digits):
        return re.sub(r"[, '\u00a0\u202f]", "", digits)
    if _EUROPEAN.match(digits):
        return digits.replace(".", "").replace(",", ".")
    # Thousands in groups of two, as in India: 12,34,567.
    return digits.replace(",", "") if re.fullmatch(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?", digits) else digits


def day_of(text: str) -> dt.date | None:
    """The day that `text` names; with slashes month first, unless that month cannot be."""
    plain = text.strip()
    if found := _MOMENT.match(plain):
        plain = found[1]
    if found := _SLASHED.match(plain):
        first, second, year = (int(each) for each in found.groups())
        plain = f"{year}-{first:02d}-{second:02d}" if first <= 12 else f"{year}-{second:02d}-{first:02d}"
    if _ISO.match(plain):
        try:
            return dt.date.fromisoformat(plain)
        except ValueError:
            return None
    for pattern in _DAY_FORMATS:
        try:
            return dt.datetime.strptime(plain, pattern).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    return None


def moment_of(text: str) -> dt.datetime | None:
    """The moment that `text` names, in UTC where no zone is given; a day alone is its first moment."""
    found = _MOMENT.match(text.strip())
    if not found:
        day = day_of(text)
        return dt.datetime.combine(day, dt.time(), dt.UTC) if day else None
    zone = (found[3] or "UTC").upper()
    try:
        return dt.datetime.fromisoformat(f"{found[1]}T{found[2]}{'+00:00' if zone in {'UTC', 'Z'} else zone}")
    except ValueError:
        return None


def kind_of_word(word: str) -> Kind | None:
    """The kind that a word of the tools names; None for one of an organisation's own."""
    return _KINDS.get(squeezed(word))


def status_of(word: str) -> Status:
    """The status that a word names; "other" for one that nobody knows, "" for none."""
    if not word.strip():
        return ""
    return _STATUSES.get(squeezed(word), "other")


def goal_type_of(word: str) -> GoalType:
    """Aspirational or committed; "" where the word says neither."""
    plain = squeezed(word)
    if plain.startswith(("aspiration", "stretch", "moonshot")):
        return "aspirational"
    return "committed" if plain.startswith(("commit", "roofshot")) else ""


def direction_of(start: Decimal | None, target: Decimal | None) -> Direction:
    """Which way the number should go; files seldom say so."""
    if start is None or target is None:
        return ""
    if start == target:
        return "hold"
    return "increase" if target > start else "decrease"


def people_of(text: str, separators: str = r"[,;\n]") -> tuple[PersonRead, ...]:
    """People written one after another; an address is taken as the e-mail, with a name where "Name <address>" is."""
    return tuple(_person(part.strip()) for part in re.split(separators, text) if part.strip())


def _person(text: str) -> PersonRead:
    if found := re.fullmatch(r"(.*?)\s*<([^<>\s]+@[^<>\s]+)>", text):
        return PersonRead(found[1].strip('" ') or found[2], found[2])
    return PersonRead(text, text) if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text) else PersonRead(text)


def current_of(
    actual: Decimal | None, *, is_share: bool, start: Decimal | None, target: Decimal | None
) -> Decimal | None:
    """Where a number stands: `actual` itself, or that share of the way from start to target in percent."""
    if actual is None or not is_share:
        return actual
    begin = Decimal(0) if start is None else start
    end = Decimal(100) if target is None else target
    return begin + actual * (end - begin) / 100
