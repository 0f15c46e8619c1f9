"""A pack says what the screens say and nothing its preparer may not see; its file is accessible and repeatable."""

import io
from decimal import Decimal
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from big.accounts.models import User
from big.documents.services import content_of
from big.organisation.models import Membership, Person
from big.organisation.scope import forget_rights
from big.pdf import render_pdf
from governance.models.packs import Pack
from governance.packs.content import Content
from governance.packs.rows import reasons_of, unit_table
from governance.packs.snapshot import snapshot_of
from governance.selectors.home.money import money_tables
from governance.selectors.home.reading import Reading
from governance.selectors.integrity import disconnects
from okr.models.objectives import StrategicObjective
from portfolio.models.work import Work
from portfolio.selectors.frame import frame
from portfolio.selectors.money import whole_life_cost
from portfolio.selectors.standing import standings
from tests.factories.organisation import all_rights, make_role, make_unit, member, top_node
from tests.factories.portfolio import make_money, make_report, make_whole_life, make_work
from tests.governance.drafting import build
from tests.governance.shapes import TODAY, hold

pytestmark = pytest.mark.django_db


def pieces() -> None:
    """Work with and without objective, money, report and whole-life cost."""
    hold()
    red = make_work("Bridge renewal")
    make_report(red, "R", on=TODAY)
    make_money(red, 3_000_000, 3_500_000)
    make_whole_life(red, 40_000_000)
    secret = make_work("Harbour defence")
    make_whole_life(secret, None, withheld_reason="Exempt under Section 24")
    make_report(secret, "withheld", on=TODAY, rating_reason="Exempt under section 24.")


def test_every_figure_is_that_of_the_screens() -> None:
    pieces()
    actor = member(all_rights())
    content = Content(top_node(), actor, frame())
    shown = snapshot_of(content)
    reading = Reading(actor, frame())
    tables = money_tables(reading)
    works = Work.objects.visible_to(actor)
    assert len(shown["works"]) == works.count()
    assert {row["code"]: row["mark"] for row in shown["works"]} == {
        work.code: standings(works, frame().today)[work.pk].mark for work in works
    }
    for name in ("budget", "actual", "forecast"):
        for part, table in (("total", tables.total), ("unlinked", tables.unlinked)):
            expected = getattr(table, name)
            assert (Decimal(shown[part][name]) if shown[part][name] is not None else None) == expected
    assert [row["stream"] for row in shown["streams"]] == [row.key for row in tables.streams]
    assert [Decimal(row["forecast"] or 0) for row in shown["objectives"]] == [
        row.money.forecast or 0 for row in tables.objectives
    ]
    stated = whole_life_cost(works, frame().today)
    assert Decimal(shown["whole_life"]["sum"]) == stated.sums["GBP"]
    assert (shown["whole_life"]["counted"], shown["whole_life"]["withheld"]) == (stated.counted, stated.withheld)
    found = disconnects(actor, frame().today)
    assert {each["rule"]: len(each["rows"]) for each in shown["findings"]} == {
        each.rule.key: len(each.rows) for each in found.found
    }
    assert shown["objective_marks"] == dict(reading.objective_marks)
    assert all(check["holds"] or check["is_warning"] for check in shown["checks"])


def test_units_and_reasons_count_every_piece_once() -> None:
    pieces()
    content = Content(top_node(), member(all_rights()), frame())
    table = unit_table(content.every_row, "GBP", most=1)
    assert table.total.works == len(content.every_row)
    assert sum(row.works for row in table.rows) + (table.others.works if table.others else 0) == table.total.works
    assert table.total.whole_life == content.whole_life[0]
    (reason,) = reasons_of(content.every_row)
    assert (reason.number, len(reason.costs), len(reason.ratings), len(reason.rows)) == (1, 1, 1, 1)


def test_a_builder_who_sees_one_unit_gets_a_pack_of_that_unit() -> None:
    pieces()
    mine, theirs = make_unit("Mine"), make_unit("Theirs")
    make_work("Lighthouse", unit=mine)
    make_money(make_work("Ammunition depot", unit=theirs), 9_000_000, 9_000_000)
    user = member(["pack.build", "pack.view"], node=top_node())
    member_of(user, ["work.view"], mine)
    pack = build(user)
    assert {row["name"] for row in pack.snapshot["works"]} == {"Lighthouse"}
    assert pack.snapshot["total"]["forecast"] is None
    for hidden in ("Ammunition depot", "Bridge renewal", *StrategicObjective.objects.values_list("title", flat=True)):
        assert hidden not in pack.html
        assert hidden not in str(pack.snapshot)


def member_of(user: User, rights: list[str], unit: Any) -> None:
    """Give a member further rights in a unit."""
    Membership.objects.create(person=Person.objects.get(user=user), role=make_role(rights), unit=unit)
    forget_rights(user)


def test_the_file_is_accessible_and_made_alike_from_the_same_pages() -> None:
    pieces()
    pack = build(member(all_rights()), drawn=True)
    assert pack.file is not None
    content = content_of(pack.file)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        root = pdf.Root
        assert root.MarkInfo.Marked
        assert "/StructTreeRoot" in root
        assert root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert str(metadata["pdfuaid:part"]) == "1"
            assert metadata["dc:title"] == pack.title
        with pdf.open_outline() as outline:
            assert len(outline.root) == pack.html.count('class="p-title"') + 1
        for page in pdf.pages:
            for font in page.Resources.get("/Font", pikepdf.Dictionary()).values():
                below = font.DescendantFonts[0] if "/DescendantFonts" in font else font
                assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(below.FontDescriptor.keys()), font.BaseFont
    made = pack.built_at
    assert made is not None
    assert render_pdf(pack.html, identifier=f"{pack.code}-{pack.edition}", made_at=made).content == content


def test_pages_of_packs_cost_the_same_for_two_and_for_twenty(client: Client) -> None:
    hold()
    actor = member(all_rights())
    client.force_login(actor)

    def more(count: int) -> None:
        start = Pack.objects.count()
        Pack.objects.bulk_create(
            Pack(code=f"p-{start + at}", node=top_node(), title=f"Pack {at}", read_on=TODAY, prepared_by=actor)
            for at in range(count)
        )

    def queries(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as held:
            assert client.get(address).status_code == 200
        return len(held)

    more(2)
    addresses = [reverse("governance:pack_list"), reverse("governance:pack_detail", args=["p-0"])]
    client.get(addresses[0])  # reads the organisation once
    few = [queries(address) for address in addresses]
    more(18)
    assert [queries(address) for address in addresses] == few
