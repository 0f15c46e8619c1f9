"""Small words for computed sentences: names inside a sentence, counts that agree with their verbs, moments in full."""

import datetime as dt

from big import clock
from big.core import words


def lowered(name: str) -> str:
    """A name as it stands inside a sentence: first letter small, unless the word is an acronym or a single letter."""
    first = name.split(" ", 1)[0]
    if len(first) > 1 and any(letter.isupper() or letter.isdigit() for letter in first[1:]):
        return name
    return name[:1].lower() + name[1:] if len(first) > 1 else name


def verb(count: int, one: str, many: str) -> str:
    """The form of a verb that agrees with the count; none counts as many."""
    return one if count == 1 else many


def of_all(count: int, total: int, one: str, many: str) -> str:
    """How many of a total, with the noun: "ten of fifteen pieces of work", "all three objectives", "the one driver"."""
    if total == 1:
        return f"the one {one}" if count else f"no {one}"
    if count == total:
        return f"{'both' if total == 2 else f'all {words.in_words(total)}'} {many}"
    if not count:
        return f"none of {words.in_words(total)} {many}"
    return f"{words.in_words(count)} of {words.in_words(total)} {many}"


def shortened(name: str, most: int = 48) -> str:
    """A name cut at a word so that it fits into a sentence."""
    if len(name) <= most:
        return name
    cut = name[: most + 1].rsplit(" ", 1)[0].rstrip(" ,.;:")
    return f"{cut or name[:most]}\N{HORIZONTAL ELLIPSIS}"


def recorded_at(moment: dt.datetime) -> str:
    """A moment in full, in the organisation's time zone: "30 September 2026, 23:59"."""
    local = moment.astimezone(clock.reading().zone)
    return f"{local.day} {local:%B} {local.year}, {local:%H:%M}"
