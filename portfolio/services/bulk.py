"""Giving many pieces of work the same owner, unit or node in one act."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from big import clock
from big.accounts.models import User
from big.audit.record import one_act, record
from big.core import words
from big.errors import RuleError, StaleError
from big.policies import require
from big.records import differences
from big.registry.reactions import react
from portfolio import policies
from portfolio.codes import ON_WORK_CHANGED, WORK_CHANGED
from portfolio.models.work import Work

CHANGEABLE: Final = frozenset({"owner", "unit", "node"})
MOST: Final = 500


@transaction.atomic
def change_works(
    versions: Mapping[int, int | None], *, actor: User, changes: Mapping[str, Any], why: str = ""
) -> list[Work]:
    """Set owner, unit or node of many pieces of work, all or none; the events share one group.

    `versions` gives the version that the actor looked at, by key. DoesNotExist where one is not visible to the
    actor, 403 where one may not be changed, StaleError naming those that somebody changed meanwhile.
    """
    unknown = changes.keys() - CHANGEABLE
    if unknown:
        raise TypeError(f"{', '.join(sorted(unknown))} cannot be changed in bulk")
    if len(versions) > MOST:
        raise RuleError(f"Change at most {MOST} at once; filter the list further.", code="too_many")
    works = _locked(versions, actor)
    if "unit" in changes or "node" in changes:
        _require_places(works, changes, actor)
    changed = []
    with one_act():
        for work in works:
            before, after = differences(work, changes)
            if not after:
                continue
            for name in after:
                setattr(work, name, changes[name])
            work.version += 1
            work.updated_at = clock.now()
            work.save(update_fields=[*after, "version", "updated_at"])
            record(WORK_CHANGED, actor=actor, on=work, before=before, after=after, why=why)
            react(ON_WORK_CHANGED, work, actor=actor, before=before, after=after)
            changed.append(work)
    _keep_in_sight(works, actor)
    return changed


def _locked(versions: Mapping[int, int | None], actor: User) -> list[Work]:
    visible = Work.objects.visible_to(actor).filter(pk__in=versions)
    works = list(visible.select_related("owner", "unit", "node").select_for_update(of=("self",)).order_by("pk"))
    if len(works) < len(versions):
        raise Work.DoesNotExist
    if visible.filter(policies.editable_q(actor)).count() < len(works):
        raise PermissionDenied
    stale = [work.name for work in works if versions[work.pk] not in (None, work.version)]
    if stale:
        raise StaleError(
            f"Somebody changed {words.listed(stale, most=3)} in the meantime. Look at the list again.", code="stale"
        )
    return works


def _require_places(works: Sequence[Work], changes: Mapping[str, Any], actor: User) -> None:
    """Require the right at every place where work would stand; work shares few places, so this stays small."""
    places = {
        (changes["node"].pk if changes.get("node") else (None if "node" in changes else work.node_id),
         changes["unit"].pk if changes.get("unit") else (None if "unit" in changes else work.unit_id))
        for work in works
    }  # fmt: skip
    for node_id, unit_id in places:
        require(policies.can_place(actor, node_id=node_id, unit_id=unit_id))


def _keep_in_sight(works: Sequence[Work], actor: User) -> None:
    if Work.objects.visible_to(actor).filter(pk__in=[work.pk for work in works]).count() < len(works):
        raise RuleError(
            "After this change you could not see all of this work any more. Ask somebody who holds rights there.",
            code="out_of_sight",
        )
