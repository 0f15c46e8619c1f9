"""Charts the size of a word, for table cells and rows: spark line, slope, weight bar, variance bar."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from big.charts.drawing import Chart, Drawing, coordinate
from big.charts.shapes import draw_mark
from big.core import marks, words

_LEVELS = (10.0, 16.0, 22.0, 28.0, 34.0)


def spark(
    values: Sequence[float | Decimal | None],
    target: float | Decimal | None = None,
    *,
    label: str = "",
    low: float | None = None,
    high: float | None = None,
    width: float = 92,
    height: float = 26,
    names: Sequence[str] = (),
) -> Chart:
    """A line of readings, oldest first, with a dot at the latest and a dashed target.

    `None` breaks the line. `names` label the readings in the table (dates, periods); `low` and `high` fix the scale.
    """
    return _spark(tuple(values), target, label, low, high, width, height, tuple(names))


# A list draws fifty, and the same again whenever it is opened. What is drawn hangs on the numbers alone.
@lru_cache(maxsize=1024, typed=True)
def _spark(
    values: tuple[float | Decimal | None, ...],
    target: float | Decimal | None,
    label: str,
    low: float | None,
    high: float | None,
    width: float,
    height: float,
    names: tuple[str, ...],
) -> Chart:
    known = [(at, float(value)) for at, value in enumerate(values) if value is not None]
    said = label or _spark_sentence([value for _, value in known], target)
    drawing = Drawing(width, height, said, css="spark", key=(values, target, low, high))
    if known:
        every = [value for _, value in known] + ([float(target)] if target is not None else [])
        floor, ceiling = min(every) if low is None else low, max(every) if high is None else high
        span = (ceiling - floor) or 1.0

        def across(at: int) -> float:
            return 2 + at * (width - 8) / max(1, len(values) - 1)

        def down(value: float) -> float:
            return height - 4 - (value - floor) / span * (height - 8)

        if target is not None:
            y = down(float(target))
            drawing.line(2, y, width - 2, y, stroke="edge", dash="2 2")
        pieces, last = [], -2
        for at, value in known:
            pieces.append(f"{'L' if at == last + 1 else 'M'}{coordinate(across(at))} {coordinate(down(value))}")
            last = at
        drawing.path("".join(pieces), stroke="fact", width=1.5)
        drawing.circle(across(known[-1][0]), down(known[-1][1]), 2.4, fill="ink")
    else:
        drawing.line(2, height / 2, width - 2, height / 2, stroke="edge", dash="3 3")
    rows = [
        (names[at] if at < len(names) else str(at + 1), words.DASH if value is None else words.reading(value))
        for at, value in enumerate(values)
    ]
    if target is not None:
        rows.append(("Target", words.reading(target)))
    return drawing.chart(said, ("Reading", "Value"), rows)


def _spark_sentence(values: Sequence[float], target: float | Decimal | None) -> str:
    if not values:
        return "No readings yet"
    first, latest = words.reading(values[0]), words.reading(values[-1])
    moved = "Rising" if values[-1] > values[0] else "Falling" if values[-1] < values[0] else "Steady"
    course = f"{moved} from {first} to {latest}" if moved != "Steady" else f"Steady at {latest}"
    return course if target is None else f"{course}, target {words.reading(target)}"


def slope(outcome: object, delivery: object, *, width: float = 104, height: float = 44) -> Chart:
    """Outcome mark on the left, delivery mark on the right, height by status: flat agrees, steep is a disconnect.

    A delivery that is missing breaks the line off, dashed.
    """
    return _slope(marks.known(outcome), marks.known(delivery), width, height)


# Of a list of fifty objectives each has one, and there are few pairs of marks.
@lru_cache(maxsize=256, typed=True)
def _slope(left: str, right: str, width: float, height: float) -> Chart:
    said = f"Outcome {marks.NAMES[left].lower()}, delivery {marks.NAMES[right].lower()}"
    if right == "N":
        said = f"Outcome {marks.NAMES[left].lower()}, no delivery reported"
    drawing = Drawing(width, height, said, css="slope-line", key=(left, right))
    y1, y2 = (_LEVELS[marks.LEVEL[code]] for code in (left, right))
    x1, x2 = 14.0, width - 14
    for y in _LEVELS[::2]:
        drawing.line(0, y, width, y, stroke="line")
    apart = abs(marks.LEVEL[left] - marks.LEVEL[right])
    if "N" in (left, right) or "W" in (left, right):
        half = (x2 - x1) * 0.55
        start, end, level = (x1, x1 + half, y1) if right in ("N", "W") else (x2 - half, x2, y2)
        drawing.line(start, level, end, level, stroke="edge", width=1.5, dash="3 3")
    else:
        heavy = 1.25 if apart == 0 else 2 if apart <= 2 else 2.5
        drawing.line(x1, y1, x2, y2, stroke="ink-3" if apart == 0 else "ink", width=heavy)
    draw_mark(drawing, x1, y1, left, 9)
    draw_mark(drawing, x2, y2, right, 9)
    rows = [("Outcome", marks.NAMES[left]), ("Delivery", marks.NAMES[right])]
    return drawing.chart(said, ("Side", "Status"), rows)


_CELL = {
    "R": ("red-fill", "red-fill", 1.3, ""),
    "AR": ("amber-fill", "red-fill", 2.0, ""),
    "A": ("amber-fill", "amber-edge", 1.3, ""),
    "AG": ("none", "amber-edge", 1.3, ""),
    "G": ("none", "green", 1.3, ""),
    "N": ("none", "edge", 1.3, "2 2"),
    "W": ("none", "edge", 1.3, "1 2"),
    "C": ("none", "ink", 1.3, ""),
}


def weightbar(counts: Mapping[str, int], *, width: float = 160, height: float = 12, noun: str = "") -> Chart:
    """One cell per record, worst first: red solid, amber tinted, green outlined, missing dashed.

    Where cells would grow thinner than three units, each status becomes one block in proportion, with its count.
    """
    shown = [(code, counts[code]) for code in marks.ORDER if counts.get(code)]
    total = sum(count for _, count in shown)
    listed = ", ".join(f"{count} {marks.NAMES[code].lower()}" for code, count in shown)
    said = f"{listed or 'None'}{f' of {words.counted(total, noun)}' if noun and total else ''}"
    drawing = Drawing(width, height, said, css="weightbar", key=tuple(shown))
    room = width - 1.5
    each = room / total - 2 if total else 0
    x = 0.75
    for code, count in shown:
        fill, stroke, line, dash = _CELL[code]
        sizes = [each] * count if each >= 3 else [max(room * count / total - 2, 2.0)]
        for size in sizes:
            drawing.rect(x, 1, size, height - 2, fill=fill, stroke=stroke, line=line, dash=dash, radius=1.5)
            x += size + 2
    if not total:
        drawing.rect(0.75, 1, room, height - 2, fill="none", stroke="edge", dash="2 2", radius=1.5)
    rows = [(marks.NAMES[code], words.number(count)) for code, count in shown]
    return drawing.chart(words.capital(said), ("Status", "Records"), rows)


def varbar(
    value: float | Decimal | None,
    most: float | Decimal,
    *,
    width: float = 64,
    height: float = 14,
    over_is_bad: bool = True,
) -> Chart:
    """A variance from the zero line in the middle: over is a solid bar to the right, under an outline to the left.

    `most` is the largest variance of the column, so that all rows share one scale. With `over_is_bad` false
    (income), more is the good side: the outline goes right and the solid bar left.
    """
    middle = width / 2
    amount = 0.0 if value is None else float(value)
    scale = float(most) or 1.0
    length = min(abs(amount) / scale, 1.0) * (middle - 2)
    if value is None:
        said = "Variance not known"
    elif abs(amount) / scale < 0.005:
        said = "On budget"
    else:
        said = f"{'Over' if amount > 0 else 'Under'} budget"
    drawing = Drawing(width, height, said, css="varbar", key=(amount, scale, over_is_bad))
    if value is None:
        drawing.line(middle - 10, height / 2, middle + 10, height / 2, stroke="edge", dash="2 2")
    elif abs(amount) / scale >= 0.005:
        bad = (amount > 0) == over_is_bad
        start = middle if amount > 0 else middle - length
        if bad:
            drawing.rect(start, 2, max(length, 0.8), height - 4, fill="red-fill")
        else:
            drawing.rect(start + 0.5, 2.5, max(length - 0.5, 0.8), height - 5, fill="none", stroke="green", line=1.2)
    drawing.line(middle, 0, middle, height, stroke="ink")
    shown = words.DASH if value is None else words.signed(value)
    return drawing.chart("Variance", ("Variance", "Value"), [(said, shown)])
