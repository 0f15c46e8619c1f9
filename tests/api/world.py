"""The organisation of the tests of permissions: one branch, another, what is confidential, and everybody who asks."""

from dataclasses import dataclass

from django.db import transaction

from big.accounts.models import User
from big.audit.record import record
from big.documents.models import DOCUMENT_VIEW
from big.documents.services import DOCUMENT_ADDED
from big.organisation.scope import ACTIVITY_VIEW
from big.organisation.services.settings import change_organisation
from tests.api import records_big
from tests.factories.organisation import all_rights, member, top_unit
from tests.organisation.world import World, make_world

#: Nobody; no membership; a membership without rights; rights to see; all rights in the branch; all rights in another;
#: the right to manage the whole; all rights everywhere with what is confidential.
ASKERS = ("nobody", "stranger", "member", "viewer", "local", "elsewhere", "manager", "cleared")


@dataclass
class ApiWorld:
    """What there is, by the words that addresses use for keys, and who asks for it."""

    keys: dict[str, int]
    users: dict[str, User | None]
    base: World


def make_api_world() -> ApiWorld:
    """A row of each resource of `big`, in the branch where `local` holds all rights; some of it confidential."""
    base = make_world()
    node_type = base.node.node_type
    document = records_big.make_document(unit=base.unit)
    secret = records_big.make_document(unit=base.unit, is_confidential=True, title="Marker of the hidden")
    users: dict[str, User | None] = {
        "nobody": None,
        "stranger": base.users["stranger"],
        "member": member([], name="Mia Member"),
        "viewer": member([ACTIVITY_VIEW, DOCUMENT_VIEW], name="Vic Viewer"),
        "local": base.users["local"],
        "elsewhere": base.users["elsewhere"],
        "manager": base.users["manager"],
        "cleared": member(all_rights(confidential=True), name="Cleo Cleared"),
    }
    organisation = change_organisation(actor=base.users["manager"], version=None, changes={"acronym": "TB"})
    with transaction.atomic():
        secret_event = record(
            DOCUMENT_ADDED, actor=records_big.owner(), on=secret, after={"file": "Marker of the hidden"}
        )
    account = base.person.user
    assert account is not None
    keys = {
        "organisation": organisation.pk,
        "unit": base.unit.pk,
        "other_unit": base.users["elsewhere"].person.memberships.exclude(unit=None).get().unit_id or 0,
        "top": top_unit().pk,
        "node": base.node.pk,
        "node_type": node_type.pk,
        "person": base.person.pk,
        "loner": base.loner.pk,
        "account": account.pk,
        "role": base.role.pk,
        "membership": base.membership.pk,
        "authority": base.authority.pk,
        "document": document.pk,
        "secret": secret.pk,
        "version": records_big.make_version(document).pk,
        "secret_version": records_big.make_version(secret).pk,
        "run": records_big.make_run().pk,
        "job": records_big.make_job().pk,
        "event": records_big.make_event().pk,
        "secret_event": secret_event.pk,
        "token": records_big.make_api_token().pk,
        "absence": records_big.make_absence().pk,
        "message": records_big.make_message().pk,
        "preference": records_big.make_preference().pk,
        "wish": records_big.make_wish().pk,
    }
    return ApiWorld(keys, users, base)
