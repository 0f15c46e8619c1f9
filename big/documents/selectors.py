"""What the page of a document says of its versions."""

from collections.abc import Sequence

from big.core import words
from big.documents.models import DocumentVersion


def message_of(versions: Sequence[DocumentVersion]) -> str:
    """How many versions are kept and since when the newest stands; `versions` newest first."""
    if not versions:
        return "No file is kept yet."
    newest = words.day(versions[0].created_at)
    if len(versions) == 1:
        return f"One version, kept on {newest} and unchanged since."
    return f"{words.capital(words.in_words(len(versions)))} versions; the newest is of {newest}."
