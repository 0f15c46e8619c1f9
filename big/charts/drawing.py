"""The pencil of all charts: shapes that carry a literal light colour for the PDF and a class for the page's theme.

WeasyPrint does not apply document CSS or var() inside SVG, so every shape has the light colour as an attribute;
browsers override it by class (static/css/charts.css), which is how dark mode works. All text is escaped here.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

PALETTE: Final = MappingProxyType(
    {
        "ink": "#1B1A18",
        "ink-2": "#504C45",
        "ink-3": "#6A655B",
        "fact": "#3A3833",
        "prior": "#B5AFA2",
        "line": "#E4E0D7",
        "line-2": "#CBC5B8",
        "edge": "#7E786C",
        "paper": "#FFFFFF",
        "well": "#EAE6DD",
        "red": "#A6211B",
        "red-fill": "#B4261F",
        "red-on": "#FFFFFF",
        "amber": "#7D4E00",
        "amber-fill": "#F7C75E",
        "amber-on": "#3D2600",
        "amber-edge": "#9A6400",
        "green": "#1E6B43",
        "accent": "#2B3FB8",
        "on-accent": "#FFFFFF",
    }
)
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Average advance of Geist, in em; charts need an estimate only, since text may overhang by a few units.
_NARROW, _WIDE, _USUAL = 0.3, 0.82, 0.56


def clean(text: object) -> str:
    """Text escaped for XML, without the control characters that XML cannot hold."""
    return escape(_UNFIT.sub("", str(text)))


def coordinate(value: float) -> str:
    """A coordinate with one decimal at most."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def width_of(text: str, size: float = 11) -> float:
    """About how wide `text` runs in Geist at `size`."""
    ems = sum(_NARROW if c in "ijltfr.,:;'|! " else _WIDE if c in "mwMWQ@%" else _USUAL for c in text)
    return ems * size


def shortened(text: str, width: float, size: float = 11) -> str:
    """`text` cut with an ellipsis so that it fits `width`."""
    if width_of(text, size) <= width:
        return text
    cut = text
    while cut and width_of(f"{cut}…", size) > width:
        cut = cut[:-1]
    return f"{cut.rstrip()}…"


def wrapped(text: str, width: float, size: float = 11, *, lines: int = 2) -> list[str]:
    """`text` broken into at most `lines` lines that fit `width`; the last is cut if need be."""
    rows: list[str] = []
    current = ""
    for word in text.split():
        longer = f"{current} {word}".strip()
        if current and width_of(longer, size) > width:
            rows.append(current)
            current = word
        else:
            current = longer
    rows.append(current)
    if len(rows) > lines:
        rows = [*rows[: lines - 1], " ".join(rows[lines - 1 :])]
    return [shortened(row, width, size) for row in rows]


def balanced(text: str, width: float, size: float = 11) -> list[str]:
    """`text` over two lines of about the same length, as a heading; on one line only where it is one word."""
    words = text.split()
    splits = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    if not splits:
        return [shortened(text, width, size)]
    best = min(splits, key=lambda pair: max(width_of(line, size) for line in pair))
    if max(width_of(line, size) for line in best) <= width:
        return list(best)
    return wrapped(text, width, size)


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The numbers behind a chart, as words: the first column names the row, the others are right-aligned."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with the sentence that says it and the table of its numbers; prints itself in a template."""

    svg: SafeString
    label: str
    table: ChartTable

    def __html__(self) -> str:
        return self.svg

    def __str__(self) -> str:
        return self.svg


