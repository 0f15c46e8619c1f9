"""Proves a file that somebody sends back against the packs that were issued, and what is kept of a pack against itself.

A file is the pack as issued if its bytes are: by its SHA-256. Which pack another file claims to be is told by the code
that every pack carries in its information and prints on its last page, or by bytes that are nearly those of a pack.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from big.audit.models import AuditEvent
from big.core import words
from big.documents.services import content_of
from big.errors import RefusedFileError, RuleError
from big.pdf_text import PdfText, text_of
from governance import codes
from governance.models.packs import Pack, PackQuerySet
from governance.packs.comparing import FigureDifference, compare_figures
from governance.packs.taking import content_hash, take_figures
from governance.packs.wording import TextComparison, TextDifference, compare_pages
from governance.phrases import verb

INFORMATION = "sightlinepack"
_PRINTED = re.compile(r"This is pack ([-a-z0-9_]+)[,.]")
SHEETS = re.compile(r'<section class="sheet[^"]*" id="([a-z-]+)" aria-label="([^"]+)"')
# Of files with the size of the one that was sent, so many are looked at byte by byte.
_MOST_ALIKE = 5


class Kind(StrEnum):
    """What a file turned out to be."""

    ISSUED = "issued"
    DRAFT = "draft"
    CHANGED = "changed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a file: only `is_issued` means that it may be relied on.

    `faults` are what is wrong with the pack as Sightline keeps it; `pages` are the pages that differ.
    """

    kind: Kind
    sentence: str
    detail: str = ""
    pack: Pack | None = None
    differences: tuple[TextDifference, ...] = ()
    pages: tuple[int, ...] = ()
    faults: tuple[str, ...] = field(default_factory=tuple)

    @property
    def is_issued(self) -> bool:
        """Whether these are the very bytes that were issued, and what is kept of them is whole."""
        return self.kind == Kind.ISSUED and not self.faults


def check_file(content: bytes, among: PackQuerySet) -> Verdict:
    """Check a file against the packs `among` which it may be found; it is read within bounds, never trusted."""
    packs = among.select_related("node", "issued_by", "prepared_by", "file__document")
    digest = hashlib.sha256(content).hexdigest()
    if pack := packs.issued().filter(sha256=digest).first():
        return _as_issued(pack)
    if pack := packs.filter(file__document__versions__sha256=digest).first():
        return Verdict(
            Kind.DRAFT,
            "This is a draft, not the pack as issued.",
            f"Sightline built it as a draft of {pack.title}, {pack.code}. A draft may differ from what was issued.",
            pack,
        )
    try:
        read: PdfText | None = text_of(content)
        problem = ""
    except RefusedFileError as error:
        read, problem = None, " ".join(error.messages)
    pack = _claimed(read, packs) or _nearly(content, packs)
    if pack is None:
        return Verdict(
            Kind.UNKNOWN,
            "This file is not a pack of this organisation.",
            f"{problem} Nor is it, byte by byte, close to any pack that you may read.".strip()
            if problem
            else "It carries the code of no pack that you may read, and has the bytes of none.",
        )
    if pack.state != Pack.State.ISSUED:
        return Verdict(
            Kind.DRAFT,
            "This file is not a pack as issued.",
            f"It calls itself {pack.code}, which is a draft that was never issued, and has the bytes of no draft kept.",
            pack,
        )
    return _changed(pack, content, read, problem)


def _as_issued(pack: Pack) -> Verdict:
    by = f" by {pack.issued_by}" if pack.issued_by else ""
    on = words.moment(pack.issued_at) if pack.issued_at else ""
    detail = f"{pack.title}, {pack.code}, edition {pack.edition}: issued {on}{by}. Every byte is the same."
    later = Pack.objects.issued().filter(supersedes=pack).only("code").first()
    if later:
        detail += f" A later edition has been issued since: {later.code}."
    faults = stored_faults(pack)
    if faults:
        return Verdict(
            Kind.ISSUED, "This is the file as issued, but Sightline no longer keeps the pack as it was.", detail, pack,
            faults=faults,
        )  # fmt: skip
    return Verdict(Kind.ISSUED, "This is the pack as issued.", detail, pack)


def _claimed(read: PdfText | None, packs: PackQuerySet) -> Pack | None:
    """The pack whose code the file carries; issued ones before drafts."""
    if read is None:
        return None
    printed = _PRINTED.search(" ".join(read.pages[-1].split())) if read.pages else None
    named = {read.information.get(INFORMATION, ""), printed[1] if printed else ""} - {""}
    return packs.filter(code__in=named).order_by("-state", "pk").first() if named else None


