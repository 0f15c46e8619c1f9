"""A draft holds what its builder may see, so it shows to its builder and to whoever decides on issuing it."""

import pytest
from django.test import Client
from django.urls import reverse

from big.accounts.models import User
from big.documents.models import Document
from governance.models.packs import PACK_BUILD, PACK_VIEW, Pack
from governance.services import packs
from tests.factories.organisation import all_rights, member, top_node
from tests.governance.drafting import build
from tests.governance.shapes import hold

pytestmark = pytest.mark.django_db


def answers(user: User, pack: Pack) -> list[int]:
    """The statuses of the pack's page, its file, and the document that keeps the file."""
    assert pack.file is not None
    client = Client()
    client.force_login(user)
    addresses = [
        reverse("governance:pack_detail", args=[pack.code]),
        reverse("governance:pack_pdf", args=[pack.code]),
        reverse("documents:document_detail", args=[pack.file.document_id]),
        reverse("documents:version_download", args=[pack.file.document_id, pack.file.number]),
    ]
    statuses = []
    for address in addresses:
        answer = client.get(address)
        answer.getvalue()
        statuses.append(answer.status_code)
    return statuses


def test_a_draft_is_for_its_builder_and_for_who_may_issue_it() -> None:
    hold()
    director = member(all_rights())
    restricted = member([PACK_BUILD, PACK_VIEW, "document.view"])
    issuer = member([PACK_VIEW, "pack.issue"])
    pack = build(director)
    assert answers(director, pack) == [200, 200, 200, 200]
    assert answers(restricted, pack) == [404, 404, 404, 404]
    assert answers(issuer, pack)[:2] == [200, 200]
    packs.issue_pack(pack.pk, actor=director, version=pack.version)
    assert answers(restricted, pack) == [200, 200, 200, 200]
    assert Document.objects.get(pk=pack.file.document_id).node == pack.node  # type: ignore[union-attr]


def test_somebody_elses_draft_is_never_rebuilt_into_ones_own() -> None:
    """Else its builder's figures would stand in it until the worker is done, for the other to read."""
    hold()
    theirs = build(member(all_rights()))
    mine, _ = packs.request_pack(top_node().pk, actor=member([PACK_BUILD, "document.view"]))
    assert mine.pk != theirs.pk
    assert (mine.read_on, mine.edition) == (theirs.read_on, theirs.edition + 1)
    again, _ = packs.request_pack(top_node().pk, actor=mine.prepared_by)
    assert again.pk == mine.pk
