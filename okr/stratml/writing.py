"""From a tree of nodes to the text of a StratML file."""

import re
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape

from okr.stratml import grammar
from okr.stratml.frame import Frame
from okr.stratml.nodes import Node

_ATTRIBUTE: Final = {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_TEXT: Final = {"\r": "&#13;"}
# What XML 1.0 has no way to write, not even as a reference.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_plan_file(root: Node, frame: Frame) -> bytes:
    """The file in UTF-8, indented with tabs; texts stand exactly as they are."""
    return "".join(_file(root, frame)).encode()


def _file(root: Node, frame: Frame) -> Iterator[str]:
    prefix, namespace = frame["prefix"], frame["namespace"]
    spaces = {f"xmlns:{prefix}" if prefix else "xmlns": namespace} if namespace else {}
    if any(name.startswith("xsi:") for name, _ in root.attributes):
        spaces["xmlns:xsi"] = grammar.XSI
    qualified = prefix
    if not prefix and namespace and _has_qualified(root):
        # An attribute has no namespace without a prefix.
        qualified = "stratml"
        spaces["xmlns:stratml"] = namespace
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield from _Writer(prefix, qualified).element(root, 0, spaces)


def _has_qualified(node: Node) -> bool:
    return any(name.startswith("+") for name, _ in node.attributes) or any(map(_has_qualified, node.children))


class _Writer:
    """Writes elements with the prefix of the file."""

    def __init__(self, prefix: str, qualified: str) -> None:
        self._prefix = f"{prefix}:" if prefix else ""
        self._qualified = f"{qualified}:" if qualified else ""

    def element(self, node: Node, depth: int, spaces: dict[str, str] | None = None) -> Iterator[str]:
        """One element on its own line or lines."""
        tag, indent = f"{self._prefix}{node.tag}", "\t" * depth
        named = {**(spaces or {}), **{self._name(name): value for name, value in node.attributes}}
        head = "".join(f' {name}="{escape(_clean(value), _ATTRIBUTE)}"' for name, value in named.items())
        if node.children:
            yield f"{indent}<{tag}{head}>\n"
            for child in node.children:
                yield from self.element(child, depth + 1)
            yield f"{indent}</{tag}>\n"
        elif node.text:
            yield f"{indent}<{tag}{head}>{escape(_clean(node.text), _TEXT)}</{tag}>\n"
        else:
            yield f"{indent}<{tag}{head}/>\n"

    def _name(self, name: str) -> str:
        return f"{self._qualified}{name[1:]}" if name.startswith("+") else name


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)
