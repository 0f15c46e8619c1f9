"""Building, reading and issuing packs."""

import datetime as dt
import io
from decimal import Decimal

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse

from big import clock
from big.accounts.models import User
from big.audit.models import AuditEvent
from big.documents.models import Document, DocumentVersion
from big.documents.services import add_document, content_of
from big.errors import RuleError, StaleError
from big.imports.models import ImportRun
from big.jobs.models import Job
from big.jobs.services import run_job
from governance.models.packs import Pack
from governance.services import packs
from okr.models.key_results import Reading
from portfolio.models.money import MoneyLine
from portfolio.models.work import Work
from portfolio.selectors.frame import frame
from portfolio.selectors.money import totals
from tests.factories.okr import make_key_result, make_objective, make_reading
from tests.factories.organisation import all_rights, make_node, make_user, member, top_node
from tests.governance.shapes import hold, viewer

pytestmark = pytest.mark.django_db


def built(actor: User) -> Pack:
    pack, job = packs.request_pack(top_node().pk, actor=actor)
    assert run_job(job.pk)
    return Pack.objects.get(pk=pack.pk)


def test_a_pack_is_a_tagged_pdf_with_bookmarks_and_its_own_fonts() -> None:
    hold()
    pack = built(member(all_rights()))
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


def test_its_totals_are_those_of_the_portfolio() -> None:
    hold()
    actor = member(all_rights())
    pack = built(actor)
    reading = frame()
    cost = totals(Work.objects.visible_to(actor), reading.year, currency=reading.currency).cost
    for name in ("budget", "actual", "forecast"):
        expected = getattr(cost, name)
        shown = pack.snapshot["total"][name]
        assert (Decimal(shown) if shown is not None else None) == expected
        rows = sum((Decimal(row[name]) for row in pack.snapshot["works"] if row[name] is not None), Decimal(0))
        assert rows == (expected or 0)
    assert all(check["holds"] or check["is_warning"] for check in pack.snapshot["checks"])


def test_it_holds_nothing_confidential_even_of_one_who_is_cleared() -> None:
    hold()
    secret = Work.objects.filter(is_confidential=True).first() or _keep_one_secret()
    actor = member(all_rights(confidential=True))
    assert Work.objects.visible_to(actor).filter(pk=secret.pk).exists()
    pack = built(actor)
    assert secret.code not in {row["code"] for row in pack.snapshot["works"]}
    assert secret.name not in pack.html


def _keep_one_secret() -> Work:
    work = Work.objects.order_by("pk").first()
    assert work is not None
    work.name, work.is_confidential = "Project Rowan Under Wraps", True
    work.save()
    return work


def test_building_again_rebuilds_the_draft_as_the_next_version_of_its_file() -> None:
    hold()
    actor = member(all_rights())
    first = built(actor)
    second = built(actor)
    assert first.pk == second.pk
    assert second.file is not None
    assert second.file.number == 2
    assert second.file.document_id == first.file.document_id  # type: ignore[union-attr]


def test_a_job_delivered_twice_leaves_one_pack() -> None:
    hold()
    pack, job = packs.request_pack(top_node().pk, actor=member(all_rights()))
    assert run_job(job.pk)
    assert not run_job(job.pk)
    assert DocumentVersion.objects.filter(document__title=pack.title).count() == 1
    assert AuditEvent.objects.filter(code="governance.pack.built").count() == 1


def test_issuing_freezes_the_pack_and_its_file_against_every_statement() -> None:
    hold()
    actor = member(all_rights())
    pack = built(actor)
    issued = packs.issue_pack(pack.pk, actor=actor, version=pack.version)
    assert issued.state == Pack.State.ISSUED
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    for statement in (
        "update governance_pack set title = 'Other'",
        "update governance_pack set snapshot = '{}'",
        "delete from governance_pack",
        "truncate governance_pack cascade",
        "update documents_documentversion set sha256 = '' where id in (select file_id from governance_pack)",
        "delete from documents_documentversion where id in (select file_id from governance_pack)",
    ):
        refused = pytest.raises(DatabaseError, match=r"(stays as it is|is an issued pack|permission denied)")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(RuleError, match="issued already"):
        packs.issue_pack(pack.pk, actor=actor, version=issued.version)


