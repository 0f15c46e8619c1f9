"""The form of an element apart from its words: kept with the record, filled again with what the record says now.

A form is JSON: {"t": tag} with "a" attributes, "c" children, "x" text. A field's place carries "s", the field's name,
and "x" only where the file wrote the value in another way than we would; {"h": tag, "n": count} is a run of holes.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

from okr.stratml import grammar
from okr.stratml.nodes import INSTANCE, Node, with_children
from okr.stratml.slots import SLOTS, Path, Slot, filled_slots

Form = dict[str, Any]


def form_of(own: Node) -> Form:
    """The form of an element, with places instead of the words that its record's fields hold."""
    return _formed(own, (), {path: slot for slot, path, _, _ in filled_slots(own)})


def _formed(node: Node, path: Path, places: Mapping[Path, Slot], *, is_first: bool = True) -> Form:
    form: Form = {"t": node.tag}
    if attributes := {name: _attribute(name, value, path, places) for name, value in node.attributes}:
        form["a"] = attributes
    slot = places.get(path) if is_first else None
    if slot:
        form |= _place(slot, node.text)
    elif node.text:
        form["x"] = node.text
    if node.children:
        form["c"] = _children(node, path, places if is_first else {})
    return form


def _children(node: Node, path: Path, places: Mapping[Path, Slot]) -> list[Form]:
    forms: list[Form] = []
    seen: set[str] = set()
    for (tag, is_hole), run in groupby(node.children, key=lambda child: (child.tag, child.is_hole)):
        children = list(run)
        if is_hole:
            forms.append({"h": tag, "n": len(children)})
            continue
        for child in children:
            forms.append(_formed(child, (*path, tag), places, is_first=tag not in seen))
            seen.add(tag)
    return forms


def _attribute(name: str, value: str, path: Path, places: Mapping[Path, Slot]) -> Any:
    slot = places.get((*path, f"@{name.removeprefix('+')}"))
    return _place(slot, value) if slot else value


def _place(slot: Slot, raw: str) -> Form:
    is_ours = slot.codec.show(slot.codec.parse(raw)) == raw
    return {"s": slot.field} if is_ours else {"s": slot.field, "x": raw}


def filled(form: Form, values: Mapping[str, Any], part: int) -> Node:
    """The element with its record's present values: the file's own words where they still mean the same."""
    tag = form["t"]
    slots = {slot.field: slot for slot in SLOTS[tag]}
    node = _node(form, values, slots)
    held = {slot.field for slot, *_ in filled_slots(node)}
    for slot in SLOTS[tag]:
        text = slot.codec.show(values[slot.field])
        if slot.field not in held and text and text != slot.codec.show(slot.codec.parse("")):
            node = put(node, slot.path_in(part), text)
    return node


def _node(form: Form, values: Mapping[str, Any], slots: Mapping[str, Slot]) -> Node:
    children: list[Node] = []
    for each in form.get("c", ()):
        if "h" in each:
            children += [Node(each["h"], is_hole=True)] * each["n"]
        else:
            children.append(_node(each, values, slots))
    attributes = tuple((name, _words(held, values, slots)) for name, held in form.get("a", {}).items())
    return Node(form["t"], tuple(sorted(attributes)), _words(form, values, slots), tuple(children))


def _words(form: Any, values: Mapping[str, Any], slots: Mapping[str, Slot]) -> str:
    if isinstance(form, str):
        return form
    raw = form.get("x")
    if "s" not in form:
        return raw or ""
    slot, value = slots[form["s"]], values[form["s"]]
    return raw if raw is not None and slot.codec.parse(raw) == value else slot.codec.show(value)


def fresh(tag: str, values: Mapping[str, Any], part: int, *, sequence: str = "") -> Node:
    """The element of a record that no file brought: what is filled or asked for, in the order of the schemas."""
    node = Node(tag)
    if sequence:
        node = put(node, ("NameDescription", "SequenceIndicator") if part == 3 else ("SequenceIndicator",), sequence)
    for slot in SLOTS[tag]:
        text = slot.codec.show(values[slot.field])
        if text or slot.is_asked:
            node = put(node, slot.path_in(part), text)
    return node


def put(node: Node, path: Path, text: str) -> Node:
    """The tree with this text at `path`; elements on the way are made where they belong."""
    head, *rest = path
    if head.startswith("@"):
        # Part 3 keeps the dates in attributes of its own namespace, all others stand in none.
        name = f"+{head[1:]}" if head[1:].endswith("Date") else head[1:]
        kept = {key: value for key, value in node.attributes if key.removeprefix("+") != head[1:]}
        return replace(node, attributes=tuple(sorted({**kept, name: text}.items())))
    if not rest:
        leaf = node.first(head)
        if leaf is None:
            return insert(node, Node(head, text=text))
        return node.changed((head,), lambda found: replace(found, text=text))
    if node.first(head) is None:
        node = insert(node, Node(head))
    return node.changed((head,), lambda found: put(found, tuple(rest), text))


def insert(node: Node, child: Node) -> Node:
    """The node with a further child: after its like, or where the schemas want it."""
    return with_children(node, _inserted(node, child))


def _inserted(node: Node, child: Node) -> tuple[Node, ...]:
    children = node.children
    like = [at for at, each in enumerate(children) if each.tag == child.tag]
    if like:
        at = like[-1] + 1
    else:
        place = grammar.place_of(node.tag, child.tag)
        before = [at for at, each in enumerate(children) if grammar.place_of(node.tag, each.tag) < place]
        at = before[-1] + 1 if before else 0
    return (*children[:at], child, *children[at:])


def with_holes(node: Node, counts: Mapping[str, int], path_of: Callable[[str], Path]) -> Node:
    """The element with exactly these holes: the file's places first, further ones where they belong.

    Holes of measurement instances are left alone; they pair targets with results.
    """
    for tag, count in counts.items():
        there = sum(hole.tag == tag for hole in node.holes())
        if there > count:
            node = _dropped(node, tag, there - count)
        for _ in range(count - there):
            node = _with_hole(node, tag, path_of(tag))
    return node


def _dropped(node: Node, tag: str, surplus: int) -> Node:
    """Without the last `surplus` holes of that name."""
    left = [surplus]

    def keep(each: Node) -> Node | None:
        if each.is_hole and each.tag == tag and left[0]:
            left[0] -= 1
            return None
        kept = [found for child in reversed(each.children) if (found := keep(child)) is not None]
        return with_children(each, tuple(reversed(kept)))

    return keep(node) or node


def _with_hole(node: Node, tag: str, path: Path) -> Node:
    if not path:
        return insert(node, Node(tag, is_hole=True))
    if path[0] != INSTANCE and node.first(path[0]) is None:
        node = insert(node, Node(path[0]))
    return node.changed((path[0],), lambda found: _with_hole(found, tag, path[1:]))
