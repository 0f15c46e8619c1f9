"""Shapes that several charts share: the status mark, and the diamond of a milestone."""

from big.charts.drawing import Drawing, coordinate
from big.core import marks


def diamond(x: float, y: float, half: float, stretch: float = 1.0) -> str:
    """The path of a diamond around a point; `stretch` widens it for two letters."""
    wide = half * stretch
    top, bottom = coordinate(y - half), coordinate(y + half)
    return (
        f"M{coordinate(x)} {top}L{coordinate(x + wide)} {coordinate(y)}L{coordinate(x)} {bottom}"
        f"L{coordinate(x - wide)} {coordinate(y)}Z"
    )


def draw_mark(
    drawing: Drawing,
    x: float,
    y: float,
    mark: object,
    half: float = 9,
    *,
    letter: bool = True,
    wide: bool | None = None,
) -> None:
    """A status mark around a point: the same five weights as the marks of pages and tables.

    `wide` stretches the two-letter diamonds; by default they are wide where they carry their letters.
    """
    code = marks.known(mark)
    tone = "ink-3"
    if code in ("G", "C"):
        tone = "green" if code == "G" else "ink"
        drawing.circle(x, y, half - 0.5, fill="paper", stroke=tone, width=1.6)
    elif code in ("A", "AR", "AG"):
        edge, width = ("red-fill", 2.2) if code == "AR" else ("amber-edge", 1.5)
        tone = "amber" if code == "AG" else "amber-on"
        fill = "paper" if code == "AG" else "amber-fill"
        stretched = code != "A" and (letter if wide is None else wide)
        shape = diamond(x, y, half + 1.5, 1.4 if stretched else 1.0)
        drawing.path(shape, fill=fill, stroke=edge, width=width)
    elif code == "R":
        tone = "red-on"
        drawing.rect(x - half + 0.5, y - half + 0.5, 2 * half - 1, 2 * half - 1, fill="red-fill", radius=2)
    elif code == "W":
        size = half - 0.5
        drawing.rect(
            x - size, y - size, 2 * size, 2 * size, fill="paper", stroke="edge", line=1.3, dash="3 2", radius=2
        )
    else:
        drawing.circle(x, y, half - 0.5, fill="paper", stroke="edge", width=1.3, dash="3 2")
    if letter:
        shown = {"N": "–", "C": "✓"}.get(code, code)
        size = half * (1.2 if len(shown) == 1 else 0.95)
        drawing.text(x, y + size * 0.36, shown, size=size, tone=tone, anchor="middle", weight=600)