def _nearly(content: bytes, packs: PackQuerySet) -> Pack | None:
    """The issued pack of the same size of which nearly all bytes are the same; for files too damaged to be read."""
    for pack in packs.issued().filter(file__size=len(content)).order_by("-pk")[:_MOST_ALIKE]:
        kept = _kept(pack)
        if kept is not None and differing_bytes(kept, content) * 100 < len(content):
            return pack
    return None


def _kept(pack: Pack) -> bytes | None:
    try:
        return content_of(pack.file) if pack.file else None
    except RuleError:
        return None


def differing_bytes(one: bytes, other: bytes) -> int:
    """At how many places two files of one size differ."""
    both = int.from_bytes(one) ^ int.from_bytes(other)
    return len(one) - both.to_bytes(len(one)).count(0)


def _changed(pack: Pack, content: bytes, read: PdfText | None, problem: str) -> Verdict:
    faults = stored_faults(pack)
    kept = _kept(pack)
    said = f"It calls itself {pack.title}, {pack.code}." if read else problem
    if kept is None:
        return Verdict(Kind.CHANGED, "This is not the pack as issued.", said, pack, faults=faults)
    if len(kept) == len(content):
        places = differing_bytes(kept, content)
        said += f" {words.counted(places, 'byte')} of {words.number(len(kept))} {verb(places, 'differs', 'differ')}."
    if read is None:
        return Verdict(Kind.CHANGED, "This is not the pack as issued.", said, pack, faults=faults)
    found = _compared(pack, kept, read)
    if not found.pages:
        said += (
            " Its text is that of the pack on every page; what differs is in its pictures or in how it is written."
            " Ask for the file again, or download it from the pack’s page."
        )
        return Verdict(Kind.CHANGED, "This is not the pack as issued.", said, pack, faults=faults)
    pages = words.counted_in_words(len(found.pages), "page")
    return Verdict(
        Kind.CHANGED,
        f"This is not the pack as issued: {pages} {verb(len(found.pages), 'differs', 'differ')}.",
        said,
        pack,
        found.differences,
        found.pages,
        faults,
    )


def _compared(pack: Pack, kept: bytes, read: PdfText) -> TextComparison:
    names = [name for _, name in SHEETS.findall(pack.html)]
    return compare_pages(text_of(kept).pages, read.pages, names)


def stored_faults(pack: Pack) -> tuple[str, ...]:
    """What is wrong with an issued pack as it is kept: its figures, its file, and what the audit log says of both."""
    return tuple(islice(_faults(pack), 10))


def _faults(pack: Pack) -> Iterator[str]:
    if pack.state != Pack.State.ISSUED:
        return
    if pack.content_sha256 and content_hash(pack.snapshot) != pack.content_sha256:
        yield "The figures that Sightline keeps of this pack are not those that were issued: their hash differs."
    if pack.file is None or pack.file.sha256 != pack.sha256:
        yield "The file that Sightline keeps of this pack is not the one that was issued."
    else:
        try:
            content_of(pack.file)
        except RuleError as error:
            yield " ".join(error.messages)
    told = AuditEvent.objects.about(pack).filter(code=codes.PACK_ISSUED).values_list("after", flat=True).first()
    if told is None:
        yield "The audit log does not tell of its issue."
    elif told.get("sha256") != pack.sha256 or told.get("content_sha256", "") != pack.content_sha256:
        yield "The audit log tells of other hashes than those that the pack carries."


@dataclass(frozen=True, slots=True)
class Again:
    """A pack read again as of its moment: where there is no difference, it gives the same figures."""

    pack: Pack
    figures: int
    differences: tuple[FigureDifference, ...]
    faults: tuple[str, ...]

    @property
    def is_equal(self) -> bool:
        """Whether every figure is that of the pack."""
        return not self.differences


def read_again(pack: Pack) -> Again:
    """Read the content of a pack again, as of its moment and with its builder's rights of today, and compare.

    RuleError for a pack that has no figures, or from before moments were kept.
    """
    if not pack.snapshot:
        raise RuleError("This pack has not been built yet.", code="not_built")
    if pack.as_of is None:
        raise RuleError(
            "The moment at which this pack was read was not recorded then, so it cannot be read again.", code="as_of"
        )
    read = take_figures(pack, pack.as_of)
    found = compare_figures(pack.snapshot, read, builder=pack.prepared_by.name)
    return Again(pack, len(pack.snapshot["works"]), found, stored_faults(pack))
