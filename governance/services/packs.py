"""Everything that changes packs: asking for one, building it in the worker, issuing it for good."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from big import clock
from big.accounts.models import User
from big.audit.anchors import anchor_of_now
from big.audit.record import record
from big.documents.models import Document, DocumentVersion
from big.documents.services import add_document, store_version
from big.errors import RuleError
from big.history.horizon import freeze, settled
from big.history.moment import as_of as reading_as_of
from big.jobs.handlers import Tell
from big.jobs.models import Job
from big.jobs.services import request_job
from big.organisation.nodes import Node
from big.pdf import render_pdf
from big.policies import require
from big.records import require_version, revise
from governance import codes, policies
from governance.models.packs import Pack
from governance.packs.snapshot import TEMPLATE_VERSION
from governance.packs.taking import content_hash, take

BUILD = "governance.build_pack"
STEPS = ("Collect figures", "Check totals", "Draw pages", "Write the PDF", "Store")


@transaction.atomic
def request_pack(
    node_id: int, *, actor: User, read_on: dt.date | None = None, as_of: dt.datetime | None = None
) -> tuple[Pack, Job]:
    """Ask for the pack of a node: one's open draft of that date and moment is rebuilt, else an edition is begun.

    `as_of` is the moment whose records it shows, by default the moment when it is built; `read_on` is the date on
    which they are read, by default the business date of that moment.
    """
    node = Node.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=node_id)
    require(policies.can_build(actor, node))
    if node.parent_id is not None:
        raise RuleError("So far only the node at the top has a pack. Choose the Main Board.", code="node")
    moment = as_of.astimezone(dt.UTC) if as_of else None
    today = _today_at(node, moment) if moment else clock.today()
    day = read_on or today
    if day > today:
        raise RuleError("A pack cannot be read on a day to come. Choose today or earlier.", code="read_on")
    drafts = Pack.objects.filter(node=node, read_on=day, state=Pack.State.DRAFT, prepared_by=actor, as_of_asked=moment)
    pack = drafts.order_by("-pk").first() or _new_edition(node, actor, day, moment)
    after = {"read_on": day.isoformat()} | ({"as_of": moment.isoformat()} if moment else {})
    record(codes.PACK_REQUESTED, actor=actor, on=pack, after=after)
    return pack, request_job(BUILD, actor=actor, subject_id=pack.pk, title=pack.title)


def _today_at(node: Node, moment: dt.datetime) -> dt.date:
    """The business date of a past moment; RuleError for one that may still change or that knew no such node."""
    if moment > clock.real_now() or not settled(moment):
        raise RuleError("That moment has not passed yet. Choose one that has.", code="as_of")
    with reading_as_of(moment):
        if not Node.objects.filter(pk=node.pk).exists():
            raise RuleError(f"At that moment there was no {node.name} yet. Choose a later one.", code="as_of")
        return clock.today()


def _new_edition(node: Node, actor: User, day: dt.date, moment: dt.datetime | None) -> Pack:
    last = Pack.objects.filter(node=node, read_on=day).order_by("-edition").first()
    edition = last.edition + 1 if last else 1
    code = f"{day.isoformat()}-{node.code.lower()}" + (f"-{edition}" if edition > 1 else "")
    pack = Pack(
        code=code[:80],
        node=node,
        title=f"{node.name} pack, {day:%B %Y}",
        read_on=day,
        as_of_asked=moment,
        edition=edition,
        supersedes=last,
        prepared_by=actor,
    )
    pack.full_clean(exclude=["source", "snapshot"])
    pack.save(force_insert=True)
    return pack


def build(job: Job, tell: Tell) -> Callable[[], None]:
    """Build a draft in the worker, outside any transaction; returns what stores it.

    Nothing that is still being written can change what the moment shows, so it can be read again for ever.
    """
    pack = Pack.objects.select_related("node", "prepared_by").get(pk=job.subject_id)
    if pack.state == Pack.State.ISSUED:
        return lambda: None
    tell(0, "Reading work, objectives and money")
    pack.built_at = clock.now()
    pack.as_of = pack.as_of_asked or freeze().astimezone(dt.UTC)
    taken = take(pack, pack.as_of, anchor_of_now())
    snapshot, html = taken.snapshot, taken.html
    tell(1, f"{len(snapshot['works'])} pieces of work, {len(snapshot['scorecard'])} objectives")
    tell(2, "Laying out the pages")
    pdf = render_pdf(
        html,
        identifier=f"{pack.code}-{pack.edition}",
        made_at=pack.built_at,
        laid_out=lambda pages: tell(3, f"{pages} pages"),
    )
    tell(4, "")

    def store() -> None:
        mine = Pack.objects.select_for_update().get(pk=pack.pk)
        if mine.state == Pack.State.ISSUED:
            return
        mine.snapshot, mine.html, mine.pages = snapshot, html, pdf.pages
        mine.built_at, mine.as_of, mine.template_version = pack.built_at, pack.as_of, TEMPLATE_VERSION
        mine.file = _stored(mine, pdf.content, pack.prepared_by)
        mine.sha256 = mine.file.sha256
        mine.version += 1
        mine.save()
        record(codes.PACK_BUILT, actor=pack.prepared_by, on=mine, after={"pages": pdf.pages, "sha256": mine.sha256})

    return store


def _stored(pack: Pack, content: bytes, actor: User) -> DocumentVersion:
    """The draft's file; its document stands at no node, where all who read documents would find it, until issued."""
    filename = f"{pack.code}.pdf"
    if pack.file is None:
        return add_document(
            pack.title,
            actor=actor,
            kind=Document.Kind.PACK,
            filename=filename,
            content=content,
            content_type="application/pdf",
        )
    return store_version(
        pack.file.document, actor=actor, filename=filename, content=content, content_type="application/pdf"
    )


@transaction.atomic
def issue_pack(pack_id: int, *, actor: User, version: int | None) -> Pack:
    """Issue a built draft: its pages, figures and file are frozen by the database."""
    pack = Pack.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=pack_id)
    require(policies.can_issue(actor, pack.node))
    require_version(pack, version)
    if pack.state == Pack.State.ISSUED:
        raise RuleError("This pack is issued already. Build the next edition to correct it.", code="issued")
    if pack.file is None or Job.objects.open().filter(kind=BUILD, subject_id=pack.pk).exists():
        raise RuleError("The pack is still being built. Issue it when it is ready.", code="not_built")
    failed = [each["text"] for each in pack.snapshot["checks"] if not each["holds"] and not each["is_warning"]]
    if failed:
        raise RuleError(f"The pack cannot be issued: {'; '.join(failed).lower()} does not hold.", code="checks")
    revise(pack.file.document, {"node": pack.node})
    pack.state, pack.issued_at, pack.issued_by = Pack.State.ISSUED, clock.now(), actor
    pack.content_sha256 = content_hash(pack.snapshot)
    pack.anchor = anchor_of_now()
    pack.version += 1
    pack.save(update_fields=["state", "issued_at", "issued_by", "content_sha256", "anchor", "version"])
    after = {"sha256": pack.sha256, "content_sha256": pack.content_sha256, "pages": pack.pages}
    record(codes.PACK_ISSUED, actor=actor, on=pack, after=after)
    return pack
