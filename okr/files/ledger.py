"""The account of an import: every cell that was read is stored somewhere or named with a reason."""

from dataclasses import dataclass, field

from okr.files.shapes import Cell, Place, Problem


class UnbalancedError(AssertionError):
    """A reader forgot a cell: a mistake of ours, never of the file."""


@dataclass(slots=True)
class _Entry:
    place: Place
    text: str
    record: str = ""
    key: str = ""
    fields: tuple[str, ...] = ()
    reason: str = ""


@dataclass(slots=True)
class Ledger:
    """Opened with each cell before anybody interprets it, closed when all are accounted for.

    Cells are entered by what takes a file apart, and marked by what understands it, so that a reader which skips
    something cannot close its ledger.
    """

    problems: list[Problem] = field(default_factory=list)
    _entries: list[_Entry] = field(default_factory=list)

    def read(self, place: Place, text: str) -> int:
        """Enter a cell that is not empty; its number is how to speak of it."""
        self._entries.append(_Entry(place, text))
        return len(self._entries) - 1

    def stored(self, number: int, record: str, key: str, *fields: str) -> None:
        """The cell is in these fields of that record; several marks of one record add up."""
        entry = self._entries[number]
        entry.record, entry.key, entry.reason = record, key, ""
        entry.fields += tuple(each for each in fields if each not in entry.fields)

    def passed(self, number: int, reason: str) -> None:
        """The cell is stored nowhere, because of `reason`; what is stored stays stored."""
        entry = self._entries[number]
        if not entry.fields and not entry.reason:
            entry.reason = reason

    def rename(self, record: str, keys: dict[str, str]) -> None:
        """Records got other keys."""
        for entry in self._entries:
            if entry.record == record and entry.key in keys:
                entry.key = keys[entry.key]

    def is_open(self, number: int) -> bool:
        """Whether nobody has said yet what became of the cell."""
        entry = self._entries[number]
        return not entry.fields and not entry.reason

    def warn(self, code: str, sentence: str, place: Place, key: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(code, sentence, place, key))

    def close(self) -> tuple[Cell, ...]:
        """Every cell with what became of it; UnbalancedError where one is unaccounted for."""
        unaccounted = [entry.place for entry in self._entries if not entry.fields and not entry.reason]
        if unaccounted:
            raise UnbalancedError(f"{len(unaccounted)} cells are unaccounted for, the first at {unaccounted[0]}")
        return tuple(
            Cell(each.place, each.text, each.record, each.key, each.fields, each.reason) for each in self._entries
        )
