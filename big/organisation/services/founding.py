"""The one node that every organisation has from its first day: the Main Board, at the top of all others."""

from typing import Final

from django.db import transaction

from big.accounts.models import User
from big.organisation.models import Node, NodeType
from big.organisation.policies import can_manage_organisation
from big.organisation.services import reach
from big.organisation.services.nodes import create_node
from big.policies import require

MAIN_BOARD: Final = "main-board"
_LABEL: Final = ("Main Board", "Main Boards")


@transaction.atomic
def found_main_board(*, actor: User) -> Node:
    """Add the Main Board, or return the node that operates at the top already; whoever manages the whole may."""
    require(can_manage_organisation(actor))
    reach.hold(Node)
    top = Node.objects.filter(parent=None, state=Node.State.OPERATING).order_by("pk").first()
    if top is not None:
        return top
    label, plural = _LABEL
    node_type, _ = NodeType.objects.get_or_create(key=MAIN_BOARD, defaults={"label": label, "plural": plural})
    return create_node(actor=actor, name=node_type.label, node_type=node_type)


@transaction.atomic
def found_if_new(*, actor: User) -> Node | None:
    """Add the Main Board of an organisation that has no node at all; None where it has, or `actor` may not."""
    if Node.objects.exists() or not can_manage_organisation(actor):
        return None
    return found_main_board(actor=actor)
