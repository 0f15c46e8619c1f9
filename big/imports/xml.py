"""Reading XML from outside: bounded, without DTDs, entities or inclusions, and with the line of everything.

Expat alone builds the tree, so that one parser decides what is refused and where; nothing here can open a file
or an address. Names stay as written, with their prefix, because files in the wild declare the wrong namespaces.
"""

from dataclasses import dataclass, field
from typing import Final, NoReturn
from xml.parsers import expat  # hardened below: doctypes, and with them entities, are refused

from big.errors import RefusedFileError
from big.imports.guards import require_text

XINCLUDE: Final = "http://www.w3.org/2001/XInclude"
XML_NAMESPACE: Final = "http://www.w3.org/XML/1998/namespace"
NO_NAMESPACE: Final = ""


@dataclass(frozen=True, slots=True)
class XmlAside:
    """A comment or a processing instruction: no content, but worth telling of."""

    text: str
    line: int
    is_comment: bool


@dataclass(frozen=True, slots=True)
class XmlText:
    """Text between elements, with the line on which its first word stands."""

    text: str
    line: int


@dataclass(slots=True)
class XmlElement:
    """An element with its local name, namespace, and what it holds, in order.

    `prefix` is what stands before the colon; `namespace` is None where that prefix was never declared.
    """

    name: str
    prefix: str
    namespace: str | None
    attributes: list[tuple[str, str, str]]
    line: int
    column: int
    content: "list[XmlElement | XmlAside | XmlText]" = field(default_factory=list)

    @property
    def elements(self) -> "list[XmlElement]":
        """The elements right inside."""
        return [each for each in self.content if isinstance(each, XmlElement)]


@dataclass(slots=True)
class XmlFile:
    """A whole file: what stands around the first element, and that element."""

    root: XmlElement
    asides: list[XmlAside]


@dataclass(frozen=True, slots=True)
class XmlLimits:
    """How much a file may hold before it counts as an attack."""

    elements: int = 100_000
    depth: int = 60
    attributes: int = 40


def parse_xml(content: bytes, limits: XmlLimits | None = None) -> XmlFile:
    """The tree of a well-formed file; RefusedFileError names line and column where it is not, or why it is unsafe."""
    builder = _Builder(limits or XmlLimits())
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    builder.attach(parser)
    try:
        parser.Parse(require_text(content, "an XML file"), True)
    except expat.ExpatError as error:
        raise _malformed(error) from error
    except (LookupError, ValueError) as error:
        raise RefusedFileError(
            "The encoding that this file declares is not supported. Save it as UTF-8.", code="xml_encoding"
        ) from error
    return builder.finished()


def _malformed(error: expat.ExpatError) -> RefusedFileError:
    reason = expat.ErrorString(error.code) or "unknown reason"
    if error.code == expat.errors.codes[expat.errors.XML_ERROR_UNKNOWN_ENCODING]:
        return RefusedFileError(
            "The encoding that this file declares is not supported. Save it as UTF-8.", code="xml_encoding"
        )
    return RefusedFileError(
        f"This file is not well-formed XML at line {error.lineno}, column {error.offset + 1}: {reason}. "
        "Correct it there, then import it again.",
        code="xml_malformed",
    )


class _Builder:
    """Expat's handlers, and the stack of elements that are still open."""

    def __init__(self, limits: XmlLimits) -> None:
        self._limits = limits
        self._count = 0
        self._open: list[XmlElement] = []
        self._scopes: list[dict[str, str]] = [{"": NO_NAMESPACE, "xml": XML_NAMESPACE}]
        self._asides: list[XmlAside] = []
        self._root: XmlElement | None = None
        self._parser: expat.XMLParserType

    def attach(self, parser: expat.XMLParserType) -> None:
        """Listen to `parser`."""
        self._parser = parser
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._doctype
        parser.ExternalEntityRefHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.CommentHandler = self._comment
        parser.ProcessingInstructionHandler = self._instruction
        parser.ordered_attributes = True

    def finished(self) -> XmlFile:
        """The tree, once expat is through."""
        if self._root is None:
            raise RefusedFileError("This file holds no XML element.", code="xml_malformed")
        return XmlFile(self._root, self._asides)

    def _refuse(self, what: str, code: str) -> NoReturn:
        raise RefusedFileError(f"{what} (line {self._parser.CurrentLineNumber}).", code=code)

    def _doctype(self, *_: object) -> NoReturn:
        self._refuse("This file declares a document type or entities, which an import never reads", "xml_doctype")

    def _start(self, tag: str, pairs: list[str]) -> None:
        self._count += 1
        if self._count > self._limits.elements:
            self._refuse(f"This file holds more than {self._limits.elements} elements", "xml_too_many")
        if len(self._open) >= self._limits.depth:
            self._refuse(f"This file nests elements more than {self._limits.depth} deep", "xml_too_deep")
        if len(pairs) > 2 * self._limits.attributes:
            self._refuse(f"An element carries more than {self._limits.attributes} attributes", "xml_too_many")
        named = list(zip(pairs[::2], pairs[1::2], strict=True))
        scope = self._scope(named)
        prefix, name = _split(tag)
        element = XmlElement(
            name=name,
            prefix=prefix,
            namespace=scope.get(prefix),
            attributes=[(_space(key, scope), _split(key)[1], value) for key, value in named if not _declares(key)],
            line=self._parser.CurrentLineNumber,
            column=self._parser.CurrentColumnNumber + 1,
        )
        if element.namespace == XINCLUDE:
            self._refuse("This file asks to include another file, which an import never does", "xml_include")
        if self._open:
            self._open[-1].content.append(element)
        else:
            self._root = element
        self._open.append(element)

    def _scope(self, named: list[tuple[str, str]]) -> dict[str, str]:
        declared = {key[6:]: value for key, value in named if _declares(key)}
        scope = {**self._scopes[-1], **declared} if declared else self._scopes[-1]
        self._scopes.append(scope)
        return scope

    def _end(self, _: str) -> None:
        self._open.pop()
        self._scopes.pop()

    def _text(self, text: str) -> None:
        # Expat hands the text over when it meets what follows, so the line is counted back from there.
        after = text[len(text) - len(text.lstrip()) :].count("\n")
        self._open[-1].content.append(XmlText(text, self._parser.CurrentLineNumber - after))

    def _comment(self, text: str) -> None:
        self._aside(XmlAside(text, self._parser.CurrentLineNumber, is_comment=True))

    def _instruction(self, target: str, data: str) -> None:
        self._aside(XmlAside(f"{target} {data}".strip(), self._parser.CurrentLineNumber, is_comment=False))

    def _aside(self, aside: XmlAside) -> None:
        if self._open:
            self._open[-1].content.append(aside)
        else:
            self._asides.append(aside)


def _split(name: str) -> tuple[str, str]:
    prefix, _, local = name.rpartition(":")
    return prefix, local


def _declares(key: str) -> bool:
    """Whether an attribute declares a namespace: "xmlns" the one without a prefix, "xmlns:p" that of p."""
    return key == "xmlns" or key.startswith("xmlns:")


def _space(key: str, scope: dict[str, str]) -> str:
    """The namespace of an attribute; one without a prefix has none, one with an unknown prefix keeps it."""
    prefix, _ = _split(key)
    return scope.get(prefix, f"?{prefix}") if prefix else NO_NAMESPACE
