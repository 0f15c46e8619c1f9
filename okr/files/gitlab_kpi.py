"""GitLab's performance indicators in YAML: what is measured, the target in words, how it stands and why."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

import yaml

from big.errors import RefusedFileError
from big.imports.guards import safe_filename
from okr.files.intake import text_of
from okr.files.ledger import Ledger
from okr.files.shapes import IndicatorRead, NamedFile, OkrFile, Place, TeamRead

FORMAT: Final = "gitlab-kpi"
MAX_BYTES: Final = 3_000_000
MAX_DEPTH: Final = 20
MAX_ALIASES: Final = 50
MAX_EVENTS: Final = 200_000
MAX_LEAVES: Final = 100_000
# Compiled where the wheel has it; neither builds anything but text, since only nodes are composed.
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_TAGS: Final = "tag:yaml.org,2002:"
_TEXTS: Final = {
    "base_path": "base_path", "definition": "definition", "target": "target", "org": "org", "parent": "parent",
}  # fmt: skip


def read(files: Sequence[NamedFile]) -> OkrFile:
    """Read one or several files, each a list of indicators with a name; nothing in them is ever constructed."""
    ledger = Ledger()
    kpis: list[IndicatorRead] = []
    for file in files:
        name = safe_filename(file.name)
        root = _composed(text_of(file, "a YAML file (.yml)", MAX_BYTES))
        if not isinstance(root, yaml.SequenceNode) or not any(_is_indicator(each) for each in root.value):
            raise RefusedFileError(
                "This file is not a list of performance indicators. Each must begin with “- name: ...”.", code="not_kpi"
            )
        found = [_indicator(each, name, place, ledger) for place, each in enumerate(root.value)]
        kpis += [each for each in found if each]
    _tell_twins(kpis, ledger)
    teams = {each.org: TeamRead(each.org, each.org) for each in kpis if each.org}
    return OkrFile(
        FORMAT, teams=tuple(teams.values()), kpis=tuple(kpis), problems=tuple(ledger.problems), cells=ledger.close()
    )


def _composed(text: str) -> Any:
    """The tree of the file; RefusedFileError where it is no YAML, or would grow beyond all bounds when it is read."""
    depth = aliases = 0
    try:
        for count, event in enumerate(yaml.parse(text, Loader=_LOADER)):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            aliases += isinstance(event, yaml.AliasEvent)
            if depth > MAX_DEPTH or aliases > MAX_ALIASES or count > MAX_EVENTS:
                raise RefusedFileError("This file nests or repeats itself too much to be read.", code="yaml_bomb")
        return yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise RefusedFileError(
            f"This file is not valid YAML{where}. Mend it and try again.", code="not_yaml"
        ) from error


def _is_indicator(node: Any) -> bool:
    return isinstance(node, yaml.MappingNode) and any(
        isinstance(key, yaml.ScalarNode) and key.value == "name" for key, _ in node.value
    )


def _leaves(node: Any, path: str, budget: list[int], depth: int = 0) -> Iterator[tuple[str, str, int]]:
    """Every scalar that is not empty, with its path and line."""
    budget[0] -= 1
    if budget[0] < 0 or depth > MAX_DEPTH:
        raise RefusedFileError("This file nests or repeats itself too much to be read.", code="yaml_bomb")
    if not node.tag.startswith(_PLAIN_TAGS) or node.tag.startswith(f"{_PLAIN_TAGS}python"):
        raise RefusedFileError(f"Line {node.start_mark.line + 1} names a program's type ({node.tag}).", code="yaml_tag")
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            yield from _leaves(value, f"{path}.{name}" if path else name, budget, depth + 1)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _leaves(value, path, budget, depth + 1)
    elif node.value.strip() and node.tag != f"{_PLAIN_TAGS}null":
        yield path, node.value.strip(), node.start_mark.line + 1


def _indicator(node: Any, file: str, at: int, ledger: Ledger) -> IndicatorRead | None:
    place = Place(file, line=node.start_mark.line + 1)
    by_path: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for path, text, line in _leaves(node, "", [MAX_LEAVES]):
        by_path[path].append((text, ledger.read(Place(file, line=line, column=f"[{at}].{path}"), text)))
    if not by_path["name"]:
        for number in [number for found in by_path.values() for _, number in found]:
            ledger.passed(number, "The indicator has no name.")
        ledger.warn("no_name", "An indicator without a name was left out.", place)
        return None
    name = by_path["name"][0][0]
    taking = _Taking(f"{file}: {name} ({at + 1})", place, by_path, ledger)
    return IndicatorRead(
        taking.key,
        taking.text("name", "name"),
        place,
        **{field: taking.text(path, field) for path, field in _TEXTS.items()},
        is_public=taking.flag("public", "is_public"),
        is_key=taking.flag("is_key", "is_key"),
        level=taking.level(),
        reasons=taking.texts("health.reasons", "reasons"),
        urls=taking.texts("urls", "urls"),
        details=taking.rest(),
    )


class _Taking:
    """Takes the leaves of an indicator one by one; the rest are its details."""

    def __init__(self, key: str, place: Place, by_path: dict[str, list[tuple[str, int]]], ledger: Ledger) -> None:
        self.key, self.place, self.by_path, self.ledger = key, place, by_path, ledger

    def texts(self, path: str, field: str) -> tuple[str, ...]:
        for _, number in self.by_path[path]:
            self.ledger.stored(number, "kpi", self.key, field)
        return tuple(text for text, _ in self.by_path[path])

    def text(self, path: str, field: str) -> str:
        return "\n".join(self.texts(path, field))

    def flag(self, path: str, field: str) -> bool | None:
        word = self.by_path[path][0][0].casefold() if self.by_path[path] else ""
        if word in {"true", "yes", "on", "false", "no", "off"}:
            self.texts(path, field)
            return word in {"true", "yes", "on"}
        return None

    def level(self) -> int | None:
        found = self.by_path["health.level"]
        if len(found) == 1 and found[0][0] in {"-1", "0", "1", "2", "3"}:
            return int(self.text("health.level", "level"))
        for text, _ in found:
            self.ledger.warn("no_level", f"“{text[:40]}” is no health level (-1 to 3).", self.place, self.key)
        return None

    def rest(self) -> tuple[tuple[str, str], ...]:
        left = [
            (path, text, number)
            for path, found in self.by_path.items()
            for text, number in found
            if self.ledger.is_open(number)
        ]
        for _, _, number in left:
            self.ledger.stored(number, "kpi", self.key, "details")
        return tuple((path, text) for path, text, _ in left)


def _tell_twins(kpis: list[IndicatorRead], ledger: Ledger) -> None:
    seen: set[tuple[str, str]] = set()
    for kpi in kpis:
        if (kpi.org, kpi.name) in seen:
            ledger.warn("name_twice", f"{kpi.org} has more than one indicator “{kpi.name}”.", kpi.place, kpi.key)
        seen.add((kpi.org, kpi.name))
