"""Pages of the core cost as many queries for many rows as for few: people, units, nodes, roles, imports, documents."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from big import clock
from big.accounts.models import User
from big.accounts.services.tokens import make_token
from big.documents.models import Document, DocumentVersion
from big.documents.services import add_document, store_version
from big.imports.models import APPLY_JOB
from big.imports.services import check_file
from big.jobs.models import Job
from big.notify.models import Absence
from big.organisation.models import DelegatedAuthority
from tests.factories.organisation import (
    all_rights,
    join,
    make_node,
    make_person,
    make_role,
    make_unit,
    member,
    person_of,
)
from tests.notify.making import tell
from tests.organisation.world import World, make_world

pytestmark = pytest.mark.django_db
FEW, MANY = 2, 9


def costs(client: Client, addresses: list[str]) -> dict[str, int]:
    """How many queries each page takes; each is opened once before, so that nothing is read for the first time."""
    found: dict[str, int] = {}
    for address in addresses:
        assert client.get(address).status_code == 200, address
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        found[address] = len(caught)
    return found


def assert_constant(client: Client, addresses: list[str], grow: Callable[[int], None]) -> None:
    grow(FEW)
    few = costs(client, addresses)
    grow(MANY)
    assert costs(client, addresses) == few


def test_the_organisation(client: Client) -> None:
    world = make_world()
    client.force_login(world.users["manager"])
    names = ("person_list", "unit_list", "node_list", "role_list", "settings", "person_create", "node_create")
    addresses = [reverse(f"organisation:{name}") for name in names]
    for kind, key in (("person", "p-ada"), ("unit", "net"), ("node", "change-board"), ("role", world.role.key)):
        addresses.append(reverse(f"organisation:{kind}_detail", args=[key]))
    for name, key in (
        ("person_role_give", "p-ada"),
        ("unit_move", "net"),
        ("unit_close", "net"),
        ("unit_role_give", "net"),
        ("node_move", "change-board"),
        ("node_role_give", "change-board"),
        ("authority_set", "change-board"),
    ):
        addresses.append(reverse(f"organisation:{name}", args=[key]))
    assert_constant(client, addresses, lambda number: _more_of_the_organisation(world, number))


def _more_of_the_organisation(world: World, number: int) -> None:
    """More people, roles held, accounts, units and nodes below and beside those whose pages are opened."""
    for _ in range(number):
        unit = make_unit(parent=world.unit)
        node = make_node(parent=world.node, unit=world.unit, kind="change-group")
        person = make_person(unit=world.unit)
        make_person(user=None, unit=unit)
        role = make_role(["work.view"])
        join(person, world.role, node=node)
        join(person, role, node=world.node, unit=world.unit)
        join(world.person, role, node=node, unit=unit)
        DelegatedAuthority.objects.create(node=world.node, matter="risk", tolerance="low", starts_on=clock.today())


def test_imports_documents_jobs_and_the_own_account(client: Client) -> None:
    owner = member(all_rights())
    client.force_login(owner)
    first = _document(owner, 0)
    run = check_file("stratml", actor=owner, filename="plan.xml", content=_plan(40), options={})
    job = Job.objects.create(kind=APPLY_JOB, subject_id=run.pk, title="Import", requested_by=owner, state="failed")
    addresses = [
        reverse("imports:run_list"),
        reverse("imports:choose"),
        reverse("imports:upload", args=["stratml"]),
        run.get_absolute_url(),
        job.get_absolute_url(),
        first.document.get_absolute_url(),
        reverse("audit:activity"),
        reverse("audit:history", args=["documents.document", first.document.pk]),
        reverse("accounts:profile"),
        reverse("notify:notifications"),
        reverse("core:search") + "?q=terms",
    ]

    def grow(number: int) -> None:
        for _ in range(number):
            there = Document.objects.count()
            _document(owner, there)
            text = f"Terms {there}".encode()
            store_version(first.document, actor=owner, filename="a.txt", content=text, content_type="text/plain")
            check_file("stratml", actor=owner, filename=f"plan-{there}.xml", content=_plan(there), options={})
            make_token(actor=owner, name=f"Token {there}")
            tell(person_of(owner))
            day = clock.today() + dt.timedelta(days=there)
            Absence.objects.create(person=person_of(owner), starts_on=day, ends_on=day, delegate=make_person())

    assert_constant(client, addresses, grow)


def _document(owner: User, number: int) -> DocumentVersion:
    return add_document(
        f"Terms {number}", actor=owner, kind=Document.Kind.OTHER, filename="terms.txt",
        content=f"Terms {number}".encode(), content_type="text/plain",
    )  # fmt: skip


def _plan(number: int) -> bytes:
    goals = "".join(
        f"<Goal><Name>Goal {index}</Name><Description>Grow</Description>"
        f"<SequenceIndicator>{index}</SequenceIndicator></Goal>"
        for index in range(1, number + 1)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<StrategicPlan xmlns="urn:ISO:std:iso:17469:tech:xsd:stratml_core"><Name>Plan</Name><StrategicPlanCore>
<Organization><Name>Testbed</Name></Organization><Vision><Description>Seen from afar</Description></Vision>
<Mission><Description>Serve</Description></Mission>{goals}</StrategicPlanCore></StrategicPlan>""".encode()
