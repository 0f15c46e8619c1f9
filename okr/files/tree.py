"""Parents found for what the file only names: by id, else by title; a placeholder where there is nothing to find."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from okr.files.ledger import Ledger
from okr.files.shapes import Kind, NodeRead, ParentRef


def named(title: str) -> str:
    """A title for comparison: case and spacing do not count."""
    return " ".join(title.split()).casefold()


def linked(nodes: Iterable[NodeRead], ledger: Ledger) -> tuple[NodeRead, ...]:
    """The nodes with the keys of their parents, placeholders for parents that are missing, and no circles.

    Some exports give ids only where a row is named as a parent: such a row takes that id as its key.
    """
    finder = _Finder(list(nodes), ledger)
    found = [replace(node, parents=finder.parents_of(node)) if node.parents else node for node in finder.nodes]
    if finder.adopted:
        found = [_renamed(node, finder.adopted) for node in found]
        ledger.rename("node", finder.adopted)
    return _without_circles([*found, *finder.placeholders.values()], ledger)


def _renamed(node: NodeRead, keys: dict[str, str]) -> NodeRead:
    parents = tuple(replace(ref, key=keys.get(ref.key, ref.key)) for ref in node.parents)
    if node.key in keys:
        return replace(node, key=keys[node.key], own_id=keys[node.key], parents=parents)
    return replace(node, parents=parents) if parents != node.parents else node


class _Finder:
    def __init__(self, nodes: list[NodeRead], ledger: Ledger) -> None:
        self.nodes, self.ledger = nodes, ledger
        self.adopted: dict[str, str] = {}
        self.placeholders: dict[str, NodeRead] = {}
        self._by_id = {node.own_id: node.key for node in reversed(nodes) if node.own_id}
        self._by_key = {node.key: node for node in nodes}
        self._by_title: dict[str, list[NodeRead]] = defaultdict(list)
        for node in nodes:
            self._by_title[named(node.title)].append(node)

    def parents_of(self, node: NodeRead) -> tuple[ParentRef, ...]:
        found: list[ParentRef] = []
        for ref in node.parents:
            key = ref.key or self._key_of(ref, node)
            if key == node.key:
                self.ledger.warn("own_parent", f"“{node.title}” names itself as its parent.", node.place, node.key)
            elif all(key != other.key for other in found):
                found.append(replace(ref, key=key))
        return tuple(found)

    def _key_of(self, ref: ParentRef, node: NodeRead) -> str:
        if ref.id and ref.id in self._by_id:
            return self._by_id[ref.id]
        candidates = self._candidates(ref, node) if ref.title else []
        if not candidates:
            return self._placeholder(ref, node)
        if len(candidates) > 1:
            self.ledger.warn(
                "parent_ambiguous",
                f"{len(candidates)} rows are titled “{ref.title}”. The first was taken as the parent.",
                node.place,
                node.key,
            )
        chosen = candidates[0]
        if ref.id:
            self._by_id[ref.id] = chosen.key
            self.adopted[chosen.key] = ref.id
        return chosen.key

    def _candidates(self, ref: ParentRef, node: NodeRead) -> list[NodeRead]:
        """Nodes of that title which may be meant, the fewest that some rule leaves."""
        found = [each for each in self._by_title.get(named(ref.title), []) if each.key != node.key]
        if ref.id:
            found = [each for each in found if not each.own_id and each.key not in self.adopted]
        for keep in (
            lambda each: each.kind != "initiative",
            lambda each: each.kind == "objective",
            lambda each: each.period == node.period,
            lambda each: bool(set(each.teams) & set(node.teams)),
        ):
            if len(found) > 1:
                found = [each for each in found if keep(each)] or found
        return found

    def _placeholder(self, ref: ParentRef, node: NodeRead) -> str:
        key = ref.id or f"missing: {named(ref.title)}"
        if key not in self.placeholders:
            title = ref.title or f"Missing objective {ref.id}"
            kind: Kind = "objective"
            self.placeholders[key] = NodeRead(
                key, kind, title, node.place, own_id=ref.id, period=node.period, is_placeholder=True
            )
            self.ledger.warn(
                "parent_missing",
                f"“{title}” is named as a parent and is not in the file. A placeholder stands for it.",
                node.place,
                key,
            )
        return key


def _without_circles(nodes: list[NodeRead], ledger: Ledger) -> tuple[NodeRead, ...]:
    """The nodes, each link that would close a circle cut and reported."""
    by_key = {node.key: node for node in nodes}
    done: set[str] = set()
    for root in nodes:
        path: list[tuple[str, int]] = [(root.key, 0)]
        on_path = {root.key}
        while path and root.key not in done:
            key, at = path.pop()
            parents = by_key[key].parents
            if at >= len(parents):
                done.add(key)
                on_path.discard(key)
                continue
            path.append((key, at + 1))
            above = parents[at].key
            if above in on_path:
                node = by_key[key]
                by_key[key] = replace(node, parents=parents[:at] + parents[at + 1 :])
                path[-1] = (key, at)
                ledger.warn(
                    "circle", f"“{node.title}” is above its own parent. The link was left out.", node.place, key
                )
            elif above not in done:
                path.append((above, 0))
                on_path.add(above)
    return tuple(by_key[node.key] for node in nodes)
