"""Files and the transaction that speaks of them: a row never lacks its file, and a failed act leaves none behind.

A file is written before its row commits, so that no reader meets a row without one. Where the act then fails,
`undone_on_error` deletes what was written inside it; what a killed process leaves is found by `sweep_files`.
"""

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.files.storage import Storage, default_storage

from big import clock
from big.documents.models import FOLDER, DocumentVersion

logger = logging.getLogger(__name__)

# An unfinished act may hold a file whose row nobody sees yet; no act lasts this long.
ORPHAN_AFTER = dt.timedelta(hours=24)

_written: ContextVar[list[str] | None] = ContextVar("documents_written", default=None)


@contextmanager
def undone_on_error() -> Iterator[None]:
    """Delete the files written inside the block if it fails; stands outside the transaction that it follows."""
    outer = _written.get()
    names: list[str] = []
    token = _written.set(names)
    try:
        yield
    except BaseException:
        for name in names:
            _delete(name)
        raise
    else:
        if outer is not None:
            outer += names
    finally:
        _written.reset(token)


def note_written(name: str) -> None:
    """Remember a file that was just written, for the act that may yet fail."""
    names = _written.get()
    if names is not None:
        names.append(name)


def sweep_files(storage: Storage | None = None) -> int:
    """Delete files that no document version names and that are older than a day; returns how many.

    One query for each of the 256 folders, whatever their number of files.
    """
    held, gone = storage or default_storage, 0
    for folder in _folders(held):
        names = {f"{FOLDER}/{folder}/{name}" for name in held.listdir(f"{FOLDER}/{folder}")[1]}
        known = set(DocumentVersion.objects.filter(file__in=names).values_list("file", flat=True))
        for name in names - known:
            if held.get_modified_time(name) < clock.now() - ORPHAN_AFTER:
                held.delete(name)
                gone += 1
    if gone:
        logger.warning("deleted %s files that no document names", gone)
    return gone


def _folders(storage: Storage) -> list[str]:
    try:
        return storage.listdir(FOLDER)[0]
    except FileNotFoundError:
        return []


def _delete(name: str) -> None:
    """Delete while another error is on its way: that one is what the caller must hear of."""
    try:
        default_storage.delete(name)
    except OSError:
        logger.exception("could not delete %s after a failed act; the sweep will", name)
