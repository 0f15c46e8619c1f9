"""Marks for the long tables of packs, as images in data: addresses.

WeasyPrint fetches and draws one image per address, so the few distinct marks of hundreds of rows cost almost nothing,
where a box with a pseudo-element costs ten milliseconds. Images have no fonts, so letters are outlines.
"""

from decimal import Decimal
from functools import lru_cache
from urllib.parse import quote

from django.utils.html import format_html
from django.utils.safestring import SafeString

from big.charts.drawing import PALETTE, Drawing, coordinate
from big.charts.shapes import draw_mark
from big.core import fonts, marks

_STEPS = 24
_TONES = {"G": "green", "AG": "amber", "A": "amber-on", "AR": "amber-on", "R": "red-on", "C": "ink"}


def pack_rag(mark: object, was: object = "") -> SafeString:
    """A status mark for a pack's table, with its name as alternative text; `was` adds "was amber" where it changed."""
    code = marks.known(mark)
    image = format_html(
        '<img class="mk{}" alt="{}" src="{}">',
        " mk-wide" if code in ("AG", "AR") else "",
        marks.NAMES[code],
        _mark_image(code),
    )
    before = marks.known(was) if was else code
    if before == code:
        return image
    return format_html(
        '<span class="ragw">{}<span class="was">was {}</span></span>', image, marks.NAMES[before].lower()
    )


def pack_varbar(value: float | Decimal | None, most: float | Decimal, over_is_bad: bool = True) -> SafeString:
    """A variance bar for a pack's table, in steps, so that rows share images."""
    step, said = 0, "not known"
    if value is not None:
        step = round(max(-1.0, min(1.0, float(value) / (float(most) or 1.0))) * _STEPS)
        step = step or (value > 0) - (value < 0)
        said = "on budget" if not step else "over budget" if step > 0 else "under budget"
    return format_html('<img class="mk-bar" alt="{}" src="{}">', said, _bar_image(step, over_is_bad))


@lru_cache(maxsize=16)
def _mark_image(code: str) -> str:
    wide = code in ("AG", "AR")
    drawing = Drawing(33 if wide else 22, 22, marks.NAMES[code])
    draw_mark(drawing, drawing.width / 2, 11, code, 9, letter=False, wide=wide)
    letters = {"N": "–", "C": "✓"}.get(code, code)
    if code == "C":
        drawing.path("M6.5 11.5L9.5 14.5L15.5 8", stroke="ink", width=1.6)
    else:
        path, width = fonts.outline(letters, 9.5 if wide else 11)
        tone = PALETTE[_TONES.get(code, "ink-3")]
        left, base = coordinate((drawing.width - width) / 2), "14.4" if wide else "15"
        drawing.add(f'<path transform="translate({left} {base})" d="{path}" fill="{tone}"/>')
    return _address(drawing)


@lru_cache(maxsize=4 * _STEPS)
def _bar_image(step: int, over_is_bad: bool) -> str:
    drawing = Drawing(64, 12, "")
    length = abs(step) / _STEPS * 30
    if step and (step > 0) == over_is_bad:
        drawing.rect(32 if step > 0 else 32 - length, 1.5, length, 9, fill="red-fill")
    elif step:
        drawing.rect(32 if step > 0 else 32 - length, 2, length, 8, fill="paper", stroke="green", line=1.2)
    drawing.line(32, 0, 32, 12, stroke="ink")
    return _address(drawing)


def _address(drawing: Drawing) -> str:
    return f"data:image/svg+xml,{quote(drawing.svg(), safe=' =:/')}".replace(" ", "%20")
