"""Where two readings of a text differ, in words: what stood there, what stands there now, and after which words."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST = 12
"""So many differences are named; the rest are counted by page."""
_BEFORE = 4
_LONGEST = 160
# Finding the shortest difference of two long texts takes time that grows with their product.
_MOST_PRODUCT = 400_000


@dataclass(frozen=True, slots=True)
class TextDifference:
    """One place in which a page differs: `was` as issued, `now` in the other file; either may be empty."""

    page: int
    name: str
    after: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class TextComparison:
    """The differing pages, and the first places in which they differ."""

    pages: tuple[int, ...]
    differences: tuple[TextDifference, ...]


def compare_pages(issued: Sequence[str], other: Sequence[str], names: Sequence[str]) -> TextComparison:
    """Compare word by word, page by page; `names` are the headings by which pages of the issued pack are called."""
    pages: list[int] = []
    found: list[TextDifference] = []
    name = ""
    for at in range(max(len(issued), len(other))):
        text = issued[at] if at < len(issued) else ""
        first = text.strip().partition("\n")[0].strip()
        name = "Cover" if at == 0 else first if first in names else name if text else ""
        was, now = _words(text), _words(other[at] if at < len(other) else "")
        if was == now:
            continue
        pages.append(at + 1)
        if len(found) < MOST:
            found += [TextDifference(at + 1, name, *each) for each in _differences(was, now)]
    return TextComparison(tuple(pages), tuple(found[:MOST]))


def _words(text: str) -> list[str]:
    return unicodedata.normalize("NFKC", text).split()


def _differences(was: list[str], now: list[str]) -> Iterator[tuple[str, str, str]]:
    start = 0
    while start < min(len(was), len(now)) and was[start] == now[start]:
        start += 1
    end = 0
    while end < min(len(was), len(now)) - start and was[-1 - end] == now[-1 - end]:
        end += 1
    left, right = was[start : len(was) - end], now[start : len(now) - end]
    if len(left) * len(right) > _MOST_PRODUCT:
        yield _said(was, start, left, right)
        return
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind != "equal":
            yield _said(was, start + i1, left[i1:i2], right[j1:j2])


def _said(page: list[str], at: int, was: list[str], now: list[str]) -> tuple[str, str, str]:
    return _short(page[max(at - _BEFORE, 0) : at]), _short(was), _short(now)


def _short(words: list[str]) -> str:
    text = " ".join(words[:_LONGEST])
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\N{HORIZONTAL ELLIPSIS}"
