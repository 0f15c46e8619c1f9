"""From bytes to text: which encoding the file has, and a clear no to what is not text at all."""

import codecs
from dataclasses import dataclass

from big.errors import RefusedFileError

MAX_BYTES = 10_000_000
_NOT_TEXT = (
    (
        b"PK\x03\x04",
        "This is a workbook or a zip file. Open it, save the sheet with the projects as CSV, and import that.",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "This is an old Excel workbook. Open it, save the sheet with the projects as CSV, and import that.",
    ),
    (b"%PDF", "This is a PDF. The data is published as CSV as well: import that."),
)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What may stand in a text file below U+0020: tab, line feed, vertical tab, form feed, carriage return.
_ALLOWED = frozenset("\t\n\v\f\r")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, and the encoding that it was read with."""

    text: str
    encoding: str


def decode(content: bytes) -> Decoded:
    """The text of `content`: UTF-8, UTF-16 with a mark, Windows-1252, or that with the bytes it leaves undefined.

    Raises RefusedFileError for what is empty, too large or no text.
    """
    _refuse_what_is_no_text(content)
    if content.startswith(_UTF_16):
        return _checked(_utf_16(content), "utf-16")
    try:
        return _checked(content.decode("utf-8-sig"), "utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return _checked(content.decode("cp1252"), "cp1252")
    except UnicodeDecodeError:
        # Five bytes mean nothing in Windows-1252. Only they are read as Latin-1, so that quotes and dashes stay.
        return _checked(content.decode("cp1252", errors="gmpp_latin_1"), "latin-1")


def _refuse_what_is_no_text(content: bytes) -> None:
    if not content.strip():
        raise RefusedFileError("The file is empty.", code="empty")
    if len(content) > MAX_BYTES:
        size, most = len(content) // 1_000_000, MAX_BYTES // 1_000_000
        raise RefusedFileError(
            f"The file has {size} MB. {most} MB is the most that is read; a year of major projects has less than 1 MB.",
            code="too_large",
        )
    for start, sentence in _NOT_TEXT:
        if content.startswith(start):
            raise RefusedFileError(sentence, code="not_text")


def _utf_16(content: bytes) -> str:
    try:
        return content.decode("utf-16")
    except UnicodeDecodeError as error:
        raise RefusedFileError("The file says that it is UTF-16 text, and it is not.", code="not_text") from error


def _checked(text: str, encoding: str) -> Decoded:
    text = text.rstrip("\x1a")  # the mark that old systems put at the end of a file
    found = next((place for place, char in enumerate(text) if char < " " and char not in _ALLOWED), None)
    if found is not None:
        line = text.count("\n", 0, found) + 1
        raise RefusedFileError(
            f"This is not a text file: line {line} holds a control character. Import the CSV file as it was published.",
            code="not_text",
        )
    return Decoded(text, encoding)


def _as_latin_1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("gmpp_latin_1", _as_latin_1)