class Drawing:
    """One SVG being drawn; `label` is its sentence, and ids are derived from `key`, so that charts do not collide."""

    def __init__(self, width: float, height: float, label: str, *, css: str = "", key: object = "") -> None:
        self.width, self.height, self.label, self.css, self.key = width, height, label, css, key
        self._body: list[str] = []
        self._hatches: dict[str, str] = {}

    def add(self, raw: str) -> None:
        """Put finished SVG into the drawing."""
        self._body.append(raw)

    def paint(self, *, fill: str = "none", stroke: str = "", width: float = 1, dash: str = "", css: str = "") -> str:
        """The attributes of a shape: colour names of PALETTE, "none", or "hatch:<colour>" for a fill."""
        classes = [css] if css else []
        if fill.startswith("hatch:"):
            shown = f'fill="url(#{self._hatch(fill.removeprefix("hatch:"))})"'
        elif fill == "none":
            shown = 'fill="none"'
        else:
            classes.append(f"fi-{fill}")
            shown = f'fill="{PALETTE[fill]}"'
        if stroke:
            classes.append(f"st-{stroke}")
            shown += f' stroke="{PALETTE[stroke]}" stroke-width="{coordinate(width) if width >= 1 else width}"'
        if dash:
            shown += f' stroke-dasharray="{dash}"'
        return f'class="{" ".join(classes)}" {shown}' if classes else shown

    def _hatch(self, colour: str) -> str:
        return self._hatches.setdefault(colour, f"h{self._id}{len(self._hatches)}")

    @cached_property
    def _id(self) -> str:
        """Asked for by hatches alone, and the small charts of a list have none."""
        seed = f"{self.css}|{self.label}|{self.key!r}|{self.width}|{self.height}"
        return hashlib.blake2s(seed.encode(errors="replace"), digest_size=5).hexdigest()

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "fact",
        stroke: str = "",
        line: float = 1,
        dash: str = "",
        radius: float = 0,
        css: str = "",
        title: str = "",
    ) -> None:
        """A rectangle; nothing is drawn for a negative size."""
        if width < 0 or height < 0:
            return
        round_ = f' rx="{coordinate(radius)}"' if radius else ""
        paint = self.paint(fill=fill, stroke=stroke, width=line, dash=dash, css=css)
        shape = (
            f'<rect x="{coordinate(x)}" y="{coordinate(y)}" width="{coordinate(width)}"'
            f' height="{coordinate(height)}"{round_} {paint}'
        )
        self.add(f"{shape}><title>{clean(title)}</title></rect>" if title else f"{shape}/>")

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        *,
        stroke: str = "line",
        width: float = 1,
        dash: str = "",
        css: str = "",
    ) -> None:
        """A straight line."""
        paint = self.paint(stroke=stroke, width=width, dash=dash, css=css).replace('fill="none" ', "")
        self.add(
            f'<line x1="{coordinate(x1)}" y1="{coordinate(y1)}" x2="{coordinate(x2)}" y2="{coordinate(y2)}" {paint}/>'
        )

    def path(
        self,
        d: str,
        *,
        fill: str = "none",
        stroke: str = "fact",
        width: float = 1.5,
        dash: str = "",
        css: str = "",
    ) -> None:
        """A path, with round joins."""
        paint = self.paint(fill=fill, stroke=stroke, width=width, dash=dash, css=css)
        self.add(f'<path d="{d}" {paint} stroke-linejoin="round" stroke-linecap="round"/>')

    def circle(
        self, x: float, y: float, r: float, *, fill: str = "fact", stroke: str = "", width: float = 1, dash: str = ""
    ) -> None:
        """A circle."""
        paint = self.paint(fill=fill, stroke=stroke, width=width, dash=dash)
        self.add(f'<circle cx="{coordinate(x)}" cy="{coordinate(y)}" r="{coordinate(r)}" {paint}/>')

    def text(
        self,
        x: float,
        y: float,
        content: object,
        *,
        size: float = 11,
        tone: str = "ink",
        anchor: str = "start",
        weight: int = 400,
    ) -> None:
        """A line of text on its baseline; `anchor` is start, middle or end."""
        place = f' text-anchor="{anchor}"' if anchor != "start" else ""
        heavy = f' font-weight="{weight}"' if weight != 400 else ""
        self.add(
            f'<text x="{coordinate(x)}" y="{coordinate(y)}" font-family="Geist" font-size="{coordinate(size)}"'
            f"{place}{heavy} {self.paint(fill=tone)}>{clean(content)}</text>"
        )

    def definitions(self) -> str:
        """The patterns that the shapes so far name."""
        patterns = "".join(
            f'<pattern id="{name}" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            f'<rect width="4" height="4" {self.paint(fill="paper")}/>'
            f'<path d="M2 -1v6" {self.paint(stroke=colour, width=1.4)}/></pattern>'
            for colour, name in self._hatches.items()
        )
        return f"<defs>{patterns}</defs>" if patterns else ""

    def svg(self) -> SafeString:
        """The finished drawing, with its sentence as label and, for the PDF's alternative text, as title."""
        said = clean(self.label)
        width, height = coordinate(self.width), coordinate(self.height)
        return mark_safe(  # noqa: S308 - every text went through clean()
            f'<svg xmlns="http://www.w3.org/2000/svg" class="ch {self.css}" width="{width}" height="{height}"'
            f' viewBox="0 0 {width} {height}" role="img" aria-label="{said}" focusable="false">'
            f"<title>{said}</title>{self.definitions()}{''.join(self._body)}</svg>"
        )

    def chart(self, caption: str, headers: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Chart:
        """The drawing with its table."""
        return Chart(self.svg(), self.label, ChartTable(caption, headers, tuple(rows)))