def test_after_issuing_the_next_build_is_a_new_edition() -> None:
    hold()
    actor = member(all_rights())
    pack = built(actor)
    packs.issue_pack(pack.pk, actor=actor, version=pack.version)
    following = built(actor)
    assert (following.edition, following.supersedes_id) == (2, pack.pk)
    assert Pack.objects.get(pk=pack.pk).sha256 == pack.sha256


def test_an_older_version_of_a_draft_is_not_issued() -> None:
    hold()
    actor = member(all_rights())
    pack = built(actor)
    with pytest.raises(StaleError):
        packs.issue_pack(pack.pk, actor=actor, version=pack.version - 1)


def test_a_draft_without_pages_is_not_issued() -> None:
    hold()
    actor = member(all_rights())
    pack, _ = packs.request_pack(top_node().pk, actor=actor)
    with pytest.raises(RuleError, match="still being built"):
        packs.issue_pack(pack.pk, actor=actor, version=pack.version)


def test_a_pack_that_does_not_add_up_is_not_issued() -> None:
    hold()
    actor = member(all_rights())
    pack = built(actor)
    pack.snapshot["checks"][0]["holds"] = False
    pack.save(update_fields=["snapshot"])
    with pytest.raises(RuleError, match="does not hold"):
        packs.issue_pack(pack.pk, actor=actor, version=pack.version)


def test_only_those_with_the_right_build_and_issue() -> None:
    hold()
    with pytest.raises(PermissionDenied):
        packs.request_pack(top_node().pk, actor=viewer())
    builder = member(["pack.build", "pack.view", "work.view", "strategy.view"])
    pack = built(builder)
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
    pack = built(actor)
    assert "No strategic objective has been agreed" in pack.html
    assert pack.pages


# URL name, method, then the status for: nobody, a stranger, a viewer, a builder, one from elsewhere.
MATRIX = [
    ("pack_list", "get", 302, 403, 200, 200, 200),
    ("pack_detail", "get", 302, 404, 404, 200, 404),
    ("pack_pdf", "get", 302, 404, 404, 200, 404),
    ("pack_issue", "get", 302, 404, 404, 200, 404),
    ("pack_again", "get", 302, 404, 404, 200, 404),
    ("pack_again", "post", 302, 404, 404, 200, 404),
    ("pack_check", "get", 302, 403, 200, 200, 200),
    ("pack_check", "post", 302, 403, 422, 422, 422),
    ("pack_build", "post", 302, 404, 403, 302, 403),
    ("pack_found", "post", 302, 403, 403, 302, 403),
]
PEOPLE = ("nobody", "stranger", "viewer", "builder", "elsewhere")


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: f"{row[0]}-{row[1]}")
def test_matrix_of_a_draft(client: Client, row: tuple[str, str, int, int, int, int, int]) -> None:
    name, method, *statuses = row
    hold()
    pack = built(member(all_rights()))
    users = {
        "stranger": make_user(),
        "viewer": member(["pack.view", "work.view", "strategy.view"]),
        "builder": member(all_rights()),
        "elsewhere": member(all_rights(), node=make_node("Elsewhere", parent=top_node())),
    }
    args = (
        []
        if name in ("pack_list", "pack_found", "pack_check")
        else [pack.node.code.lower() if name == "pack_build" else pack.code]
    )
    for person, status in zip(PEOPLE, statuses, strict=True):
        client.logout()
        if person != "nobody":
            client.force_login(users[person])
        assert getattr(client, method)(reverse(f"governance:{name}", args=args)).status_code == status, person


def test_every_address_of_packs_is_in_the_matrix() -> None:
    known = {key for key in get_resolver("governance.urls").reverse_dict if str(key).startswith("pack")}
    assert known == {row[0] for row in MATRIX}


def test_the_browser_builds_previews_and_issues(client: Client) -> None:
    hold()
    actor = member(all_rights())
    client.force_login(actor)
    asked = client.post(reverse("governance:pack_build", args=[top_node().code.lower()]))
    job = Job.objects.get(requested_by=actor)
    assert asked["Location"] == job.get_absolute_url()
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
    assert [source["file"] for source in built(actor).snapshot["sources"]] == ["figures.csv", "readings.csv"]
