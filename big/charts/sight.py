"""The curves between the lanes of the line of sight; a missing link is a dashed stub with an end cap."""

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from big.charts.drawing import PALETTE, coordinate

_PEN: Final = MappingProxyType(
    {
        "claim": f'stroke="{PALETTE["edge"]}" stroke-dasharray="1 3"',
        "ctx": f'stroke="{PALETTE["line-2"]}"',
        "path": f'stroke="{PALETTE["accent"]}" stroke-width="2"',
        "stub": f'stroke="{PALETTE["edge"]}" stroke-width="1.25" stroke-dasharray="3 3"',
        "cap": f'stroke="{PALETTE["edge"]}" stroke-width="1.5"',
    }
)


@dataclass(frozen=True, slots=True)
class Link:
    """A curve from height `y1` on the left to `y2` on the right.

    `kind` is path (through the focus), ctx (confirmed), claim (not agreed yet), stub_right or stub_left (missing).
    """

    y1: float
    y2: float
    kind: str = "ctx"


def gutter(links: Iterable[Link], height: float) -> SafeString:
    """The curves of one gutter; hidden from screen readers, since the lanes say the same in words."""
    every = list(links)
    shapes = [
        _curve(
            kind,
            f"M0 {coordinate(link.y1)}C50 {coordinate(link.y1)} 50 {coordinate(link.y2)} 100 {coordinate(link.y2)}",
        )
        for kind in ("claim", "ctx", "path")
        for link in every
        if link.kind == kind
    ]
    for link in every:
        if link.kind in ("stub_right", "stub_left"):
            start, end, cap = (0, 30, 30) if link.kind == "stub_right" else (70, 100, 70)
            y = link.y1 if link.kind == "stub_right" else link.y2
            shapes.append(_curve("stub", f"M{start} {coordinate(y)}H{end}"))
            shapes.append(_curve("cap", f"M{cap} {coordinate(y - 5)}V{coordinate(y + 5)}"))
    tall = coordinate(height)
    return mark_safe(  # noqa: S308 - numbers and fixed words only
        f'<svg class="gutter" height="{tall}" viewBox="0 0 100 {tall}" preserveAspectRatio="none" aria-hidden="true"'
        f' focusable="false">{"".join(shapes)}</svg>'
    )


def _curve(kind: str, d: str) -> str:
    return f'<path class="lk lk-{kind}" fill="none" {_PEN[kind]} d="{d}" vector-effect="non-scaling-stroke"/>'
