"""What a run found, as rows that say whether each aim is met, and as a table for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.aims import RESTRICTED_MOST, Scale
from bench.figures import Figures, Sample, figures, ratio
from bench.measuring import Line, Measured

ADMINISTRATOR, RESTRICTED = "administrator", "restricted"
_MARKS = {True: "met", False: "MISSED", None: ""}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report: its figures, what it is judged by, and whether the aim is met (None: nothing to meet)."""

    name: str
    kind: str
    who: str
    found: Figures
    judged: float
    most: float | None
    is_met: bool | None
    to_administrator: float | None = None
    is_fair: bool | None = None

    @property
    def key(self) -> str:
        """What the row is known by in the history."""
        return f"{self.name} ({self.who})"


def rows_of(measured: Measured) -> list[Row]:
    """A row for each line that was measured, in the order of the table, the administrator first."""
    by_name = {(line.page.name, line.who): samples for line, samples in measured.lines.items() if samples}
    return [_row(line, measured, by_name) for line in measured.lines if measured.lines[line]]


def _row(line: Line, measured: Measured, by_name: dict[tuple[str, str], list[Sample]]) -> Row:
    page, samples = line.page, measured.lines[line]
    found = figures(samples, measured.unit)
    judged, most = found.ratio, page.kind.most
    if page.kind.scale is Scale.OTHER:
        other = by_name.get((page.against, line.who))
        judged, most = (ratio(samples, other), most) if other else (found.ratio, None)
    theirs = by_name.get((page.name, ADMINISTRATOR)) if line.who == RESTRICTED else None
    fair = ratio(samples, theirs) if theirs else None
    return Row(
        name=page.name,
        kind=page.kind.name,
        who=line.who,
        found=found,
        judged=judged,
        most=most,
        is_met=None if most is None else judged <= most,
        to_administrator=fair,
        is_fair=None if fair is None else fair <= RESTRICTED_MOST,
    )


def as_json(rows: Sequence[Row]) -> dict[str, Any]:
    """What the history keeps of each row."""
    return {
        row.key: {
            "kind": row.kind,
            "median_ms": round(row.found.median_ms, 2),
            "p95_ms": round(row.found.p95_ms, 2),
            "cpu_ms": round(row.found.cpu_ms, 2),
            "statements": row.found.statements,
            "sql_ms": round(row.found.sql_ms, 2),
            "kilobytes": round(row.found.size / 1024, 1),
            "units": round(row.found.ratio, 2),
            "cpu_units": round(row.found.cpu_ratio, 2),
            "judged": round(row.judged, 2),
            "most": row.most,
            "is_met": row.is_met,
            "to_administrator": None if row.to_administrator is None else round(row.to_administrator, 2),
        }
        for row in rows
    }


def table(rows: Sequence[Row], before: dict[str, Any] | None) -> str:
    """The rows for reading, with the change of each ratio against the run before."""
    head = (
        f"{'page':<37} {'who':<6} {'ms':>7} {'p95':>7} {'CPU':>6} {'SQL':>5} {'in SQL':>6} {'KB':>5} {'x U':>6}"
        f" {'CPU x':>6} {'aim':>5} {'':<7} {'x adm':>6} {'change':>7}"
    )
    return "\n".join([head, *(_line(row, (before or {}).get("lines", {}).get(row.key)) for row in rows)])


def _line(row: Row, earlier: dict[str, Any] | None) -> str:
    found = row.found
    change = f"{row.found.ratio / earlier['units'] - 1:+.0%}" if earlier and earlier["units"] else "new"
    fair = "" if row.to_administrator is None else f"{row.to_administrator:.2f}{'' if row.is_fair else '!'}"
    most = "" if row.most is None else f"{row.most:g}"
    return (
        f"{row.name:<37.37} {row.who[:5]:<6} {found.median_ms:>7.1f} {found.p95_ms:>7.1f} {found.cpu_ms:>6.1f}"
        f" {found.statements:>5.0f} {found.sql_ms:>6.1f} {found.size / 1024:>5.0f} {found.ratio:>6.1f}"
        f" {found.cpu_ratio:>6.1f} {most:>5} {_MARKS[row.is_met]:<7} {fair:>6} {change:>7}"
    )
