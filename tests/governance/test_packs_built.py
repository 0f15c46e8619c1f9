"""Building a pack from nothing: what is in it, who may ask for it, and the way through the browser."""

import datetime as dt
import io
from unittest.mock import patch

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from big import clock
from big.audit.models import AuditEvent
from big.documents.models import Document, DocumentVersion
from big.documents.services import add_document, content_of
from big.errors import RuleError
from big.imports.models import ImportRun
from big.jobs.models import Job
from big.jobs.services import run_job
from governance.models.packs import Pack
from governance.services import packs
from okr.models.key_results import Reading
from portfolio.models.money import MoneyLine
from portfolio.models.work import Work
from tests.factories.okr import make_key_result, make_objective, make_reading
from tests.factories.organisation import all_rights, make_node, member, top_node
from tests.governance.drafting import build, sketch
from tests.governance.shapes import hold, viewer

pytestmark = pytest.mark.django_db


def test_a_pack_is_a_tagged_pdf_with_bookmarks_and_its_own_fonts() -> None:
    hold()
    pack = build(member(all_rights()), drawn=True)
    assert pack.file is not None
    with pikepdf.open(io.BytesIO(content_of(pack.file))) as pdf:
        assert len(pdf.pages) == pack.pages
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"
        with pdf.open_outline() as outline:
            assert len(outline.root) >= 5
        fonts = {
            str(font.BaseFont)
            for page in pdf.pages
            for font in page.Resources.get("/Font", pikepdf.Dictionary()).values()
        }
    assert any("Geist" in name for name in fonts)
    assert any("Newsreader" in name for name in fonts)


def test_it_holds_nothing_confidential_even_of_one_who_is_cleared() -> None:
    hold()
    secret = Work.objects.filter(is_confidential=True).first() or _keep_one_secret()
    actor = member(all_rights(confidential=True))
    assert Work.objects.visible_to(actor).filter(pk=secret.pk).exists()
    pack = build(actor)
    assert secret.code not in {row["code"] for row in pack.snapshot["works"]}
    assert secret.name not in pack.html


def _keep_one_secret() -> Work:
    work = Work.objects.order_by("pk").first()
    assert work is not None
    work.name, work.is_confidential = "Project Rowan Under Wraps", True
    work.save()
    return work


def test_a_job_delivered_twice_leaves_one_pack() -> None:
    hold()
    pack = build(member(all_rights()))
    assert not run_job(Job.objects.get(subject_id=pack.pk).pk)
    assert DocumentVersion.objects.filter(document__title=pack.title).count() == 1
    assert AuditEvent.objects.filter(code="governance.pack.built").count() == 1


def test_a_draft_without_pages_is_not_issued() -> None:
    hold()
    actor = member(all_rights())
    pack, _ = packs.request_pack(top_node().pk, actor=actor)
    with pytest.raises(RuleError, match="still being built"):
        packs.issue_pack(pack.pk, actor=actor, version=pack.version)


def test_only_those_with_the_right_build_and_issue() -> None:
    hold()
    with pytest.raises(PermissionDenied):
        packs.request_pack(top_node().pk, actor=viewer())
    builder = member(["pack.build", "pack.view", "work.view", "strategy.view"])
    pack = build(builder)
    with pytest.raises(PermissionDenied):
        packs.issue_pack(pack.pk, actor=builder, version=pack.version)


def test_no_pack_of_a_day_to_come_nor_of_a_node_below_the_top() -> None:
    hold()
    actor = member(all_rights())
    with pytest.raises(RuleError, match="day to come"):
        packs.request_pack(top_node().pk, actor=actor, read_on=clock.today() + dt.timedelta(days=1))
    with pytest.raises(RuleError, match="Main Board"):
        packs.request_pack(make_node("Below", parent=top_node()).pk, actor=actor)


def test_an_empty_organisation_has_a_pack_that_says_so() -> None:
    actor = member(all_rights())
    pack = build(actor)
    assert "No strategic objective has been agreed" in pack.html
    assert pack.pages


def test_the_browser_builds_previews_and_issues(client: Client) -> None:
    hold()
    actor = member(all_rights())
    client.force_login(actor)
    asked = client.post(reverse("governance:pack_build", args=[top_node().code.lower()]))
    job = Job.objects.get(requested_by=actor)
    assert asked["Location"] == job.get_absolute_url()
    with patch("governance.services.packs.render_pdf", sketch):
        assert run_job(job.pk)
    pack = Pack.objects.get()
    page = client.get(pack.get_absolute_url())
    assert b"Checks before issue" in page.content
    assert b'id="p-summary"' in page.content
    confirm = reverse("governance:pack_issue", args=[pack.code])
    assert b"never change after that" in client.get(confirm).content
    assert client.post(confirm, {"version": pack.version})["Location"] == pack.get_absolute_url()
    file = client.get(reverse("governance:pack_pdf", args=[pack.code]))
    assert file.content.startswith(b"%PDF")
    assert file["Content-Disposition"].startswith("attachment")


def test_it_names_the_files_that_it_was_read_from_and_no_other() -> None:
    line = hold()
    actor = member(all_rights())

    def applied(name: str) -> ImportRun:
        file = add_document(
            name, actor=actor, kind=Document.Kind.OTHER, filename=name, content=name.encode(), content_type="text/csv"
        )
        return ImportRun.objects.create(
            format="gmpp", file=file, requested_by=actor, state=ImportRun.State.APPLIED, applied_at=clock.now()
        )

    _, figures, readings = applied("of-something-else.csv"), applied("figures.csv"), applied("readings.csv")
    MoneyLine.objects.filter(work=line.work).update(source=figures)
    # What stands under an objective counts towards it.
    below = make_reading(make_key_result(make_objective("Part", parent=line.objective)), 1, clock.today())
    Reading.objects.filter(pk=below.pk).update(source=readings)
    assert [source["file"] for source in build(actor).snapshot["sources"]] == ["figures.csv", "readings.csv"]
