"""Somebody sends a file back: it is the pack as issued to the byte, or it is told what it is and where it differs."""

import datetime as dt
import io
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from big.documents.services import content_of
from big.pdf import render_pdf
from governance.models.packs import Pack
from governance.packs.comparing import compare_figures
from governance.packs.proving import Kind, check_file, differing_bytes, stored_faults
from governance.packs.taking import content_hash
from governance.packs.wording import MOST, compare_pages
from tests.factories.organisation import all_rights, make_node, member, top_node
from tests.governance.drafting import again, build, build_issued, held
from tests.governance.shapes import hold

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: Any) -> Iterator[Pack]:
    """A pack as a board gets it, issued with its pages drawn."""
    with held(django_db_blocker):
        hold()
        yield build_issued(member(all_rights()), drawn=True)


@pytest.fixture
def issued(kept: Pack) -> Pack:
    """The issued pack as the test finds it."""
    return again(kept)


@pytest.fixture(scope="module")
def forged(kept: Pack) -> bytes:
    """The same pack as somebody would forge it, with the same styles and all: one figure is another."""
    assert "£1.1m" in kept.html
    return render_pdf(kept.html.replace("£1.1m", "£1.2m", 1), identifier=kept.code, made_at=kept.built_at).content


def bytes_of(pack: Pack) -> bytes:
    assert pack.file is not None
    return content_of(pack.file)


