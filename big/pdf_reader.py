"""Reads one PDF in a process of its own: bytes come in, text goes out as JSON. Started by big.pdf_text, not imported.

It knows nothing of the product: no settings, no database, no secret. Before it looks at the file it gives up the
right to more memory, time and files than it was told, so that a hostile file can end this process and nothing else.
"""

import io
import json
import logging
import resource
import sys
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError

PROTECTED, TOO_MANY_PAGES, TOO_MUCH_TEXT = 3, 4, 5
"""What it ends with besides 0; whatever else it ends with, the file could not be read."""
MOST_VALUE = 500


def confine(seconds: int, memory: int) -> None:
    """Give up what is not needed, for good."""
    for limit, value in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(limit, (value, value))


def read(most_pages: int, most_text: int) -> dict[str, Any]:
    """The pages' text and the plain entries of the document's information."""
    logging.disable(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()), strict=False)
    except DependencyError:
        # Ciphers are a package of their own, which we do without: a pack is never protected.
        raise SystemExit(PROTECTED) from None
    if reader.is_encrypted:
        raise SystemExit(PROTECTED)
    if len(reader.pages) > most_pages:
        raise SystemExit(TOO_MANY_PAGES)
    pages, length = [], 0
    for page in reader.pages:
        text = page.extract_text()
        length += len(text)
        if length > most_text:
            raise SystemExit(TOO_MUCH_TEXT)
        pages.append(text)
    information = {
        str(name).lstrip("/"): str(value)[:MOST_VALUE]
        for name, value in (reader.metadata or {}).items()
        if isinstance(value, str)
    }
    return {"pages": pages, "information": information}


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    confine(given[0], given[1])
    sys.stdout.write(json.dumps(read(given[2], given[3])))
