"""How the tests of the API make a row of each resource of `big`."""

import datetime as dt
import itertools
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import transaction

from big import clock
from big.accounts.models import ApiToken, User
from big.audit.models import AuditEvent
from big.audit.record import record
from big.documents.models import Document, DocumentVersion
from big.imports.models import APPLY_JOB, ImportRun
from big.jobs.models import Job
from big.notify.models import Absence, Message, Preference, Wish
from big.organisation.codes import UNIT_CHANGED
from big.organisation.models import DelegatedAuthority, Membership, NodeType, Organisation, Person
from tests.factories.organisation import (
    join,
    make_node,
    make_organisation,
    make_person,
    make_role,
    make_unit,
    make_user,
)

_numbers = itertools.count(1)
# Whose rows those are that only their owner sees.
OWNER: Final = "owner@example.org"


def owner() -> User:
    """The account that the rows of tokens, jobs and imports belong to."""
    return User.objects.filter(email=OWNER).first() or make_user("Olive Owner", email=OWNER)


def _organisation() -> Organisation:
    return make_organisation()


def _node_type() -> NodeType:
    number = next(_numbers)
    return NodeType.objects.create(key=f"kind-{number}", label=f"Kind {number}", plural=f"Kinds {number}")


def _membership() -> Membership:
    return join(make_person(), make_role([]), node=make_node())[0]


def _authority() -> DelegatedAuthority:
    return DelegatedAuthority.objects.create(
        node=make_node(), matter="spend", limit=1000, starts_on=clock.today(), tolerance=""
    )


def make_document(**fields: Any) -> Document:
    """A document without a file."""
    unit = fields.pop("unit", None) or make_unit()
    return Document.objects.create(
        **{"title": f"Document {next(_numbers)}", "unit": unit, "created_by": make_user(), **fields}
    )


def make_version(document: Document | None = None, *, content: bytes = b"kept") -> DocumentVersion:
    """A version with a file."""
    made = DocumentVersion(
        document=document or make_document(),
        number=1,
        filename="kept.txt",
        content_type="text/plain",
        size=len(content),
        sha256=f"{next(_numbers):064d}",
        author=owner(),
    )
    made.file.save("file", ContentFile(content), save=False)
    made.save()
    return made


def make_run(**fields: Any) -> ImportRun:
    """An import that waits, with nothing in its plan."""
    plan = {"rows": [], "counts": {}, "not_read": [], "notes": [], "refusal": ""}
    return ImportRun.objects.create(
        **{"format": "stratml", "file": make_version(), "plan": plan, "requested_by": owner(), **fields}
    )


def make_job(**fields: Any) -> Job:
    """A job that failed."""
    return Job.objects.create(
        **{
            "kind": APPLY_JOB,
            "subject_id": next(_numbers) + 1_000_000,
            "title": "Import of a file",
            "requested_by": owner(),
            "state": Job.State.FAILED,
            "steps": ["Reading", "Writing"],
            **fields,
        }
    )


@transaction.atomic
def make_event() -> AuditEvent:
    """An event about a unit."""
    return record(UNIT_CHANGED, actor=owner(), on=make_unit(), before={"name": "Old"}, after={"name": "New"})


def make_api_token() -> ApiToken:
    """A token of the owner's."""
    number = next(_numbers)
    return ApiToken.objects.create(
        user=owner(), name=f"Token {number}", digest=f"{number:064d}", hint="sl_test", created_at=clock.now()
    )


def owner_person() -> Person:
    """The person that the owner signs in as."""
    return Person.objects.filter(user=owner()).first() or make_person("Olive Owner", user=owner())


def make_absence() -> Absence:
    """An absence of the owner's, each on a day of its own."""
    day = clock.today() + dt.timedelta(days=next(_numbers))
    return Absence.objects.create(person=owner_person(), starts_on=day, ends_on=day)


def make_message() -> Message:
    """A message to the owner."""
    moment = clock.real_now()
    return Message.objects.create(
        recipient=owner_person(),
        kind="notify.test",
        subject="Marker of the hidden",
        dedupe_key=f"api:{next(_numbers)}",
        queued_at=moment,
        due_at=moment,
    )


def make_preference() -> Preference:
    return Preference.objects.create(person=owner_person(), kind=f"kind.{next(_numbers)}", channel="digest")


def make_wish() -> Wish:
    """The owner's quiet hours."""
    return Wish.objects.get_or_create(person=owner_person())[0]


MAKERS: Final = {
    "absences": make_absence,
    "accounts": make_user,
    "authorities": _authority,
    "document-versions": make_version,
    "documents": make_document,
    "events": make_event,
    "imports": make_run,
    "jobs": make_job,
    "memberships": _membership,
    "message-preferences": make_preference,
    "messages": make_message,
    "node-types": _node_type,
    "nodes": make_node,
    "organisations": _organisation,
    "people": make_person,
    "quiet-hours": make_wish,
    "roles": make_role,
    "tokens": make_api_token,
    "units": make_unit,
}
