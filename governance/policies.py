"""Who may build and issue governance packs."""

from big.accounts.models import User
from big.organisation.nodes import Node
from big.organisation.scope import holds_anywhere, holds_at, may_open
from governance.models.packs import PACK_BUILD, PACK_ISSUE, PACK_VIEW, Pack


def can_read_packs(user: User) -> bool:
    """Open the list of packs at all."""
    return holds_anywhere(user, PACK_VIEW) or may_open(user, PACK_BUILD)


def can_build(user: User, node: Node) -> bool:
    """Build and rebuild the draft of a node's pack."""
    return holds_at(user, PACK_BUILD, node_id=node.pk)


def can_issue(user: User, node: Node) -> bool:
    """Issue a node's pack, after which it never changes."""
    return holds_at(user, PACK_ISSUE, node_id=node.pk)


def can_read_again(user: User, pack: Pack) -> bool:
    """Read a pack again as of its moment: it is read with its builder's rights, so only they and issuers may."""
    return can_issue(user, pack.node) or (pack.prepared_by_id == user.pk and can_build(user, pack.node))
