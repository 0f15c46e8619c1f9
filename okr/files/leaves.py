"""JSON from outside: bounded, its leaves entered in the ledger one by one and taken by field."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from big.errors import RefusedFileError
from okr.files.intake import text_of
from okr.files.ledger import Ledger
from okr.files.shapes import NamedFile, Place
from okr.files.values import squeezed

MAX_DEPTH: Final = 60


def json_of(file: NamedFile, limit: int) -> Any:
    """The data of a JSON file; a key that stands twice keeps both values, the second under another name."""
    text = text_of(file, "a JSON file", limit)
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_both)
    except (ValueError, RecursionError) as error:
        raise RefusedFileError(f"{file.name} is not valid JSON ({error}). Export it again.", code="not_json") from error
    return data


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is no number")


def _both(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        name, number = key, 2
        while name in found:
            name, number = f"{key} #{number}", number + 1
        found[name] = value
    return found


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value at the end of a path, with its number in the ledger."""

    path: str
    name: str
    text: str
    number: int


@dataclass(slots=True)
class Leaves:
    """The leaves of one object by squeezed path without list positions: "owner.name" holds those of every owner."""

    ledger: Ledger
    by_path: dict[str, list[Leaf]] = field(default_factory=lambda: defaultdict(list))
    record: str = "node"
    key: str = ""

    def texts(self, *paths: str, as_: str) -> list[str]:
        """The texts at any of these paths, marked as stored in the field `as_`."""
        found = []
        for path in paths:
            for leaf in self.by_path.get(path, ()):
                self.ledger.stored(leaf.number, self.record, self.key, as_)
                found.append(leaf.text)
        return found

    def first(self, *paths: str, as_: str) -> str:
        """The first text at these paths; others that say the same are marked too, ones that differ are left."""
        chosen = ""
        for path in paths:
            for leaf in self.by_path.get(path, ()):
                if not chosen or leaf.text == chosen:
                    chosen = leaf.text
                    self.ledger.stored(leaf.number, self.record, self.key, as_)
        return chosen

    def peek(self, *paths: str) -> str:
        """The first text at these paths, not marked."""
        return next((leaf.text for path in paths for leaf in self.by_path.get(path, ())), "")

    def refuse(self, *paths: str, reason: str) -> None:
        """Name what stands there as not stored."""
        for path in paths:
            for leaf in self.by_path.get(path, ()):
                self.ledger.passed(leaf.number, reason)

    def left(self) -> list[Leaf]:
        """What nobody took."""
        return [leaf for found in self.by_path.values() for leaf in found if self.ledger.is_open(leaf.number)]

    def keep_left(self) -> tuple[tuple[str, str], ...]:
        """What nobody took, kept by name as details."""
        left = self.left()
        for leaf in left:
            self.ledger.stored(leaf.number, self.record, self.key, "details")
        return tuple((leaf.name, leaf.text) for leaf in left)


def leaves_of(data: Any, file: str, at: str, ledger: Ledger, *, without: Sequence[int] = ()) -> Leaves:
    """The leaves of `data`, which stands at `at` in `file`; objects whose id() is in `without` are others' affair."""
    found = Leaves(ledger)
    _walk(data, ("", "", at), found, file, frozenset(without), 0)
    return found


def _walk(data: Any, at: tuple[str, str, str], found: Leaves, file: str, without: frozenset[int], depth: int) -> None:
    """Enter the leaves below `at`: the squeezed path, the names, and the path with list positions."""
    if depth > MAX_DEPTH:
        raise RefusedFileError(f"This file nests more than {MAX_DEPTH} deep at {at[2][:200]}.", code="json_depth")
    plain, names, path = at
    if isinstance(data, dict):
        for name, value in data.items():
            if value is not None and value != "" and id(value) not in without:
                below = (
                    (f"{plain}.{squeezed(name)}", f"{names}: {name}", f"{path}.{name}")
                    if plain
                    else (squeezed(name), name, f"{path}.{name}" if path else name)
                )
                _walk(value, below, found, file, without, depth + 1)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            if id(value) not in without:
                _walk(value, (plain, names, f"{path}[{index}]"), found, file, without, depth + 1)
    elif data is not None and (text := _text(data)):
        found.by_path[plain].append(Leaf(path, names, text, found.ledger.read(Place(file, column=path), text)))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.strip() if isinstance(value, str) else str(value)
