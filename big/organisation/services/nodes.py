"""Everything that changes the tree of governance nodes and its types."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from big.accounts.models import User
from big.audit.record import record
from big.core import words
from big.errors import RuleError
from big.organisation import policies
from big.organisation.codes import (
    NODE_CHANGED,
    NODE_CREATED,
    NODE_MOVED,
    NODE_STATE,
    NODE_TYPE_CHANGED,
    NODE_TYPE_CREATED,
    ON_NODE_STATE,
)
from big.organisation.models import Node, NodeType, Person, Unit
from big.organisation.services import reach
from big.organisation.services.changing import change
from big.organisation.services.codes import refuse_taken, slug_code
from big.organisation.services.managers import keeping_a_manager
from big.policies import require
from big.records import create, differences, require_version, revise
from big.registry.reactions import react

_FIELDS: Final = frozenset(
    {"code", "name", "node_type", "unit", "accountable", "terms_of_reference", "cadence", "quorum"}
)


def _locked(node_id: int, actor: User) -> Node:
    node = Node.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=node_id)
    require(policies.can_manage_node(actor, node))
    return node


@transaction.atomic
def create_node(
    *,
    actor: User,
    name: str,
    node_type: NodeType,
    parent: Node | None = None,
    code: str = "",
    unit: Unit | None = None,
    accountable: Person | None = None,
    terms_of_reference: str = "",
    cadence: str = "",
    quorum: int | None = None,
    state: str = Node.State.OPERATING,
    why: str = "",
) -> Node:
    """Add a node below `parent`, or at the top."""
    require(policies.can_manage_node(actor, parent))
    reach.hold(Node)
    refuse_taken(Node, code)
    node = Node(
        code=code or slug_code(Node, name),
        name=name,
        node_type=node_type,
        parent=parent,
        unit=unit,
        accountable=accountable,
        terms_of_reference=terms_of_reference,
        cadence=cadence,
        quorum=quorum,
        state=state,
    )
    after = create(node)
    reach.attach(node)
    record(NODE_CREATED, actor=actor, on=node, also=[parent] if parent else [], after=after, why=why)
    return node


@transaction.atomic
def change_node(node_id: int, *, actor: User, version: int | None, changes: Mapping[str, Any], why: str = "") -> Node:
    """Change what a node is, who is accountable, its terms of reference, cadence and quorum."""
    node = _locked(node_id, actor)
    refuse_taken(Node, changes.get("code", ""), node)
    before, after = change(node, changes, allowed=_FIELDS, version=version)
    if after:
        record(NODE_CHANGED, actor=actor, on=node, before=before, after=after, why=why)
    return node


@transaction.atomic
def move_node(node_id: int, *, actor: User, version: int | None, parent: Node | None, why: str = "") -> Node:
    """Put a node, with all below it, under another; whoever holds rights above it there now holds them here."""
    reach.hold(Node)
    node = _locked(node_id, actor)
    require_version(node, version)
    require(policies.can_manage_node(actor, parent))
    if reach.would_loop(Node, moved=node.pk, parent=parent.pk if parent else None):
        raise RuleError(f"{parent} stands below {node}, so {node} cannot move there.", code="loop")
    with keeping_a_manager():
        before, after = revise(node, {"parent": parent})
        if after:
            reach.rebuild_nodes()
    if after:
        record(NODE_MOVED, actor=actor, on=node, also=[parent] if parent else [], before=before, after=after, why=why)
    return node


@transaction.atomic
def set_node_state(node_id: int, *, actor: User, version: int | None, state: str, why: str = "") -> Node:
    """Say that a node is designed, operating, suspended or retired; none retires above one that operates."""
    node = _locked(node_id, actor)
    require_version(node, version)
    if state == Node.State.RETIRED:
        below = node.children.exclude(state=Node.State.RETIRED).count()
        if below:
            raise RuleError(f"Retire or move the {words.counted(below, 'node')} below it first.", code="node_has_nodes")
    before, after = revise(node, {"state": state})
    if after:
        react(ON_NODE_STATE, node, actor=actor, before=before["state"])
        record(NODE_STATE, actor=actor, on=node, before=before, after=after, why=why)
    return node


@transaction.atomic
def create_node_type(*, actor: User, key: str, label: str, plural: str, position: int, why: str = "") -> NodeType:
    """Add a kind of node."""
    require(policies.can_manage_organisation(actor))
    node_type = NodeType(key=key, label=label, plural=plural, position=position)
    node_type.full_clean()
    node_type.save(force_insert=True)
    after = {"key": key, "label": label, "plural": plural, "position": position}
    record(NODE_TYPE_CREATED, actor=actor, on=node_type, after=after, why=why)
    return node_type


@transaction.atomic
def change_node_type(node_type_id: int, *, actor: User, changes: Mapping[str, Any], why: str = "") -> NodeType:
    """Change the organisation's words for a kind of node, or its place in lists; two such changes cannot clash."""
    require(policies.can_manage_organisation(actor))
    node_type = NodeType.objects.select_for_update().get(pk=node_type_id)
    before, after = differences(node_type, {name: changes[name] for name in ("label", "plural", "position")})
    if after:
        for name in after:
            setattr(node_type, name, changes[name])
        node_type.full_clean()
        node_type.save(update_fields=list(after))
        record(NODE_TYPE_CHANGED, actor=actor, on=node_type, before=before, after=after, why=why)
    return node_type
