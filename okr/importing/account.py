"""The nothing-lost report: every cell that was read is stored in a record, or named with the reason why not."""

from collections import Counter
from collections.abc import Callable

from okr.files.shapes import Cell, OkrFile
from okr.importing.course import Course
from okr.importing.options import folded
from okr.importing.people import People

HEADING = "It is the heading of a column; what stands below it is stored."
NO_ID = "Nothing keeps the ids that another tool gave to periods, teams and people."
_REASONS = {
    "notes": "A cycle keeps no notes.",
    "links": "A cycle keeps no links.",
    "details": "A cycle keeps nothing but its name, kind and days.",
}
_TEAM = "A unit keeps name and place; the rest is for its own page."
# A cell is text of any length; a report tells which one is meant.
_SHOWN = 120


def settle(course: Course, file: OkrFile, people: People) -> None:
    """Write into the course how many cells there are, are stored, and are not, and a line for each that is not."""
    lost = _Judge(course, file, people)
    tally: Counter[str] = Counter()
    for cell in file.cells:
        reason = lost.reason(cell)
        tally["named" if reason else "stored"] += 1
        if reason:
            course.not_read.append(f"{cell.place}: “{_short(cell.text)}”. {reason}")
    course.account = {"cells": len(file.cells), "stored": tally["stored"], "named": tally["named"]}


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


class _Judge:
    """Says of each cell why it is not stored, or nothing."""

    def __init__(self, course: Course, file: OkrFile, people: People) -> None:
        self._refused = {
            step.node.key: step.reason
            for step in (*course.objectives, *course.key_results)
            if step.node is not None and step.action == "refused"
        }
        self._nodes = {node.key for node in file.nodes}
        self._periods = {node.period.written for node in file.nodes if node.period}
        self._cycles = {cycle.key: cycle.period.written for cycle in file.cycles}
        self._teams = {folded(name) for node in file.nodes for name in node.teams}
        self._teams |= {folded(unit.name) for unit in course.places.new.values()}
        self._team_names = {team.key: team.name for team in file.teams}
        self._places, self._people = course.places, people
        self._persons = {each.id or each.email or each.name: each for each in file.people}
        self._owners = {
            (each.name, each.email) for node in file.nodes for each in (*node.owners, *node.check_in_owners)
        }
        self._by_record: dict[str, Callable[[Cell], str]] = {
            "node": self._node,
            "check_in": lambda cell: "",
            "column": lambda cell: HEADING,
            "cycle": self._cycle,
            "team": self._team,
            "person": self._person,
        }

    def reason(self, cell: Cell) -> str:
        """Why the cell is not stored; nothing where it is."""
        if not cell.is_stored:
            return cell.reason
        judge = self._by_record.get(cell.record)
        return judge(cell) if judge else "No record of the product is of this kind."

    def _node(self, cell: Cell) -> str:
        if cell.key in self._refused:
            return self._refused[cell.key]
        return "" if cell.key in self._nodes else "Its row was left out."

    def _cycle(self, cell: Cell) -> str:
        if "period" in cell.fields:
            is_used = self._cycles.get(cell.key, cell.key) in self._periods
            return "" if is_used else "No objective stands in this period."
        return NO_ID if "key" in cell.fields else _REASONS.get(cell.fields[0], _REASONS["details"])

    def _team(self, cell: Cell) -> str:
        if "key" in cell.fields:
            return NO_ID
        if {"name", "parent"} & set(cell.fields):
            name = self._team_names.get(cell.key, cell.key)
            if folded(name) in self._teams or self._places.unit_called(name):
                is_name = "name" in cell.fields or self._places.options.new_teams == "create"
                return "" if is_name else "Where a unit stands is changed on its own page."
            return "No objective is of this team."
        return _TEAM

    def _person(self, cell: Cell) -> str:
        if "id" in cell.fields and cell.fields == ("id",):
            return NO_ID
        read = self._persons.get(cell.key)
        if read is not None and ((read.name, read.email) in self._owners or self._people.peek(read) is not None):
            return ""
        return "Nobody here is called so, and no row names them as an owner. Add people under Settings."
