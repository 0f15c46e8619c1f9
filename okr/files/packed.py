"""Several values in one cell of a Viva Goals export: parents in brackets, and histories of check-ins."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from okr.files.values import number_of

# "(weight: 14.29%, Id: 2295776)", either part alone, in either spelling; a number or an id must be there.
_GROUP: Final = re.compile(
    r"\(\s*(?:weight\s*:\s*(?P<weight>\d[\d.,]*)\s*%?)?\s*[,;]?\s*(?:(?:objective\s+)?id\s*:\s*(?P<id>[\w-]+))?\s*\)",
    re.IGNORECASE,
)
_DATE: Final = r"\d{4}-\d\d-\d\d"
_STARTS: Final = re.compile(rf"Check-?\s?in Date:\s*(?:{_DATE})?\s*;?", re.IGNORECASE)
_ENDS: Final = re.compile(
    rf"Activity Date:\s*(?:{_DATE}(?:[ T]\d\d:\d\d(?::\d\d)?(?:\.\d+)?)?\s*(?:UTC|Z|[+-]\d\d:?\d\d)?)?[;\s]*$",
    re.IGNORECASE,
)
_ACTIVITY: Final = re.compile(r"Activity Date:", re.IGNORECASE)
# What stands after the note, from the end backwards; none of these values holds a semicolon.
_AFTER_NOTE: Final = ("Activity Date", "Current Value", "Status", "Metric Name")


@dataclass(frozen=True, slots=True)
class PackedParent:
    """A parent as `Aligned To` gives it."""

    title: str
    id: str = ""
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PackedCheckIn:
    """A check-in as `Checkins` gives it, every value as written."""

    date: str = ""
    user: str = ""
    note: str = ""
    metric: str = ""
    status: str = ""
    value: str = ""
    activity: str = ""


def parents_of(text: str) -> list[PackedParent]:
    """The parents of `Parent title(weight: 14.29%, Id: 2295776)`, one or several.

    Titles hold brackets of their own, even such as these: of groups that follow each other at once the last counts.
    """
    groups = [found for found in _GROUP.finditer(text) if _closes(found, text)]
    parents: list[PackedParent] = []
    begin = 0
    for place, group in enumerate(groups):
        after = groups[place + 1] if place + 1 < len(groups) else None
        if after is not None and not text[group.end() : after.start()].strip():
            continue
        title = text[begin : group.start()]
        parents.append(
            PackedParent(
                (title.lstrip(",;\n\r\t ") if parents else title).strip(), group["id"] or "", _weight(group["weight"])
            )
        )
        begin = group.end()
    rest = text[begin:].strip(",;\n\r\t ") if parents else text.strip()
    if rest:
        parents.append(PackedParent(rest))
    return parents


def _closes(group: re.Match[str], text: str) -> bool:
    """Whether a bracket ends a parent: at the end, before a separator, or set right behind the title as Viva does."""
    if not group["weight"] and not group["id"]:
        return False
    after = text[group.end() :]
    return not after.strip() or after.lstrip(" ")[:1] in ",;\n" or not text[: group.start()][-1:].isspace()


def _weight(written: str | None) -> Decimal | None:
    return number_of(written.rstrip(".,")) if written else None


def check_ins_of(text: str) -> list[PackedCheckIn]:
    """The check-ins of a cell, in its order; notes may hold semicolons and words that look like keys."""
    return [_check_in(part) for part in _entries(text) if part.strip(" ;\n\r\t")]


def _entries(text: str) -> Iterator[str]:
    """One piece of text for each check-in.

    Where the cell gives activity dates, a check-in begins only after one: what a note quotes begins nothing.
    """
    strict = _ACTIVITY.search(text) is not None
    begin = 0
    for found in _STARTS.finditer(text):
        before = text[begin : found.start()]
        if found.start() == begin or (strict and not _ENDS.search(before[-120:])):
            continue
        if not strict and not before.rstrip(" \n\r\t").endswith(";"):
            continue
        yield before
        begin = found.start()
    yield text[begin:]


def _check_in(text: str) -> PackedCheckIn:
    rest = text.strip().removesuffix(";")
    after: dict[str, str] = {}
    for key in _AFTER_NOTE:
        rest, after[key] = _cut_last(rest, key)
    date, rest = _cut_first(rest, r"Check-?\s?in Date")
    user, note = "", ""
    if found := re.match(r"[;\s]*User:\s*(?P<user>.*?)\s*(?:;\s*(?=Note:)|;?\s*$)", rest, re.IGNORECASE | re.DOTALL):
        user, rest = found["user"], rest[found.end() :]
    if found := re.match(r"[;\s]*Note:[ \t]?", rest, re.IGNORECASE):
        rest = rest[found.end() :]
    note = rest.strip().removesuffix(";").strip() if rest.strip() == ";" else rest.strip()
    return PackedCheckIn(
        date, user, note, after["Metric Name"], after["Status"], after["Current Value"], after["Activity Date"]
    )


def _cut_last(text: str, key: str) -> tuple[str, str]:
    """`text` before the last "; key: value", and the value; nothing is cut where something else follows the value."""
    found = [match.start() for match in re.finditer(f"{key}:", text, re.IGNORECASE)]
    place = found[-1] if found else -1
    if place < 0 or (place > 0 and text[:place].rstrip()[-1:] not in {";", ""}):
        return text, ""
    value = text[place + len(key) + 1 :]
    if ";" in value.strip().removesuffix(";") and key != "Metric Name":
        return text, ""
    before = text[:place].rstrip()
    return before.removesuffix(";"), value.strip().removesuffix(";").strip()


def _cut_first(text: str, key: str) -> tuple[str, str]:
    found = re.match(rf"[;\s]*{key}:\s*([^;]*);?", text, re.IGNORECASE)
    return (found[1].strip(), text[found.end() :]) if found else ("", text)
