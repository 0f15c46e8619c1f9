"""An import as its page shows it, from the upload of a real plan to what became of it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from big.imports.models import ImportRun
from big.imports.services import apply_run
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.models.purposes import Plan, Stakeholder, Statement
from okr.stratml.exporting import export_plan
from tests.factories.organisation import all_rights, member
from tests.okr.stratml_files import MALFORMED, plan_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(member(all_rights()))
    return client


def upload(client: Client, name: str, content: bytes) -> ImportRun:
    file = SimpleUploadedFile(name, content, content_type="text/xml")
    answer = client.post("/imports/new/stratml/", {"file": file, "mission_is_purpose": "on"})
    assert answer.status_code == 302, answer.content.decode()
    return ImportRun.objects.latest("pk")


def shown(client: Client, run: ImportRun) -> str:
    return client.get(run.get_absolute_url()).content.decode()


def test_a_malformed_plan_is_refused_at_its_line_and_column_and_writes_nothing(client: Client) -> None:
    run = upload(client, MALFORMED, plan_file(MALFORMED).read_bytes())
    page = shown(client, run)
    assert "line 22, column 19" in page
    assert "Nothing was written" in page
    assert "Apply the import" not in page
    assert not Plan.objects.exists()
    assert not StrategicObjective.objects.exists()


def test_a_plan_through_the_pages_and_its_export_back_again(client: Client) -> None:
    run = upload(client, "HHISAP2025.xml", plan_file("HHISAP2025.xml").read_bytes())
    page = shown(client, run)
    kinds = re.findall(r'<th scope="row">([^<]+)</th><td class="num">', page)
    assert kinds[:4] == ["Organisations", "Plans", "Purposes", "Visions"], kinds
    assert "This would create" in page
    apply_run(run.pk, actor=run.requested_by)
    goals = StrategicObjective.objects.filter(parent=None)
    assert (goals.count(), StrategicObjective.objects.exclude(parent=None).count()) == (10, 67)
    assert KeyResult.objects.count() == 85
    assert Statement.objects.filter(kind=Statement.Kind.VALUE).count() == 7
    assert Stakeholder.objects.count() == 90
    assert "This created" in shown(client, run)

    strategy = client.get("/strategy/").content.decode()
    silent = Stakeholder.objects.filter(name="", description="").count()
    assert 0 < silent < 90
    assert f"{silent} places for a stakeholder of whom the plan says nothing" in strategy
    exported = client.get(f"/strategy/plans/{Plan.objects.get().pk}/export.stratml")
    again = upload(client, "again.xml", exported.content)
    assert "Everything in this file is here already." in shown(client, again)
    assert exported.content == export_plan(Plan.objects.get(), user=run.requested_by).content
