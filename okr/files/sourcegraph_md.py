"""Sourcegraph's OKR pages: departments as headings, objectives in lists, redacted numbers as footnotes."""

from collections.abc import Sequence
from typing import Final

from okr.files.cascade import Cascade
from okr.files.ledger import Ledger
from okr.files.markdown import Line, plain
from okr.files.pages import Page, pages_of, pass_table, refuse
from okr.files.shapes import CycleRead, NamedFile, NodeRead, OkrFile, TeamRead
from okr.files.tree import linked

FORMAT: Final = "sourcegraph-md"
FISCAL_MONTH: Final = 2


def read(files: Sequence[NamedFile], *, first_month: int = FISCAL_MONTH) -> OkrFile:
    """Read one or several pages of a quarter or year; a redacted number stays as its name, its footnote as a link."""
    ledger = Ledger()
    cycles: list[CycleRead] = []
    nodes: list[NodeRead] = []
    teams: dict[str, TeamRead] = {}
    for page in pages_of(files, ledger, first_month):
        cascade = Cascade(page.name, ledger, page.definitions)
        _fill(page, cascade, teams)
        cycle = page.cycle()
        if not cascade.drafts:
            raise refuse("objectives in lists")
        nodes += cascade.nodes(cycle.period)
        page.close(cascade)
        cycles.append(cycle)
    return OkrFile(
        FORMAT,
        tuple(cycles),
        tuple(teams.values()),
        nodes=linked(nodes, ledger),
        problems=tuple(ledger.problems),
        cells=ledger.close(),
    )


def _fill(page: Page, cascade: Cascade, teams: dict[str, TeamRead]) -> None:
    above: list[tuple[int, str]] = []
    for line, number in page.lines:
        if line.kind == "table":
            pass_table(page, line, "The table holds no objectives.")
        elif line.kind == "heading":
            cascade.section()
            if line.depth == 1:
                page.note_numbers.append((number, "period"))
                continue
            _team(line, number, page, above, teams)
        elif line.kind == "item":
            cascade.item(line, number, team=above[-1][1] if above else "")
        elif line.kind != "more" or not cascade.more(line, number):
            page.note(line, number)


def _team(line: Line, number: int, page: Page, above: list[tuple[int, str]], teams: dict[str, TeamRead]) -> None:
    """A heading is a department, or a team of the department above it."""
    while above and above[-1][0] >= line.depth:
        above.pop()
    name = plain(line.text)[0]
    teams.setdefault(name, TeamRead(name, name, above[-1][1] if above else ""))
    page.ledger.stored(number, "team", name, "name")
    above.append((line.depth, name))
