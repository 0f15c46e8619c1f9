"""The whole-organisation export of Viva Goals: a ZIP of JSON files, told apart by what their names contain."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from big.errors import RefusedFileError
from big.imports.guards import ZipLimits, kind_of, require_size, safe_filename, unpack
from okr.files.intake import MAX_BYTES
from okr.files.leaves import Leaves, json_of, leaves_of
from okr.files.ledger import Ledger
from okr.files.shapes import Kind, NamedFile, OkrFile, Place
from okr.files.values import squeezed
from okr.files.viva_objects import Item, nodes_of
from okr.files.viva_people import cycles_of, people_of, teams_of

FORMAT: Final = "viva-zip"
LIMITS: Final = ZipLimits(entries=500, total=300_000_000, ratio=150)
# In this order: a file of check-ins may well name objectives, too.
_PARTS: Final = ("checkins", "timeperiods", "teams", "users", "objectives")
# What an objective mentions without holding it.
_MENTIONED: Final = {
    "owner",
    "owners",
    "teams",
    "team",
    "timeperiod",
    "alignment",
    "createdby",
    "checkinowners",
    "outcome",
}
_REFERENCE: Final = {"id", "title", "type", "weight", "name"}


@dataclass(slots=True)
class _Export:
    parts: dict[str, list[tuple[str, Any]]] = field(default_factory=lambda: {name: [] for name in _PARTS})


def read(files: Sequence[NamedFile], *, first_month: int = 1, type_words: Mapping[str, Kind] | None = None) -> OkrFile:
    """Read one or several exports, zipped or as the JSON files that were in them.

    `type_words` says what an organisation's own words for types mean; without it their use tells.
    """
    ledger = Ledger()
    export = _Export()
    for file in files:
        _open(file, export, ledger)
    if not export.parts["objectives"]:
        raise RefusedFileError(
            "This is not the whole-organisation export of Viva Goals: it holds no JSON file with “objectives” in its "
            "name. Choose the ZIP as it was downloaded, or the import of an explorer view (CSV).",
            code="not_viva_zip",
        )
    cycles = cycles_of(_objects(export.parts["timeperiods"], ledger), first_month)
    people = people_of(_objects(export.parts["users"], ledger))
    teams = teams_of(_objects(export.parts["teams"], ledger))
    items = list(_items(export.parts["objectives"], ledger))
    check_ins = list(_objects(export.parts["checkins"], ledger))
    nodes = nodes_of(items, check_ins, ledger, cycles, people, type_words or {}, first_month)
    return OkrFile(
        FORMAT,
        tuple(cycles.values()),
        tuple(teams),
        tuple(people.values()),
        nodes,
        problems=tuple(ledger.problems),
        cells=ledger.close(),
    )


def _open(file: NamedFile, export: _Export, ledger: Ledger) -> None:
    content = require_size(file.content, MAX_BYTES)
    name = safe_filename(file.name)
    if kind_of(content) != "zip":
        _sort(NamedFile(name, content), export, ledger)
        return
    for entry, held in sorted(unpack(content, LIMITS).items()):
        if held:
            _sort(NamedFile(entry, held), export, ledger)


def _sort(file: NamedFile, export: _Export, ledger: Ledger) -> None:
    base = file.name.rsplit("/", 1)[-1]
    part = next((part for part in _PARTS if part in squeezed(base)), "")
    if not part or not base.casefold().endswith(".json") or base.startswith("."):
        place = Place(file.name)
        number = ledger.read(place, f"{len(file.content)} bytes")
        ledger.passed(number, "This file of the archive is none of those that are read.")
        ledger.warn("file_unread", f"{base} is none of the files that are read.", place)
        return
    export.parts[part].append((file.name, json_of(file, LIMITS.total)))


def _objects(parts: list[tuple[str, Any]], ledger: Ledger) -> Iterator[tuple[Leaves, dict[str, Any], Place]]:
    """Every object of a part, with its leaves."""
    for name, data in parts:
        for found, path in _records(data, "", name, ledger):
            yield leaves_of(found, name, path, ledger), found, Place(name, column=path)


def _records(data: Any, path: str, name: str, ledger: Ledger) -> Iterator[tuple[dict[str, Any], str]]:
    """The objects of a list, of a list inside a wrapper, or the one object that there is."""
    if isinstance(data, list):
        for index, each in enumerate(data):
            if isinstance(each, dict):
                yield each, f"{path}[{index}]"
            else:
                _pass_over(each, name, f"{path}[{index}]", ledger)
    elif isinstance(data, dict):
        if {"id", "title"} & {squeezed(key) for key in data}:
            yield data, path
            return
        for key, value in data.items():
            inner = f"{path}.{key}" if path else key
            if isinstance(value, list | dict):
                yield from _records(value, inner, name, ledger)
            else:
                _pass_over(value, name, inner, ledger)
    else:
        _pass_over(data, name, path, ledger)


def _pass_over(value: Any, name: str, path: str, ledger: Ledger) -> None:
    for leaf in leaves_of(value, name, path, ledger).left():
        ledger.passed(leaf.number, "It belongs to no object of the export.")


def _items(parts: list[tuple[str, Any]], ledger: Ledger) -> Iterator[Item]:
    """Every objective, key result and initiative, those inside others after what holds them."""
    for name, data in parts:
        for found, path in _records(data, "", name, ledger):
            waiting: list[tuple[dict[str, Any], str, Item | None]] = [(found, path, None)]
            while waiting:
                each, at, above = waiting.pop()
                inside = list(_nested(each, at))
                leaves = leaves_of(each, name, at, ledger, without=[id(child) for child, _ in inside])
                item = Item(each, leaves, Place(name, column=at), above)
                yield item
                waiting += [(child, where, item) for child, where in reversed(inside)]


def _nested(item: dict[str, Any], path: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Whole objectives inside another, under whatever name; mere mentions by id and title are none."""
    for key, value in item.items():
        if re.sub(r"\d+$", "", squeezed(key)) in _MENTIONED:
            continue
        children = value if isinstance(value, list) else [value]
        for index, child in enumerate(children):
            if not isinstance(child, dict):
                continue
            names = {squeezed(name) for name in child}
            if "title" in names and ({"id", "type"} & names) and names - _REFERENCE:
                yield child, f"{path}.{key}[{index}]" if isinstance(value, list) else f"{path}.{key}"
