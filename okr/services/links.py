"""How objectives bear on one another: links that are made and removed, both ends in the history."""

from django.db import transaction

from big.accounts.models import User
from big.audit.record import record
from big.policies import require
from big.records import create, require_version
from okr import codes, policies
from okr.models.objectives import ObjectiveLink, StrategicObjective


@transaction.atomic
def link_objectives(
    from_id: int, *, actor: User, to: StrategicObjective, kind: str, strength: int = 1, note: str = "", why: str = ""
) -> ObjectiveLink:
    """Say that one objective helps to achieve, conflicts with or depends on another."""
    objective = StrategicObjective.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=from_id)
    require(policies.can_edit_objective(actor, objective))
    other = StrategicObjective.objects.visible_to(actor).get(pk=to.pk)
    link = ObjectiveLink(from_objective=objective, to_objective=other, kind=kind, strength=strength, note=note)
    create(link)
    after = {"kind": link.get_kind_display().lower(), "objective": other.title, "strength": strength}
    after |= {"note": note} if note else {}
    record(codes.OBJECTIVE_LINKED, actor=actor, on=objective, also=[other], after=after, why=why)
    return link


@transaction.atomic
def unlink_objectives(link_id: int, *, actor: User, version: int | None, why: str = "") -> StrategicObjective:
    """Remove a link between two objectives; its history stays with both."""
    rows = ObjectiveLink.objects.visible_to(actor).select_for_update(of=("self",))
    link = rows.select_related("from_objective__node", "to_objective").get(pk=link_id)
    objective, other = link.from_objective, link.to_objective
    require(policies.can_edit_objective(actor, objective))
    require_version(link, version)
    before = {"kind": link.get_kind_display().lower(), "objective": other.title}
    link.delete()
    record(codes.OBJECTIVE_UNLINKED, actor=actor, on=objective, also=[other], before=before, why=why)
    return objective
