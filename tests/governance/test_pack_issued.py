"""An issued pack cannot be changed by any path: services, the ORM, the application's own role, the file store."""

from pathlib import Path

import psycopg2
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from big.audit.models import AuditSeal
from big.audit.sealing import seal_events
from big.audit.verifying import verify
from big.documents.services import content_of
from big.errors import RuleError
from big.jobs.models import Job
from big.jobs.services import run_job
from governance.models.packs import Pack
from tests.core.test_roles import application as application
from tests.factories.organisation import all_rights, member
from tests.governance.drafting import build_issued
from tests.governance.shapes import hold

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def issued() -> Pack:
    hold()
    return build_issued(member(all_rights()))


def test_no_path_changes_an_issued_pack(issued: Pack, application: "psycopg2.extensions.cursor") -> None:
    kept = Pack.objects.filter(pk=issued.pk).values().get()
    for statement in (
        "update governance_pack set title = 'Other'",
        "update governance_pack set state = 'draft', issued_at = null",
        "update governance_pack set file_id = null, sha256 = ''",
        "delete from governance_pack",
        "truncate governance_pack cascade",
        "alter table governance_pack disable trigger all",
        "drop trigger issued_packs_stay on governance_pack",
        "update documents_documentversion set sha256 = '0'",
        "delete from documents_documentversion",
    ):
        with pytest.raises(psycopg2.Error):
            application.execute(statement)
    for change in (
        lambda: Pack.objects.filter(pk=issued.pk).update(title="Other"),
        lambda: Pack.objects.get(pk=issued.pk).delete(),
        lambda: Pack.objects.bulk_update([Pack(pk=issued.pk, html="")], ["html"]),
        lambda: Pack.objects.get(pk=issued.pk).save(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Pack.objects.filter(pk=issued.pk).values().get() == kept
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from governance_pack")
        assert cursor.fetchone() == (1,)


def test_a_late_delivery_of_its_job_changes_nothing(issued: Pack) -> None:
    Job.objects.update(state=Job.State.QUEUED, finished_at=None, attempts=0)
    assert run_job(Job.objects.get().pk)
    again = Pack.objects.get(pk=issued.pk)
    assert (again.version, again.sha256, again.file_id) == (issued.version, issued.sha256, issued.file_id)


def test_a_file_changed_on_disk_is_noticed_and_never_handed_out(issued: Pack, client: Client) -> None:
    assert issued.file is not None
    client.force_login(issued.prepared_by)
    address = reverse("governance:pack_pdf", args=[issued.code])
    assert client.get(address).status_code == 200
    path = Path(issued.file.file.path)
    content = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(content.replace(b"%%EOF", b"%%EOG"))
    with pytest.raises(RuleError, match="no longer matches its checksum"):
        content_of(issued.file)
    answer = client.get(address)
    assert answer.status_code == 422
    assert b"%PDF" not in answer.content
    path.unlink()
    assert client.get(address).status_code == 422


def test_it_vouches_for_the_audit_log(issued: Pack, client: Client) -> None:
    assert issued.anchor is None
    seal_events()
    late = build_issued(issued.prepared_by)
    count = AuditSeal.objects.count()
    assert late.anchor is not None
    assert late.anchor["count"] == count
    client.force_login(issued.prepared_by)
    assert f"{count} events, head {late.anchor['head']}" in client.get(late.get_absolute_url()).content.decode()
    assert verify().anchors == 1
    with connection.cursor() as cursor:
        cursor.execute("alter table audit_auditseal disable trigger user")
        cursor.execute("delete from audit_auditseal where position = %s", [count])
        cursor.execute("alter table audit_auditseal enable always trigger audit_only_grows")
    said = " ".join(each.sentence for each in verify().breaks)
    assert f"The anchor in the issued pack {late.code} knew link {count}" in said
    assert "its end was cut off" in said
