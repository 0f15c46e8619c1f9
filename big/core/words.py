"""How numbers, money, dates and counts are said: one rule for pages, packs, exports and computed sentences."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from big import clock

MINUS: Final = "\N{MINUS SIGN}"
DASH: Final = "\N{EN DASH}"
SYMBOLS: Final = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥", "CHF": "CHF ", "AUD": "A$", "CAD": "C$"}
MILLION: Final = Decimal(1_000_000)
# The unit of measure of what has no number, only an answer.
YES_NO: Final = "yes or no"
# fmt: off
_SMALL: Final = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)
# fmt: on


def _decimal(value: int | float | Decimal) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def number(value: int | float | Decimal, places: int = 0) -> str:
    """A number with separators and a true minus: 1,270.5 or −0.7; zero carries no sign."""
    if type(value) is int and not places:  # nearly all counts: nothing to round
        return f"{MINUS if value < 0 else ''}{abs(value):,}"
    rounded = _rounded(_decimal(value), places)
    return f"{MINUS if rounded < 0 else ''}{abs(rounded):,.{places}f}"


def signed(value: int | float | Decimal, places: int = 1) -> str:
    """A change or variance: +4.3, −0.7, 0.0."""
    text = number(value, places)
    return text if text.startswith(MINUS) or not any(digit in "123456789" for digit in text) else f"+{text}"


def reading(value: int | float | Decimal) -> str:
    """A measured value with the digits it came with, no trailing zeros: 276.4, 88, 0.42."""
    if type(value) is int:
        return number(value)
    plain = _decimal(value).normalize()
    exponent = plain.as_tuple().exponent
    return number(plain, max(0, -exponent) if isinstance(exponent, int) else 0)


def measured(value: int | float | Decimal, unit: str) -> str:
    """A measured value with its unit: "36 days", "17%", "£21.4m"; a unit that is a sentence is left to the page.

    What is measured as yes or no (`YES_NO`) reads "Yes" from 1 on, and "No" below; the code of a currency is money.
    """
    if unit == YES_NO:
        return "Yes" if value >= 1 else "No"
    if unit in SYMBOLS:
        return money(value, unit)
    number_, unit = reading(value), unit.strip()
    if not unit or len(unit) > 24:
        return number_
    if unit[0] in "£$€¥" and len(unit) <= 3:
        sign, size = (MINUS, number_[1:]) if number_.startswith(MINUS) else ("", number_)
        return f"{sign}{unit[0]}{size}{unit[1:]}"
    return f"{number_}{unit}" if unit.startswith("%") else f"{number_} {unit}"


def stands(value: int | float | Decimal, unit: str) -> str:
    """A measured value where its unit stands elsewhere: the number alone, or the answer of a yes or no."""
    return measured(value, unit) if unit == YES_NO or unit in SYMBOLS else reading(value)


def millions(amount: int | float | Decimal) -> str:
    """An amount in whole currency units as millions, for a table whose header carries the unit: 4.2."""
    return number(_decimal(amount) / MILLION, 1)


def signed_millions(amount: int | float | Decimal) -> str:
    """A variance in whole currency units as signed millions: +4.3."""
    return signed(_decimal(amount) / MILLION, 1)


def money(amount: int | float | Decimal, currency: str = "GBP") -> str:
    """An amount in whole currency units, in prose: £4.2m, £830k, £950, £12.4bn."""
    value = _decimal(amount)
    size = abs(value)
    symbol = SYMBOLS.get(currency, f"{currency} ")
    if size >= MILLION * 10_000:
        text = f"{_rounded(size / (MILLION * 1000), 1):,.1f}bn"
    elif size >= Decimal(999_500):
        text = f"{_rounded(size / MILLION, 1):,.1f}m"
    elif size >= Decimal(1000):
        text = f"{_rounded(size / 1000, 0):,.0f}k"
    else:
        text = f"{_rounded(size, 0):,.0f}"
    return f"{MINUS if value < 0 and text != '0' else ''}{symbol}{text}"


def signed_money(amount: int | float | Decimal, currency: str = "GBP") -> str:
    """A variance in prose: +£4.3m, −£0.7m."""
    text = money(amount, currency)
    return f"+{text}" if amount > 0 and any(digit in "123456789" for digit in text) else text


def percent(value: int | float | Decimal) -> str:
    """A percentage from 0 to 100: whole numbers, one decimal only above 90, where it tells."""
    exact = _decimal(value)
    tenths = _rounded(exact, 1)
    if abs(exact) > 90 and tenths != tenths.to_integral_value():
        return f"{number(tenths, 1)}%"
    return f"{number(exact)}%"


def share(part: int | float | Decimal, whole: int | float | Decimal) -> str:
    """What percentage `part` is of `whole`; a dash where the whole is nothing."""
    return percent(100 * _decimal(part) / _decimal(whole)) if whole else DASH


def points(value: int | float | Decimal) -> str:
    """A distance between two percentages or scores: 24 points, 1 point."""
    text = number(abs(_decimal(value)))
    return f"{text} point" if text == "1" else f"{text} points"


def counted(count: int, one: str, many: str = "") -> str:
    """A count with its noun: "1 risk", "12 risks", "no risks"."""
    noun = one if count == 1 else (many or f"{one}s")
    return f"{number(count) if count else 'no'} {noun}"


def counted_in_words(count: int, one: str, many: str = "") -> str:
    """A small count in words with its noun: "four pieces of work"."""
    return f"{in_words(count)} {one if count == 1 else many or f'{one}s'}"


def in_words(count: int) -> str:
    """A count for a sentence: in words up to twenty, in digits above."""
    return _SMALL[count] if 0 <= count < len(_SMALL) else number(count)


def times(count: int) -> str:
    """How often: once, twice, three times."""
    return ("never", "once", "twice")[count] if 0 <= count < 3 else f"{in_words(count)} times"


def capital(sentence: str) -> str:
    """The sentence with its first letter large, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def listed(names: list[str], *, most: int = 0) -> str:
    """Names in a row: "A, B and C"; beyond `most` names, "A, B and 3 more"."""
    if most and len(names) > most:
        names = [*names[:most], f"{number(len(names) - most)} more"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def local_date(value: dt.date | dt.datetime) -> dt.date:
    """The date of a moment in the organisation's zone; a date is taken as it is."""
    if isinstance(value, dt.datetime):
        return value.astimezone(clock.reading().zone).date()
    return value


def day(value: dt.date | dt.datetime) -> str:
    """A date in a table: 12 Dec 2026."""
    date = local_date(value)
    return f"{date.day} {date:%b} {date.year}"


def day_short(value: dt.date | dt.datetime) -> str:
    """A date whose year is plain from the place: 12 Dec."""
    date = local_date(value)
    return f"{date.day} {date:%b}"


def day_recent(value: dt.date | dt.datetime) -> str:
    """A date in a history: 12 Dec in this year, 12 Dec 2025 in any other."""
    return day_short(value) if local_date(value).year == clock.today().year else day(value)


def day_long(value: dt.date | dt.datetime) -> str:
    """A date in prose: Thursday 3 December 2026."""
    date = local_date(value)
    return f"{date:%A} {date.day} {date:%B} {date.year}"


def month(value: dt.date) -> str:
    """A month: October 2026."""
    return f"{value:%B} {value.year}"


def time_of_day(value: dt.datetime) -> str:
    """A time in the organisation's zone: 9am, 8:42am."""
    moment = value.astimezone(clock.reading().zone)
    hour = moment.hour % 12 or 12
    minutes = f":{moment.minute:02d}" if moment.minute else ""
    return f"{hour}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def moment(value: dt.date | dt.datetime) -> str:
    """A date with the time of day, where there is one: 12 Dec 2026, 8:42am."""
    return f"{day(value)}, {time_of_day(value)}" if isinstance(value, dt.datetime) else day(value)


def relative_day(value: dt.date | dt.datetime, today: dt.date | None = None) -> str:
    """How far off a date is, to stand beside it: today, tomorrow, in 3 days, 9 days ago."""
    days = (local_date(value) - (today or clock.today())).days
    if days in (-1, 0, 1):
        return ("yesterday", "today", "tomorrow")[days + 1]
    return f"in {number(days)} days" if days > 0 else f"{number(-days)} days ago"


def overdue(value: dt.date | dt.datetime, today: dt.date | None = None) -> str:
    """How late a due date is: "9 days late", "due today", "in 3 days"."""
    days = ((today or clock.today()) - local_date(value)).days
    if days <= 0:
        return "due today" if not days else relative_day(value, today)
    return f"{number(days)} {'day' if days == 1 else 'days'} late"


def slip(days: int) -> str:
    """How far a date has moved, for the end of a milestone: "+2 wk", "+3 days", "−1 wk"; nothing if it has not."""
    if not days:
        return ""
    sign, size = ("+" if days > 0 else MINUS), abs(days)
    if size < 14 and size % 7:
        return f"{sign}{size} {'day' if size == 1 else 'days'}"
    return f"{sign}{round(size / 7)} wk"


def initials(name: str) -> str:
    """Two letters for an avatar: the first of the first and of the last word."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
