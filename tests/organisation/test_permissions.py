"""Every address of the organisation by everybody who may come: written by hand, complete by test."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from tests.organisation.world import World, make_world

pytestmark = pytest.mark.django_db

# Who looks: a stranger belongs to nothing, a viewer belongs but manages nothing, "local" manages the middle of the
# tree, "elsewhere" another branch of it, "manager" the whole, "administrator" runs the installation.
# For each address: the statuses for stranger, viewer, local, elsewhere, manager, administrator; nobody gets 302.
ALL, WHOLE, HERE = (403, 200, 200, 200, 200, 200), (403, 403, 403, 403, 200, 200), (404, 403, 200, 403, 200, 200)
SEEN, WHOLE_OF_ONE = (404, 200, 200, 200, 200, 200), (404, 403, 403, 403, 200, 200)

GET: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "person_list": ((), ALL),
    "person_create": ((), WHOLE),
    "person_detail": (("p-ada",), SEEN),
    "person_edit": (("p-ada",), HERE),
    "person_leave": (("p-ada",), HERE),
    "person_return": (("p-ada",), HERE),
    # Where the role is to hold, the form asks; whoever manages some place may open it.
    "person_role_give": (("p-ada",), (404, 403, 200, 200, 200, 200)),
    "account_give": (("p-tom",), WHOLE_OF_ONE),
    "account_close": (("p-ada",), WHOLE_OF_ONE),
    "unit_list": ((), ALL),
    "unit_create": ((), WHOLE),
    "unit_detail": (("net",), SEEN),
    "unit_edit": (("net",), HERE),
    "unit_move": (("net",), HERE),
    "unit_close": (("net",), HERE),
    "unit_reopen": (("net",), HERE),
    "unit_role_give": (("net",), HERE),
    "node_list": ((), ALL),
    "node_create": ((), WHOLE),
    "node_detail": (("change-board",), SEEN),
    "node_edit": (("change-board",), HERE),
    "node_move": (("change-board",), HERE),
    "node_state": (("change-board",), HERE),
    "node_role_give": (("change-board",), HERE),
    "authority_set": (("change-board",), HERE),
    "authority_revoke": (("authority",), HERE),
    "membership_end": (("membership",), HERE),
    "role_list": ((), ALL),
    "role_create": ((), WHOLE),
    "role_detail": (("executive",), SEEN),
    "role_edit": (("executive",), WHOLE_OF_ONE),
    "settings": ((), ALL),
    "settings_edit": ((), WHOLE),
    "settings_terms": ((), WHOLE),
    "node_type_create": ((), WHOLE),
    "node_type_edit": (("main-board",), WHOLE),
}
# Buttons without a page of their own: the same six, for POST.
POST: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "account_link": (("p-ada",), (404, 403, 403, 403, 302, 302)),
    "account_reopen": (("p-ada",), (404, 403, 403, 403, 302, 302)),
}
LOOKERS = ("stranger", "viewer", "local", "elsewhere", "manager", "administrator")


@pytest.fixture
def world() -> World:
    return make_world()


def address(world: World, name: str, args: tuple[str, ...]) -> str:
    keys = {"authority": world.authority.pk, "membership": world.membership.pk}
    return reverse(f"organisation:{name}", args=[keys.get(arg, arg) for arg in args])


@pytest.mark.parametrize("name", GET)
def test_who_may_open_it(client: Client, world: World, name: str) -> None:
    args, wanted = GET[name]
    url = address(world, name, args)
    assert client.get(url).status_code == 302, "nobody is led to sign-in"
    found = {}
    for looker in LOOKERS:
        client.force_login(world.users[looker])
        found[looker] = client.get(url).status_code
    assert found == dict(zip(LOOKERS, wanted, strict=True))


@pytest.mark.parametrize("name", POST)
def test_who_may_press_it(client: Client, world: World, name: str) -> None:
    args, wanted = POST[name]
    url = address(world, name, args)
    assert client.post(url).status_code == 302
    found = {}
    for looker in LOOKERS:
        client.force_login(world.users[looker])
        found[looker] = client.post(url).status_code
        assert client.get(url).status_code == 405, "a GET never changes anything"
    assert found == dict(zip(LOOKERS, wanted, strict=True))


@pytest.mark.parametrize("name", [name for name, (_, wanted) in GET.items() if wanted not in (ALL, SEEN)])
def test_who_may_not_open_a_form_may_not_send_it_either(client: Client, world: World, name: str) -> None:
    args, wanted = GET[name]
    url = address(world, name, args)
    for looker, status in zip(LOOKERS, wanted, strict=True):
        if status == 200:
            continue
        client.force_login(world.users[looker])
        assert client.post(url, {"version": 0, "name": "Taken over"}).status_code == status, looker


def test_the_table_is_complete() -> None:
    _, patterns = get_resolver().namespace_dict["organisation"]
    named = {key for key in patterns.reverse_dict if isinstance(key, str)}
    assert named == GET.keys() | POST.keys()


def test_lists_cannot_be_posted_to(client: Client, world: World) -> None:
    client.force_login(world.users["administrator"])
    for name, (args, wanted) in GET.items():
        if wanted in (ALL, SEEN):
            assert client.post(address(world, name, args)).status_code == 405, name


def test_codes_open_in_any_case(client: Client, world: World) -> None:
    client.force_login(world.users["viewer"])
    for code, status in (("NET", 200), ("net", 200), ("nothing", 404)):
        assert client.get(f"/organisation/units/{code}/").status_code == status
