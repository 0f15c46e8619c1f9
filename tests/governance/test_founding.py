"""A new organisation has its Main Board, however it begins, so that its first pack can be built."""

from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from big.accounts.models import User
from big.audit.models import AuditEvent
from big.organisation.models import Node
from big.organisation.services.founding import found_if_new, found_main_board
from tests.factories.gmpp import check_bytes, file_of, import_bytes, project
from tests.factories.organisation import make_node, make_user, member, top_node

pytestmark = pytest.mark.django_db


def administrator() -> User:
    return make_user(is_administrator=True)


def the_node() -> tuple[str, str, str]:
    node = Node.objects.select_related("node_type").get()
    assert node.parent_id is None
    return node.code, node.name, node.node_type.key


def test_the_first_administrator_finds_the_main_board_and_the_second_the_same() -> None:
    for name in ("first", "second"):
        call_command("add_administrator", f"{name}@example.org", name="Somebody", stdout=StringIO())
        assert the_node() == ("main-board", "Main Board", "main-board")
    assert AuditEvent.objects.filter(code="organisation.node.created").count() == 1


def test_a_first_import_says_that_it_adds_the_main_board_and_does() -> None:
    content = file_of([project("A400M", id="MOD_0001")], 2021)
    said = "the Main Board is added"
    assert any(said in note for note in check_bytes(content).plan["notes"])
    assert not Node.objects.exists()
    import_bytes(content)
    assert the_node()[1] == "Main Board"
    again = import_bytes(content)
    assert not any(said in note for note in again.plan["notes"])
    assert Node.objects.count() == 1


def test_an_organisation_with_nodes_of_its_own_keeps_them() -> None:
    make_node("Court of directors", parent=None)
    assert found_if_new(actor=administrator()) is None
    import_bytes(file_of([project("A400M", id="MOD_0001")], 2021))
    assert the_node()[1] == "Court of directors"
    assert found_main_board(actor=administrator()).name == "Court of directors"


def test_only_who_manages_the_organisation_founds() -> None:
    assert found_if_new(actor=make_user()) is None
    with pytest.raises(PermissionDenied):
        found_main_board(actor=make_user())
    assert not Node.objects.exists()


def test_packs_offer_the_step_where_there_is_no_board(client: Client) -> None:
    client.force_login(administrator())
    address = reverse("governance:pack_list")
    page = client.get(address).content.decode()
    assert "Add the Main Board" in page
    assert client.post(reverse("governance:pack_found"))["Location"] == address
    page = client.get(address).content.decode()
    assert "Add the Main Board" not in page
    assert "Build Main Board pack" in page


def test_a_board_that_was_retired_makes_room_for_another(client: Client) -> None:
    node = top_node()
    node.state = Node.State.RETIRED
    node.save()
    client.force_login(administrator())
    client.post(reverse("governance:pack_found"))
    assert Node.objects.filter(state=Node.State.OPERATING).get().code != node.code


def test_one_who_may_only_read_packs_is_told_whom_to_ask(client: Client) -> None:
    client.force_login(member(["pack.view"]))
    Node.objects.update(state=Node.State.RETIRED)
    page = client.get(reverse("governance:pack_list")).content.decode()
    assert "Add the Main Board" not in page
    assert "administrator" in page
