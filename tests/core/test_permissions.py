"""Who gets which answer at the addresses of imports, jobs, documents, Activity, search and the own account."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import get_resolver, reverse

from big import clock
from big.accounts.models import ApiToken, User
from big.accounts.services.tokens import make_token
from big.documents.models import Document
from big.documents.services import add_document
from big.imports.models import APPLY_JOB, ImportRun
from big.imports.services import check_file
from big.jobs.models import Job
from big.notify.models import Absence
from okr.models.purposes import STRATEGY_EDIT, STRATEGY_VIEW
from tests.factories.organisation import all_rights, make_unit, make_user, member, person_of

pytestmark = pytest.mark.django_db
PEOPLE = ("nobody", "stranger", "viewer", "owner", "elsewhere", "cleared")

# Address, what it is about, method, then the status for each of PEOPLE. "owner" holds every right at the top but to see
# what is confidential, and asked for the import; "elsewhere" holds as much in another unit; "cleared" sees all.
# A file speaks of records whoever may see them, so its import shows to its owner and the cleared alone;
# the cleared come last and find it applied or set aside already, hence 422.
MATRIX: list[tuple[Any, ...]] = [
    ("imports:run_list", "", "get", 302, 403, 403, 200, 200, 200),
    ("imports:choose", "", "get", 302, 403, 403, 200, 200, 200),
    ("imports:upload", "format", "get", 302, 403, 403, 200, 200, 200),
    ("imports:upload", "format", "post", 302, 403, 403, 422, 422, 422),
    ("imports:upload", "no format", "get", 302, 403, 403, 404, 404, 404),
    ("imports:run_detail", "run", "get", 302, 404, 404, 200, 404, 200),
    ("imports:run_apply", "run", "post", 302, 404, 404, 302, 404, 422),
    ("imports:run_apply", "run", "get", 302, 405, 405, 405, 405, 405),
    ("imports:run_discard", "run", "post", 302, 404, 404, 302, 404, 422),
    ("imports:run_discard", "run", "get", 302, 405, 405, 405, 405, 405),
    ("jobs:job_detail", "job", "get", 302, 404, 404, 200, 404, 404),
    ("jobs:job_retry", "job", "post", 302, 404, 404, 302, 404, 404),
    ("jobs:job_retry", "job", "get", 302, 405, 405, 405, 405, 405),
    ("documents:document_detail", "document", "get", 302, 404, 200, 200, 404, 200),
    ("documents:version_download", "version", "get", 302, 404, 200, 200, 404, 200),
    ("documents:document_detail", "secret", "get", 302, 404, 404, 404, 404, 200),
    ("documents:version_download", "secret version", "get", 302, 404, 404, 404, 404, 200),
    ("audit:activity", "", "get", 302, 403, 200, 200, 200, 200),
    ("audit:export", "", "get", 302, 403, 200, 200, 200, 200),
    ("audit:changed", "", "get", 302, 403, 200, 200, 200, 200),
    ("audit:changed_export", "", "get", 302, 403, 200, 200, 200, 200),
    ("audit:history", "document's", "get", 302, 404, 200, 200, 404, 200),
    ("audit:record", "document's", "get", 302, 404, 302, 302, 404, 302),
    ("audit:history", "secret's", "get", 302, 404, 404, 404, 404, 200),
    ("audit:record", "secret's", "get", 302, 404, 404, 404, 404, 302),
    ("core:search", "", "get", 302, 200, 200, 200, 200, 200),
    ("core:suggest", "suggested", "get", 302, 200, 200, 200, 200, 200),
    ("provenance:figure", "figure", "get", 302, 403, 200, 200, 200, 200),
    ("provenance:figure", "figure", "post", 302, 405, 405, 405, 405, 405),
    ("provenance:figure", "no figure", "get", 302, 403, 404, 404, 404, 404),
    ("core:theme", "", "get", 405, 405, 405, 405, 405, 405),
    ("notify:notifications", "", "get", 302, 200, 200, 200, 200, 200),
    ("notify:kinds_edit", "", "post", 302, 404, 422, 422, 422, 422),
    ("notify:kinds_edit", "", "get", 302, 405, 405, 405, 405, 405),
    ("notify:hours_edit", "", "post", 302, 404, 422, 422, 422, 422),
    ("notify:absence_create", "", "post", 302, 404, 422, 422, 422, 422),
    ("notify:absence_remove", "absence", "post", 302, 404, 404, 302, 404, 404),
    ("notify:test_send", "", "post", 302, 404, 302, 302, 302, 302),
    ("notify:test_send", "", "get", 302, 405, 405, 405, 405, 405),
    ("notify:link", "no link", "get", 410, 410, 410, 410, 410, 410),
    # Not even every right opens these: they are for administrators (tests/webhooks/test_pages.py).
    ("webhooks:webhook_list", "", "get", 302, 403, 403, 403, 403, 403),
    ("webhooks:webhook_create", "", "get", 302, 403, 403, 403, 403, 403),
    ("webhooks:webhook_create", "", "post", 302, 403, 403, 403, 403, 403),
    ("webhooks:webhook_detail", "webhook", "get", 302, 403, 403, 403, 403, 403),
    ("webhooks:webhook_edit", "webhook", "get", 302, 403, 403, 403, 403, 403),
    ("webhooks:webhook_edit", "webhook", "post", 302, 403, 403, 403, 403, 403),
    ("webhooks:webhook_pause", "webhook", "post", 302, 403, 403, 403, 403, 403),
    ("webhooks:webhook_resume", "webhook", "post", 302, 403, 403, 403, 403, 403),
    ("webhooks:webhook_retire", "webhook", "get", 302, 403, 403, 403, 403, 403),
    ("webhooks:webhook_retire", "webhook", "post", 302, 403, 403, 403, 403, 403),
    ("webhooks:secret_rotate", "webhook", "post", 302, 403, 403, 403, 403, 403),
    ("webhooks:test_send", "webhook", "post", 302, 403, 403, 403, 403, 403),
    ("webhooks:delivery_send_again", "webhook", "post", 302, 403, 403, 403, 403, 403),
    # Nor these (tests/notify/test_pages.py).
    ("notify:outbox", "", "get", 302, 403, 403, 403, 403, 403),
    ("notify:message_send_again", "absence", "post", 302, 403, 403, 403, 403, 403),
    ("notify:kept_list", "", "get", 302, 403, 403, 403, 403, 403),
    ("notify:kept_detail", "absence", "get", 302, 403, 403, 403, 403, 403),
    ("accounts:profile", "", "get", 302, 200, 200, 200, 200, 200),
    ("accounts:profile_edit", "", "get", 302, 405, 405, 405, 405, 405),
    ("accounts:token_create", "", "get", 302, 405, 405, 405, 405, 405),
    ("accounts:token_revoke", "token", "post", 302, 404, 404, 302, 404, 404),
    ("accounts:session_end", "session", "post", 302, 404, 404, 404, 404, 404),
    ("accounts:session_end_others", "", "get", 302, 405, 405, 405, 405, 405),
]


@dataclass(frozen=True, slots=True)
class Scene:
    """A document, a confidential one, an import with its job, a token, and who looks at them."""

    records: dict[str, list[Any]]
    people: dict[str, User | None]


@pytest.fixture
def scene() -> Scene:
    here, away = make_unit("Here"), make_unit("Away")
    owner = member(all_rights())
    cleared = member(all_rights(confidential=True))

    def document(title: str, actor: User, **fields: Any) -> Document:
        kept = add_document(
            title, actor=actor, kind=Document.Kind.OTHER, filename="terms.txt", content=b"Terms",
            content_type="text/plain", unit=here, **fields,
        )  # fmt: skip
        return kept.document

    open_to_all, secret = document("Terms", cleared), document("Quiet acquisition", cleared, is_confidential=True)
    run = check_file("stratml", actor=owner, filename="plan.xml", content=PLAN, options={})
    assert run.state == ImportRun.State.CHECKED, run.plan
    job = Job.objects.create(kind=APPLY_JOB, subject_id=run.pk, title="Import", requested_by=owner, state="failed")
    token, _ = make_token(actor=owner, name="Mine")

    today = clock.today()
    absence = Absence.objects.create(person=person_of(owner), starts_on=today, ends_on=today)

    def key(record: Model) -> list[Any]:
        return [record._meta.label_lower, record.pk]

    return Scene(
        records={
            "": [],
            "format": ["stratml"],
            "no format": ["abacus"],
            "run": [run.pk],
            "job": [job.pk],
            "document": [open_to_all.pk],
            "version": [open_to_all.pk, 1],
            "secret": [secret.pk],
            "secret version": [secret.pk, 1],
            "document's": key(open_to_all),
            "secret's": key(secret),
            "token": [token.pk],
            "figure": ["work-money"],
            "no figure": ["no-such-figure"],
            "suggested": ["works"],
            "session": [0],
            "absence": [absence.pk],
            "webhook": [0],
            "no link": ["nothing"],
        },
        people={
            "nobody": None,
            "stranger": make_user(),
            "viewer": member(["document.view", "activity.view", "work.view"], unit=here),
            "owner": owner,
            "elsewhere": member(all_rights(), unit=away),
            "cleared": cleared,
        },
    )


PLAN = b"""<?xml version="1.0" encoding="UTF-8"?>
<StrategicPlan xmlns="urn:ISO:std:iso:17469:tech:xsd:stratml_core"><Name>Plan</Name><StrategicPlanCore>
<Organization><Name>Testbed</Name></Organization><Vision><Description>Seen from afar</Description></Vision>
<Mission><Description>Serve</Description></Mission>
<Goal><Name>Grow</Name><Description>Grow well</Description><SequenceIndicator>1</SequenceIndicator></Goal>
</StrategicPlanCore></StrategicPlan>"""


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: f"{row[0]}-{row[1]}-{row[2]}")
def test_matrix(scene: Scene, row: tuple[Any, ...]) -> None:
    name, about, method, *statuses = row
    address = reverse(name, args=scene.records[about])
    for person, expected in zip(PEOPLE, statuses, strict=True):
        client = Client()
        if user := scene.people[person]:
            client.force_login(user)
        answer = getattr(client, method)(address)
        assert answer.status_code == expected, person
        answer.getvalue()


APPS = ("imports", "jobs", "documents", "audit", "core", "provenance", "accounts", "notify", "webhooks")


@pytest.mark.parametrize("app", APPS)
def test_every_url_is_in_the_matrix(app: str) -> None:
    patterns = get_resolver().namespace_dict[app][1].reverse_dict
    known = {f"{app}:{name}" for name in patterns if isinstance(name, str)}
    assert known == {row[0] for row in MATRIX if row[0].startswith(f"{app}:")}


def test_somebody_elses_import_counts_for_nobody(scene: Scene) -> None:
    for person, sees in (("owner", True), ("elsewhere", False), ("cleared", True)):
        client = Client()
        client.force_login(scene.people[person])  # type: ignore[arg-type]
        assert (b"plan.xml" in client.get(reverse("imports:run_list")).content) == sees, person


def test_activity_and_its_file_leave_out_what_is_confidential(scene: Scene) -> None:
    for person, sees in (("viewer", False), ("owner", False), ("cleared", True)):
        client = Client()
        client.force_login(scene.people[person])  # type: ignore[arg-type]
        assert (b"Quiet acquisition" in client.get(reverse("audit:activity")).content) == sees, person
        assert (b"Quiet acquisition" in client.get(reverse("audit:export")).getvalue()) == sees, person


def test_who_may_import_must_hold_the_rights_to_what_is_written(scene: Scene) -> None:
    client = Client()
    client.force_login(member(["import.run", STRATEGY_VIEW]))
    assert client.get(reverse("imports:choose")).status_code == 200
    assert client.get(reverse("imports:upload", args=["stratml"])).status_code == 403
    client.force_login(member(["import.run", STRATEGY_VIEW, STRATEGY_EDIT]))
    assert client.get(reverse("imports:upload", args=["stratml"])).status_code == 200


def test_the_token_of_another_stays(scene: Scene) -> None:
    client = Client()
    client.force_login(scene.people["cleared"])  # type: ignore[arg-type]
    assert client.post(reverse("accounts:token_revoke", args=scene.records["token"])).status_code == 404
    assert ApiToken.objects.get(pk=scene.records["token"][0]).revoked_at is None
