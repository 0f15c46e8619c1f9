"""The text of a PDF that somebody sent in, page by page; the file is hostile until proved otherwise.

It is never opened in this process: big.pdf_reader reads it in one of its own, which may use a bounded amount of
memory and time, and has neither the environment nor a connection of ours.
"""

import io
import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Final

from big.errors import RefusedFileError

MOST_BYTES: Final = 20_000_000
MOST_PAGES: Final = 400
MOST_TEXT: Final = 4_000_000
SECONDS: Final = 30
MEMORY: Final = 1_000_000_000
_STARTUP_SECONDS = 15
_READER = Path(__file__).with_name("pdf_reader.py")
# Two at a time in one process of ours: more would only make each other slower.
_at_once = threading.BoundedSemaphore(2)


class _Ended(IntEnum):
    """What the reader ends with, as it says itself; it is not imported, so that its library stays out of here."""

    PROTECTED = 3
    TOO_MANY_PAGES = 4
    TOO_MUCH_TEXT = 5


@dataclass(frozen=True, slots=True)
class PdfText:
    """What a PDF says: the text of its pages in the order of its drawing, and its information by name."""

    pages: tuple[str, ...]
    information: Mapping[str, str]


def text_of(content: bytes) -> PdfText:
    """Read a PDF; RefusedFileError for a file that is none, that is too large, or that cannot be read within bounds."""
    if b"%PDF-" not in content[:1024]:
        raise RefusedFileError("This file is not a PDF.", code="not_pdf")
    if len(content) > MOST_BYTES:
        raise RefusedFileError(f"This file is larger than {MOST_BYTES // 1_000_000} MB.", code="file_too_large")
    limits = [str(limit) for limit in (SECONDS, MEMORY, MOST_PAGES, MOST_TEXT)]
    with _at_once:
        try:
            done = subprocess.run(
                [sys.executable, "-I", str(_READER), *limits],
                input=content,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                timeout=SECONDS + _STARTUP_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise _refused(None) from error
    if done.returncode != 0:
        raise _refused(done.returncode)
    told = json.load(io.BytesIO(done.stdout))
    return PdfText(tuple(told["pages"]), told["information"])


def _refused(ended_with: int | None) -> RefusedFileError:
    match ended_with:
        case _Ended.PROTECTED:
            return RefusedFileError("This file is protected by a password, so it cannot be compared.", code="protected")
        case _Ended.TOO_MANY_PAGES:
            return RefusedFileError(f"This file has more than {MOST_PAGES} pages.", code="too_many_pages")
        case _Ended.TOO_MUCH_TEXT:
            return RefusedFileError("This file holds more text than any pack does.", code="too_much_text")
        case _:
            return RefusedFileError("This file is damaged: it cannot be read as a PDF.", code="unreadable")
