"""What holds for every resource: complete, guarded, bounded in queries, stable in its pages, named in its errors."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from big.accounts.models import User
from big.api.viewsets import ChangeMixin, CreateMixin, RecordViewSet, RemoveMixin
from big.registry import routes
from tests.api.asking import keys, program
from tests.api.records import MAKERS, make, prefixes
from tests.api.records_big import OWNER
from tests.factories.organisation import all_rights, make_user, member

pytestmark = pytest.mark.django_db
# There is one organisation and each has quiet hours of their own, so a list of them cannot grow.
SINGLE = {"organisations", "quiet-hours"}


def everything() -> User:
    """Somebody who holds every right everywhere, and owns what only owners see."""
    return member(all_rights(confidential=True), email=OWNER)


def test_every_resource_can_be_made_by_the_tests() -> None:
    assert sorted(MAKERS) == prefixes()


@pytest.mark.parametrize("prefix", prefixes())
def test_the_list_costs_the_same_for_twenty_rows_as_for_two(prefix: str) -> None:
    api = program(everything())
    address = f"/api/v1/{prefix}/?page_size=200"
    make(prefix, 2)
    assert len(keys(api.get(address))) >= (1 if prefix in SINGLE else 2)

    def cost() -> tuple[int, list[str]]:
        with CaptureQueriesContext(
            connection,
        ) as told:
            assert api.get(address).status_code == 200
        return len(told), [query["sql"] for query in told.captured_queries]

    few, _ = cost()
    make(prefix, 18)
    many, said = cost()
    assert many == few, "\n".join(said)


@pytest.mark.parametrize("prefix", prefixes())
def test_nobody_and_strangers_stay_out(prefix: str) -> None:
    one = f"/api/v1/{prefix}/{make(prefix)[0].pk}/"
    stranger = program(make_user())
    for address in (f"/api/v1/{prefix}/", one):
        refused = APIClient().get(address)
        assert (refused.status_code, refused.json()["code"]) == (401, "not_authenticated")
        assert refused.headers["WWW-Authenticate"].startswith("Bearer")
        assert stranger.get(address).status_code == 403


@pytest.mark.parametrize("prefix", [prefix for prefix in prefixes() if prefix not in SINGLE])
def test_pages_give_every_row_once_while_rows_come(prefix: str) -> None:
    api = program(everything())
    before = {each.pk for each in make(prefix, 5)}
    seen: list[int] = []
    address: str | None = f"/api/v1/{prefix}/?page_size=2"
    first = True
    while address:
        page = api.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]
        if first:
            make(prefix)
            first = False
    assert before <= set(seen)
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("prefix", prefixes())
def test_what_is_unknown_is_refused(prefix: str) -> None:
    api = program(everything())
    refused = api.get(f"/api/v1/{prefix}/?no_such=1")
    assert refused.status_code == 400
    assert "no_such" in refused.json()["fields"]
    assert api.get(f"/api/v1/{prefix}/0/").status_code == 404
    assert api.get(f"/api/v1/{prefix}/?cursor=nonsense").status_code == 400
    assert api.get(f"/api/v1/{prefix}/?page_size=201").status_code == 400
    assert api.put(f"/api/v1/{prefix}/{make(prefix)[0].pk}/", {}).status_code == 405


def _writes(kind: type[RecordViewSet]) -> list[tuple[str, str]]:
    """Every write of a viewset to one record, as method and what follows the key."""
    found = [("patch", "")] if issubclass(kind, ChangeMixin) else []
    found += [("delete", "")] if issubclass(kind, RemoveMixin) else []
    acts: list[Any] = kind.get_extra_actions()
    for act in acts:
        if "post" in act.mapping and act.detail:
            found.append(("post", f"{act.url_path}/"))
    return found


WRITES = [
    (route.prefix, *write)
    for route in routes.known()
    if issubclass(route.viewset, RecordViewSet)
    for write in _writes(route.viewset)
]


@pytest.mark.parametrize(("prefix", "method", "rest"), WRITES)
def test_a_write_names_the_version_it_was_made_from(prefix: str, method: str, rest: str) -> None:
    viewset: Any = next(route.viewset for route in routes.known() if route.prefix == prefix)
    if not viewset.has_version:
        pytest.skip("records without a version")
    api = program(everything())
    address = f"/api/v1/{prefix}/{make(prefix)[0].pk}/{rest}"
    refused = getattr(api, method)(address, {})
    assert (refused.status_code, refused.json()["code"]) == (428, "version_required")
    for said in ("*", 'W/"1"', "1", '"x"'):
        refused = getattr(api, method)(address, {}, headers={"If-Match": said})
        assert refused.status_code in {400, 428}, said


@pytest.mark.parametrize("prefix", [each.prefix for each in routes.known() if issubclass(each.viewset, CreateMixin)])
def test_a_field_that_is_not_listed_is_refused(prefix: str) -> None:
    kind: Any = next(route.viewset for route in routes.known() if route.prefix == prefix)
    api = program(everything())
    fields = {"no_such", "id", "version", "created_at", "source", "source_ref"}
    answer = api.post(f"/api/v1/{prefix}/", dict.fromkeys(fields, 7))
    assert answer.status_code == 400
    taken = set(kind.create_serializer_class().fields)
    assert fields - taken <= set(answer.json()["fields"])
    assert not taken & {"id", "version", "created_at", "updated_at", "source"}