def without_information(content: bytes) -> bytes:
    """The file without what it says of itself; its pages are as they were."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        del pdf.docinfo["/sightlinepack"]
        pdf.save(out := io.BytesIO())
    return out.getvalue()


def test_the_file_as_issued_is_accepted_and_no_other(issued: Pack, tmp_path: Path) -> None:
    every, content = Pack.objects.all(), bytes_of(issued)
    verdict = check_file(content, every)
    assert verdict.is_issued
    assert verdict.sentence == "This is the pack as issued."
    assert issued.code in verdict.detail
    for place in (5, len(content) // 3, len(content) - 3):
        changed = bytearray(content)
        changed[place] ^= 1
        verdict = check_file(bytes(changed), every)
        assert (verdict.kind, verdict.is_issued, verdict.pack) == (Kind.CHANGED, False, issued), place
        assert "1 byte of" in verdict.detail
    file = tmp_path / "pack.pdf"
    file.write_bytes(content)
    said = StringIO()
    call_command("verify_pack", str(file), stdout=said)
    assert "as issued" in said.getvalue()
    file.write_bytes(content + b"\n")
    with pytest.raises(CommandError, match="Do not rely"):
        call_command("verify_pack", str(file), stdout=StringIO())


def test_one_figure_changed_is_named_with_its_page(issued: Pack, forged: bytes, client: Client) -> None:
    verdict = check_file(forged, Pack.objects.all())
    assert (verdict.kind, verdict.pack, verdict.pages) == (Kind.CHANGED, issued, (3,))
    (found,) = verdict.differences
    assert (found.page, found.name, found.was, found.now) == (3, "Summary", "£1.1m", "£1.2m")
    client.force_login(issued.prepared_by)
    sent = SimpleUploadedFile("sent.pdf", forged, "application/pdf")
    page = client.post(reverse("governance:pack_check"), {"file": sent}).content.decode()
    for shown in ("one page differs", "3, Summary", "£1.1m", "£1.2m", issued.code):
        assert shown in page
    # A file that lost its information still prints its code.
    assert check_file(without_information(forged), Pack.objects.all()).pack == issued


def test_what_is_no_pack_is_told_so(issued: Pack) -> None:
    every = Pack.objects.all()
    for other in (b"", b"hello", b"%PDF-1.7 broken", render_pdf("<html lang='en'><p>A letter</p></html>").content):
        verdict = check_file(other, every)
        assert (verdict.kind, verdict.is_issued) == (Kind.UNKNOWN, False)
        assert verdict.sentence == "This file is not a pack of this organisation."


def test_a_draft_is_told_as_one(issued: Pack) -> None:
    pack = build(issued.prepared_by, drawn=True)
    assert check_file(bytes_of(pack), Pack.objects.all()).kind == Kind.DRAFT
    # Nor is one that nobody built: of a draft no other bytes can be those that were issued.
    other = without_information(bytes_of(pack))
    assert other != bytes_of(pack)
    assert check_file(other, Pack.objects.all()).kind == Kind.DRAFT


def test_a_pack_that_one_may_not_read_is_not_told_of(issued: Pack, client: Client) -> None:
    client.force_login(member(all_rights(), node=make_node("Elsewhere", parent=top_node())))
    sent = SimpleUploadedFile("sent.pdf", bytes_of(issued), "application/pdf")
    page = client.post(reverse("governance:pack_check"), {"file": sent}).content.decode()
    assert "not a pack of this organisation" in page
    assert issued.code not in page


def test_a_file_above_the_limit_is_not_even_kept_while_it_comes(
    issued: Pack, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("governance.views.proofs.MOST_BYTES", 1_000)
    client.force_login(issued.prepared_by)
    sent = SimpleUploadedFile("sent.pdf", bytes(200_000), "application/pdf")
    answer = client.post(reverse("governance:pack_check"), {"file": sent})
    assert answer.status_code == 422
    assert b"No pack is." in answer.content


def test_the_form_is_protected_although_it_is_read_late(issued: Pack) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(issued.prepared_by)
    sent = SimpleUploadedFile("sent.pdf", b"x", "application/pdf")
    assert client.post(reverse("governance:pack_check"), {"file": sent}).status_code == 403


def test_what_is_kept_of_a_pack_is_proved_too(issued: Pack) -> None:
    assert stored_faults(issued) == ()
    assert issued.content_sha256 == content_hash(issued.snapshot)
    issued.snapshot["total"]["forecast"] = "1"
    (fault,) = stored_faults(issued)
    assert "figures" in fault
    # Whoever changes the hash along with the figures is told on by the audit log.
    issued.content_sha256 = content_hash(issued.snapshot)
    (fault,) = stored_faults(issued)
    assert "audit log" in fault
    said = StringIO()
    call_command("verify_pack", issued.code, stdout=said)
    assert "kept as it was issued" in said.getvalue()


def test_a_file_is_not_proved_by_a_pack_that_was_tampered_with(issued: Pack) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table governance_pack disable trigger issued_packs_stay")
        cursor.execute("""update governance_pack set snapshot = jsonb_set(snapshot, '{total,forecast}', '"1"')""")
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table governance_pack enable always trigger issued_packs_stay")
    verdict = check_file(bytes_of(issued), Pack.objects.all())
    assert (verdict.kind, verdict.is_issued) == (Kind.ISSUED, False)
    assert "no longer keeps" in verdict.sentence
    with pytest.raises(CommandError, match="not kept as it was issued"):
        call_command("verify_pack", issued.code, stdout=StringIO())


def test_the_hash_is_the_same_before_and_after_the_database(issued: Pack) -> None:
    assert content_hash({"b": [1, "£"], "a": None}) == content_hash({"a": None, "b": (1, "£")})
    assert content_hash({"a": "1"}) != content_hash({"a": 1})
    assert content_hash(Pack.objects.get(pk=issued.pk).snapshot) == issued.content_sha256


def test_checking_costs_the_same_among_two_packs_and_among_twenty(issued: Pack) -> None:
    content = bytes_of(issued)

    def queries() -> int:
        with CaptureQueriesContext(connection) as held:
            assert check_file(content, Pack.objects.visible_to(issued.prepared_by)).is_issued
        return len(held)

    queries()  # reads once what the reader may see
    few = queries()
    Pack.objects.bulk_create(
        Pack(code=f"p-{at}", node=top_node(), title="P", read_on=dt.date(2026, 1, 1), prepared_by=issued.prepared_by)
        for at in range(18)
    )
    assert queries() == few


def test_texts_are_compared_word_by_word_and_within_bounds() -> None:
    found = compare_pages(["A b c", "Money\n1 2 3", "x"], ["A  b\nc", "Money 1 9 3"], ["Money"])
    assert found.pages == (2, 3)
    assert [(each.page, each.name, each.after, each.was, each.now) for each in found.differences] == [
        (2, "Money", "Money 1", "2", "9"),
        (3, "Money", "", "x", ""),
    ]
    hostile = compare_pages(["a b " * 30_000], ["b a " * 40_000], [])
    assert len(hostile.differences) == 1
    many = compare_pages([f"{page} a" for page in range(300)], [f"{page} b" for page in range(300)], [])
    assert (len(many.pages), len(many.differences)) == (300, MOST)


def test_bytes_are_counted() -> None:
    assert differing_bytes(b"\0\0abc", b"\0\1abd") == 2
    assert differing_bytes(b"", b"") == 0


def test_figures_are_named_in_words() -> None:
    was = {"template": "a", "total": {"forecast": "1200000.5"}, "works": [{"code": "C-1", "name": "Pump", "mark": "R"}]}
    assert compare_figures(was, {**was, "template": "b"}, builder="Ada") == ()
    now = {**was, "total": {"forecast": "1"}}
    (found,) = compare_figures(was, now, builder="Ada")
    assert (found.figure, found.was, found.now) == ("Total, forecast", "1,200,000.5", "1")
    assert "Nothing that Sightline knows of" in found.why
    (found,) = compare_figures(was, {**was, "works": []}, builder="Ada")
    assert (found.figure, found.was, found.now) == ("Work C-1", "Pump", "not there")
    assert "Ada" in found.why


def test_nothing_is_written_by_a_check(issued: Pack, client: Client) -> None:
    client.force_login(issued.prepared_by)
    with CaptureQueriesContext(connection) as held:
        client.post(reverse("governance:pack_check"), {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    assert not [query for query in held.captured_queries if query["sql"].lower().startswith(("insert", "delete"))]
