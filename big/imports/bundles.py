"""Several files as one: kept, checked and imported together, in the order of their names."""

import io
import zipfile
from collections.abc import Iterable
from typing import Final

from big.core import words
from big.errors import RefusedFileError
from big.imports.guards import ZipLimits, kind_of, safe_filename, unpack

_LIMITS: Final = ZipLimits(entries=500, total=200_000_000, ratio=200)
# A bundle of the same files has the same bytes, so that it is kept once.
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
_OFFICE: Final = "[Content_Types].xml"


def bundle(files: Iterable[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Name and content of a ZIP of these files; one file alone stays as it is."""
    found = sorted(files)
    if len(found) == 1:
        return found[0]
    for name, content in found:
        if kind_of(content) == "zip":
            raise RefusedFileError(
                f"{safe_filename(name)} is a workbook or an archive. Import such files one at a time.",
                code="bundle_zip",
            )
    held, taken = io.BytesIO(), set[str]()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in found:
            archive.writestr(zipfile.ZipInfo(_free(safe_filename(name), taken), _MOMENT), content, zipfile.ZIP_DEFLATED)
    return f"{words.counted(len(found), 'file')}, first {safe_filename(found[0][0])}.zip", held.getvalue()


def _free(name: str, taken: set[str]) -> str:
    """A name that no other file of the bundle has."""
    stem, _, ending = name.rpartition(".")
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{stem}-{number}.{ending}"
    taken.add(free)
    return free


def files_in(filename: str, content: bytes) -> list[tuple[str, bytes]]:
    """The files of a bundle or of any ZIP, by name; an Office document, or anything that is no ZIP, is one file.

    RefusedFileError where the ZIP is damaged or holds too much.
    """
    if kind_of(content) != "zip":
        return [(filename, content)]
    if unpack(content, _LIMITS, wanted=[_OFFICE]):
        return [(filename, content)]
    return [(name, held) for name, held in sorted(unpack(content, _LIMITS).items()) if held]
