"""Marks that stand in a line of text or a table cell: status, progress, confidence, streams and people.

Each says in words, for those who do not see it, what its shape says to those who do. Weight is severity: hollow,
tinted, solid; dashes are what is missing. All geometry is in classes, since the pages forbid inline styles.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from big.core import words
from big.core.icons import icon
from big.markup import fill

NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "R": "Red",
        "AR": "Amber/Red",
        "A": "Amber",
        "AG": "Amber/Green",
        "G": "Green",
        "N": "Not reported",
        "W": "Withheld",
        "C": "Complete",
    }
)
# Worst first, as weight bars and sorted lists run; then what is missing, then what is over.
ORDER: Final = ("R", "AR", "A", "AG", "G", "N", "W", "C")
# How far down a slope or a chart a mark stands: 0 is best, 4 is worst; what is missing stands lowest.
LEVEL: Final[Mapping[str, int]] = MappingProxyType({"G": 0, "C": 0, "AG": 1, "A": 2, "AR": 3, "R": 4, "N": 4, "W": 4})
STREAMS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "bau": ("loop", "Business as usual"),
        "value": ("cube", "Value creation"),
        "change": ("change", "Change"),
        "customer": ("customer", "Customer projects"),
        "business_as_usual": ("loop", "Business as usual"),
        "value_creation": ("cube", "Value creation"),
    }
)
_LETTERS = {"N": words.DASH, "C": "✓"}


def known(mark: object) -> str:
    """The mark as one of our codes; nothing, or anything unknown, is "not reported"."""
    code = str(mark or "N").upper()
    return code if code in NAMES else "N"


def rag(mark: object, *, size: str = "", was: object = "", css: str = "", hidden: bool = False) -> SafeString:
    """The status mark, with its name for screen readers; `was` adds "was amber" where the status has changed."""
    return _status(known(mark), size, known(was) if was else "", css, hidden)


# One of few marks, drawn several times a row.
@lru_cache(maxsize=512, typed=True)
def _status(code: str, size: str, before: str, css: str, hidden: bool) -> SafeString:
    shown = fill(
        '<span class="rag rag-{}{}{}"><span class="rag-l" aria-hidden="true">{}</span>{}</span>',
        code,
        f" rag-{size}" if size else "",
        f" {css}" if css else "",
        icon("check", size=10) if code == "C" else _LETTERS.get(code, code),
        "" if hidden else fill('<span class="vh">{}</span>', NAMES[code]),
    )
    if before in ("", code):
        return shown
    return fill('<span class="ragw">{}<span class="was">was {}</span></span>', shown, NAMES[before].lower())


def _step(value: float | Decimal) -> int:
    return max(0, min(100, round(value)))


def track(
    progress: float | Decimal | None, expected: float | Decimal | None, mark: object = "G", *, label: str = ""
) -> SafeString:
    """Progress from baseline to target: solid to where we are, tick at where we should be, hatch in between.

    Percentages from 0 to 100; more and less is drawn at the edge and said in the label. Green has no hatch.
    """
    code = known(mark)
    if progress is None:
        said = label or "No reading yet, so there is no progress to show"
        return fill('<span class="track track-none" role="img" aria-label="{}"></span>', said)
    at, due = _step(progress), None if expected is None else _step(expected)
    said = label or f"{words.number(progress)}% of the way to target" + (
        "" if expected is None else f", {words.number(expected)}% expected by now"
    )
    short = due - at if due is not None and code not in ("G", "C") else 0
    return fill(
        '<span class="track track-{}" role="img" aria-label="{}"><span class="t-fill w-{}"></span>{}{}</span>',
        code,
        said,
        at,
        fill('<span class="t-short x-{} w-{}"></span>', at, short) if short > 1 else "",
        "" if due is None else fill('<span class="t-tick x-{}"></span>', due),
    )


def confidence(value: int | None, previous: int | None = None) -> SafeString:
    """Confidence from 0 to 10 as ten cells and the number, with the change in points since the last time."""
    if value is None:
        return mark_safe(
            '<span class="conf conf-none"><span class="cells"></span><span aria-hidden="true">–</span>'
            '<span class="vh">No confidence given</span></span>'
        )
    cells = mark_safe("".join('<i class="on"></i>' if n < value else "<i></i>" for n in range(10)))  # noqa: S308
    return fill(
        '<span class="conf"><span class="cells" aria-hidden="true">{}</span><span>{}<span class="vh"> of 10 confidence'
        "</span></span>{}</span>",
        cells,
        value,
        movement(value - previous) if previous is not None and previous != value else "",
    )


def movement(change: float | Decimal, *, good: str = "up", unit: str = "") -> SafeString:
    """An arrow with the size of a change; `good` says which direction is better ("up" or "down")."""
    if not change:
        return fill('<span class="mv">{}same</span>', icon("same", size=13))
    direction = "up" if change > 0 else "down"
    return fill(
        '<span class="mv {}">{}{}<span class="vh"> {}</span></span>',
        "better" if direction == good else "worse",
        icon(direction, size=13),
        f"{words.reading(change if change > 0 else -change)}{unit}",
        "higher" if change > 0 else "lower",
    )


def stream_icon(stream: object, *, css: str = "", label: bool = False) -> SafeString:
    """The line icon of a stream of work, never coloured; `label` writes its name beside it."""
    name, said = STREAMS.get(str(stream), ("dot", "Stream not given"))
    css = f"kind {css}".strip()
    if not label:
        return icon(name, label=said, css=css)
    return fill('<span class="ragw">{} {}</span>', icon(name, css=css), said)


def avatar(name: str) -> SafeString:
    """The initials of a person in a circle; hidden, because the name stands beside it."""
    return fill('<span class="avatar" aria-hidden="true">{}</span>', words.initials(name))


def missing(reason: str = "") -> SafeString:
    """A dash for what is not known, with the reason."""
    said = reason or "not known"
    return fill(
        '<span class="unk" title="{}"><span aria-hidden="true">{}</span><span class="vh">{}</span></span>',
        words.capital(said),
        words.DASH,
        said,
    )
