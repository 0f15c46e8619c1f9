"""Reading, rebuilding and issuing a draft: who may, what is refused, and what stays as it is ever after."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse

from big.errors import RuleError, StaleError
from governance.models.packs import Pack
from governance.services import packs
from portfolio.models.work import Work
from portfolio.selectors.frame import frame
from portfolio.selectors.money import totals
from tests.factories.organisation import all_rights, make_node, make_user, member, top_node
from tests.governance.drafting import again, build, held
from tests.governance.shapes import hold

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def draft(django_db_setup: None, django_db_blocker: Any) -> Iterator[Pack]:
    """A line of sight and its pack, a draft whose builder holds every right."""
    with held(django_db_blocker):
        hold()
        yield build(member(all_rights()))


@pytest.fixture
def pack(draft: Pack) -> Pack:
    """The draft as the test finds it."""
    return again(draft)


def test_its_totals_are_those_of_the_portfolio(pack: Pack) -> None:
    actor = pack.prepared_by
    reading = frame()
    cost = totals(Work.objects.visible_to(actor), reading.year, currency=reading.currency).cost
    for name in ("budget", "actual", "forecast"):
        expected = getattr(cost, name)
        shown = pack.snapshot["total"][name]
        assert (Decimal(shown) if shown is not None else None) == expected
        rows = sum((Decimal(row[name]) for row in pack.snapshot["works"] if row[name] is not None), Decimal(0))
        assert rows == (expected or 0)
    assert all(check["holds"] or check["is_warning"] for check in pack.snapshot["checks"])


def test_building_again_rebuilds_the_draft_as_the_next_version_of_its_file(pack: Pack) -> None:
    second = build(pack.prepared_by)
    assert pack.pk == second.pk
    assert second.file is not None
    assert second.file.number == 2
    assert second.file.document_id == pack.file.document_id  # type: ignore[union-attr]


def test_issuing_freezes_the_pack_and_its_file_against_every_statement(pack: Pack) -> None:
    actor = pack.prepared_by
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


def test_after_issuing_the_next_build_is_a_new_edition(pack: Pack) -> None:
    actor = pack.prepared_by
    packs.issue_pack(pack.pk, actor=actor, version=pack.version)
    following = build(actor)
    assert (following.edition, following.supersedes_id) == (2, pack.pk)
    assert Pack.objects.get(pk=pack.pk).sha256 == pack.sha256


def test_an_older_version_of_a_draft_is_not_issued(pack: Pack) -> None:
    with pytest.raises(StaleError):
        packs.issue_pack(pack.pk, actor=pack.prepared_by, version=pack.version - 1)


def test_a_pack_that_does_not_add_up_is_not_issued(pack: Pack) -> None:
    pack.snapshot["checks"][0]["holds"] = False
    pack.save(update_fields=["snapshot"])
    with pytest.raises(RuleError, match="does not hold"):
        packs.issue_pack(pack.pk, actor=pack.prepared_by, version=pack.version)


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
def test_matrix_of_a_draft(client: Client, pack: Pack, row: tuple[str, str, int, int, int, int, int]) -> None:
    name, method, *statuses = row
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
