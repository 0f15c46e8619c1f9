"""What a file from outside must pass before any reader looks at it: its size, its kind, what it unpacks to."""

import io
import stat
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from big.errors import RefusedFileError

CHUNK = 64 * 1024

# The first bytes of kinds that people pick by mistake, or send on purpose; none of them opens with white space.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"%PDF-", "PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office document"),
    (b"GIF8", "GIF picture"),
    (b"\x89PNG\r\n", "PNG picture"),
    (b"\xff\xd8\xff", "JPEG picture"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "RAR"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
    (b"SQLite format 3\x00", "database"),
    (b"{\\rtf", "RTF document"),
)
_UNICODE_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class Chunks(Protocol):
    """What hands out a file piece by piece: an upload, an opened file."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most `size`; none at the end."""
        ...


def in_megabytes(size: int) -> str:
    """A size in words: "20 MB", "1.5 MB", "800 kB"."""
    if size < 1_000_000:
        return f"{max(size // 1000, 1)} kB"
    return f"{size / 1_000_000:.1f}".removesuffix(".0") + " MB"


def too_large(limit: int) -> RefusedFileError:
    """The refusal of a file above `limit` bytes."""
    return RefusedFileError(
        f"This file is larger than {in_megabytes(limit)}, the most this kind of import reads.", code="file_too_large"
    )


def read_limited(source: Chunks, limit: int) -> bytes:
    """All of `source`, read piece by piece; RefusedFileError as soon as it passes `limit` bytes, or if it is empty."""
    held = bytearray()
    while chunk := source.read(CHUNK):
        held += chunk
        if len(held) > limit:
            raise too_large(limit)
    return require_size(bytes(held), limit)


def require_size(content: bytes, limit: int) -> bytes:
    """Refuse nothing at all, and too much."""
    if not content:
        raise RefusedFileError("This file is empty.", code="file_empty")
    if len(content) > limit:
        raise too_large(limit)
    return content


def kind_of(content: bytes) -> str:
    """What the first bytes say the file is: "zip", "PDF", ...; "text" where they say nothing and hold no NUL.

    By content alone; a name proves nothing. "binary" is left for anything else.
    """
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return kind
    if content.startswith(_UNICODE_MARKS):
        return "text"
    head = content[:4096]
    return "text" if b"\x00" not in head or _is_wide_text(head) else "binary"


def _is_wide_text(head: bytes) -> bool:
    """UTF-16 without its mark: every other byte is zero."""
    return (head[:1] == b"<" and head[1:2] == b"\x00") or head[:2] == b"\x00<"


def require_text(content: bytes, wanted: str) -> bytes:
    """Refuse what is not text of any kind; `wanted` is the kind in words ("an XML file", "a CSV file")."""
    found = kind_of(content)
    if found != "text":
        article = "an" if found[:1].lower() in "aeiou" else "a"
        shown = {"zip": "a zip archive or an Office document", "binary": "not text"}.get(found, f"{article} {found}")
        raise RefusedFileError(f"This file is {shown}, whatever its name says. Choose {wanted}.", code="file_kind")
    return content


def safe_filename(name: str) -> str:
    """The name as it may be shown: the last part of the path, printable, never empty, at most 250 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(letter for letter in last if letter.isprintable()).strip()
    return shown[:250] if shown not in {"", ".", ".."} else "unnamed"


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """How much an archive may hold: entries, bytes unpacked in total, and times its packed size."""

    entries: int = 2_000
    total: int = 100_000_000
    ratio: int = 100

    def allowed(self, packed: int) -> int:
        """Bytes that an archive of `packed` bytes may unpack to; small ones are let off the ratio."""
        return min(self.total, max(packed * self.ratio, 2_000_000))


def unpack(content: bytes, limits: ZipLimits, *, wanted: Iterable[str] | None = None) -> dict[str, bytes]:
    """The files of a zip archive by name, unpacked in memory and never to disk; RefusedFileError if it is hostile.

    Checked first is what the archive says of itself, then, byte by byte, what really comes out of it: a directory
    that lies about sizes gains nothing. `wanted` names the entries to unpack, the others are only checked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_directory(entries, limits, allowed=limits.allowed(len(content)))
            names = None if wanted is None else frozenset(wanted)
            chosen = (entry for entry in entries if names is None or entry.filename in names)
            return dict(_unpacked(archive, chosen, limits.allowed(len(content))))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise RefusedFileError("This archive is damaged.", code="zip_damaged") from error


def _check_directory(entries: list[zipfile.ZipInfo], limits: ZipLimits, *, allowed: int) -> None:
    if len(entries) > limits.entries:
        raise RefusedFileError(
            f"This archive holds {len(entries)} files, more than the {limits.entries} allowed.", code="zip_entries"
        )
    if len({entry.filename for entry in entries}) < len(entries):
        raise RefusedFileError("This archive names a file twice.", code="zip_names")
    for entry in entries:
        _check_entry(entry)
    if sum(entry.file_size for entry in entries) > allowed:
        raise _bomb(allowed)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in entry.filename or not path.parts:
        raise RefusedFileError("This archive holds a file that points outside the archive.", code="zip_names")
    mode = entry.external_attr >> 16
    if mode and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_IFMT(mode) == 0):
        raise RefusedFileError("This archive holds a link instead of a file.", code="zip_links")
    if entry.flag_bits & 0x1:
        raise RefusedFileError("This archive is locked with a password. Save it without one.", code="zip_locked")


def _unpacked(
    archive: zipfile.ZipFile, entries: Iterable[zipfile.ZipInfo], allowed: int
) -> Iterator[tuple[str, bytes]]:
    left = allowed
    for entry in entries:
        if entry.is_dir():
            continue
        held = bytearray()
        with archive.open(entry) as source:
            while chunk := source.read(CHUNK):
                held += chunk
                left -= len(chunk)
                if left < 0:
                    raise _bomb(allowed)
        if kind_of(bytes(held[:16])) in {"zip", "gzip", "bzip2", "7z", "RAR"}:
            raise RefusedFileError("This archive holds another archive.", code="zip_nested")
        yield entry.filename, bytes(held)


def _bomb(allowed: int) -> RefusedFileError:
    return RefusedFileError(
        f"This archive unpacks to more than {in_megabytes(allowed)}, too much for its size.", code="zip_bomb"
    )
