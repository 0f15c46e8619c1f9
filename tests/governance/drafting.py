"""Packs for tests: drawn as a PDF only where the file itself is looked at, and built once where tests only read."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.core.cache import cache
from django.db import transaction

from big import clock
from big.accounts.models import User
from big.jobs.services import run_job
from big.organisation.nodes import Node
from big.pdf import Pdf
from governance.models.packs import Pack
from governance.packs.proving import SHEETS
from governance.services import packs


def sketch(
    html: str,
    *,
    identifier: str = "",
    made_at: dt.datetime | None = None,
    laid_out: Callable[[int], None] | None = None,
    **_: Any,
) -> Pdf:
    """A file that stands for the drawn pages: it begins like a PDF, and the same pages give the same bytes.

    WeasyPrint takes seconds for what a test of rights, states or figures never looks at.
    """
    pages = len(SHEETS.findall(html))
    if laid_out is not None:
        laid_out(pages)
    digest = hashlib.sha256(f"{html}{identifier}{made_at}".encode()).hexdigest()
    return Pdf(f"%PDF-1.7\n{digest}\n%%EOF\n".encode(), pages)


def build(actor: User, *, as_of: dt.datetime | None = None, drawn: bool = False) -> Pack:
    """The pack of the node at the top as the worker builds it; its file is a sketch unless it is `drawn`."""
    pack, job = packs.request_pack(Node.objects.get(parent=None).pk, actor=actor, as_of=as_of)
    if drawn:
        assert run_job(job.pk)
    else:
        with patch("governance.services.packs.render_pdf", sketch):
            assert run_job(job.pk)
    return again(pack)


def build_issued(actor: User, *, drawn: bool = False) -> Pack:
    """The same, issued by its builder."""
    pack = build(actor, drawn=drawn)
    return again(packs.issue_pack(pack.pk, actor=actor, version=pack.version))


def again(pack: Pack) -> Pack:
    """The pack as the database has it now, with what pages read of it."""
    return Pack.objects.select_related("file__document", "node", "prepared_by").get(pk=pack.pk)


@contextmanager
def held(blocker: Any) -> Iterator[None]:
    """What is made inside is there for every test of a module, outside their transactions; rolled back at the end."""
    with blocker.unblock(), transaction.atomic():
        clock.forget()
        cache.clear()
        yield
        transaction.set_rollback(True)
    clock.forget()
