"""Adding work, changing what it says of itself, and giving it its place in the structure."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypedDict, Unpack

from django.db import connection, transaction

from big.accounts.models import User
from big.audit.record import record
from big.errors import RuleError
from big.imports.models import ImportRun
from big.organisation.models import Node, Person, Unit
from big.policies import require
from big.records import create, require_version, revise
from big.registry.reactions import react
from portfolio import policies
from portfolio.codes import (
    MUST_DO_LIFTED,
    MUST_DO_SET,
    ON_WORK_CHANGED,
    ON_WORK_CREATED,
    WORK_CHANGED,
    WORK_CREATED,
    WORK_MOVED,
)
from portfolio.models.types import LifecycleState, WorkType
from portfolio.models.work import Work, WorkReference
from portfolio.services.access import field_error, hold_structure, keep_in_sight, locked
from portfolio.services.coding import next_code

CHANGEABLE: Final = frozenset(
    {
        "name",
        "code",
        "stream",
        "node",
        "unit",
        "owner",
        "sponsor",
        "description",
        "customer",
        "contract_code",
        "starts_on",
        "ends_on",
        "forecast_ends_on",
        "is_must_do",
        "obligation",
        "is_confidential",
    }
)


class WorkFields(TypedDict, total=False):
    """What may be said of new work beside its name, stream and type."""

    parent: Work | None
    node: Node | None
    unit: Unit | None
    owner: Person | None
    sponsor: Person | None
    description: str
    customer: str
    contract_code: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    forecast_ends_on: dt.date | None
    is_must_do: bool
    obligation: str
    is_confidential: bool


@transaction.atomic
def create_work(
    *,
    actor: User,
    name: str,
    stream: str,
    work_type: WorkType,
    code: str = "",
    state: LifecycleState | None = None,
    references: Iterable[tuple[str, str]] = (),
    why: str = "",
    source: ImportRun | None = None,
    source_ref: str = "",
    **fields: Unpack[WorkFields],
) -> Work:
    """Add work; coded by its type's prefix where no code is given, in its type's first state where none is.

    `references` are pairs of scheme and value, by which the next import finds it. A RuleError names the field.
    """
    node, unit = fields.get("node"), fields.get("unit")
    require(policies.can_place(actor, node_id=node.pk if node else None, unit_id=unit.pk if unit else None))
    _require_parent(fields.get("parent"), actor=actor)
    begins = state or work_type.states.filter(is_initial=True).first() or work_type.states.first()
    if begins is None or begins.work_type_id != work_type.pk:
        raise field_error("state", f"Choose a state of the type {work_type.label.lower()}.", "state_of_other_type")
    work = Work(
        code=code.strip() or next_code(work_type.code_prefix),
        name=name,
        stream=stream,
        work_type=work_type,
        state=begins,
        source=source,
        source_ref=source_ref,
        **fields,
    )
    after = create(work)
    WorkReference.objects.bulk_create(
        WorkReference(work=work, scheme=scheme, value=each) for scheme, each in references
    )
    keep_in_sight(work, actor=actor)
    record(WORK_CREATED, actor=actor, on=work, after=after, why=why)
    react(ON_WORK_CREATED, work, actor=actor)
    return work


@transaction.atomic
def change_work(work_id: int, *, actor: User, version: int | None, changes: Mapping[str, Any], why: str = "") -> Work:
    """Change any of CHANGEABLE; a new place needs the right there too, and a moved baseline a reason."""
    unknown = changes.keys() - CHANGEABLE
    if unknown:
        raise TypeError(f"work has no changeable {', '.join(sorted(unknown))}")
    work = locked(work_id, actor=actor, may=policies.can_edit)
    require_version(work, version)
    _check_changes(work, changes, actor=actor, why=why)
    before, after = revise(work, changes)
    if not after:
        return work
    keep_in_sight(work, actor=actor)
    record(WORK_CHANGED, actor=actor, on=work, before=before, after=after, why=why)
    react(ON_WORK_CHANGED, work, actor=actor, before=before, after=after)
    return work


def _check_changes(work: Work, changes: Mapping[str, Any], *, actor: User, why: str) -> None:
    node, unit = changes.get("node", work.node), changes.get("unit", work.unit)
    if node != work.node or unit != work.unit:
        require(policies.can_place(actor, node_id=node.pk if node else None, unit_id=unit.pk if unit else None))
    is_confidential = changes.get("is_confidential", work.is_confidential)
    if is_confidential != work.is_confidential and not policies.can_classify(actor, work):
        raise field_error(
            "is_confidential", "Only somebody cleared for confidential records may change this.", "not_cleared"
        )
    if work.ends_on and changes.get("ends_on", work.ends_on) != work.ends_on and not why.strip():
        raise field_error("why", "Say why the baseline end moves, and who decided it.", "baseline_without_reason")


def _require_parent(parent: Work | None, *, actor: User) -> None:
    """Refuse a parent that the actor cannot see, in the same words as one that does not exist."""
    if parent and not Work.objects.visible_to(actor).filter(pk=parent.pk).exists():
        raise field_error("parent", "There is no work with this code.", "no_such_parent")


@transaction.atomic
def move_work(work_id: int, *, actor: User, version: int | None, parent: Work | None, why: str = "") -> Work:
    """Put work, with all below it, under another piece of work, or at the top."""
    hold_structure()
    work = locked(work_id, actor=actor, may=policies.can_edit)
    require_version(work, version)
    _require_parent(parent, actor=actor)
    if parent and (parent.pk == work.pk or parent.pk in below(work.pk)):
        raise field_error("parent", f"{parent} is part of {work}, so {work} cannot stand under it.", "loop")
    before, after = revise(work, {"parent": parent})
    if after:
        also = [each for each in (parent,) if each]
        record(WORK_MOVED, actor=actor, on=work, also=also, before=before, after=after, why=why)
        react(ON_WORK_CHANGED, work, actor=actor, before=before, after=after)
    return work


def below(work_id: int) -> set[int]:
    """The keys of all work under this one, at any depth; one query, without regard to who may see what."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            with recursive tree (id) as (
                select id from portfolio_work where parent_id = %s
                union
                select child.id from tree join portfolio_work child on child.parent_id = tree.id
            )
            select id from tree
            """,
            [work_id],
        )
        return {key for (key,) in cursor.fetchall()}


@transaction.atomic
def mark_must_do(
    work_id: int, *, actor: User, version: int | None, is_must_do: bool, obligation: str = "", why: str = ""
) -> Work:
    """Mark work that must be done whatever it serves, with the obligation; or lift the mark."""
    work = locked(work_id, actor=actor, may=policies.can_edit)
    require_version(work, version)
    if is_must_do and not obligation.strip():
        raise field_error("obligation", "Name the obligation that makes this a must-do.", "obligation_missing")
    if work.is_must_do and not is_must_do and not why.strip():
        raise field_error("why", "Say why it is no longer a must-do.", "lifted_without_reason")
    before, after = revise(work, {"is_must_do": is_must_do, "obligation": obligation.strip() if is_must_do else ""})
    if after:
        code = MUST_DO_SET if is_must_do else MUST_DO_LIFTED
        shown = {"obligation": work.obligation} if is_must_do else {}
        record(code, actor=actor, on=work, before=before, after={**after, **shown}, why=why)
        react(ON_WORK_CHANGED, work, actor=actor, before=before, after=after)
    return work


@transaction.atomic
def refer_to_work(work_id: int, *, actor: User, scheme: str, value: str, version: int | None = None) -> WorkReference:
    """Note what another system calls this work; a name that other work has is refused."""
    work = locked(work_id, actor=actor, may=policies.can_edit)
    require_version(work, version)
    found = WorkReference.objects.filter(scheme=scheme, value=value).first()
    if found and found.work_id != work.pk:
        raise RuleError(f"{scheme} {value} names other work already.", code="reference_taken")
    if found:
        return found
    record(WORK_CHANGED, actor=actor, on=work, after={f"{scheme} reference": value})
    return WorkReference.objects.create(work=work, scheme=scheme, value=value)
