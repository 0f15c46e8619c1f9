"""What the pages of nodes show: the tree with who is accountable, and one node with members and authority."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, F, Q

from big import clock
from big.accounts.models import User
from big.audit.selectors import History, history_of
from big.core import words
from big.organisation import policies
from big.organisation.models import DelegatedAuthority, Membership, Node, NodeType
from big.organisation.selectors.person import HeldRole, held_roles
from big.organisation.selectors.trees import in_tree_order
from big.registry import pages
from big.registry.pages import ShownAction, ShownPanel


@dataclass(frozen=True, slots=True)
class NodeRow:
    """One node of the tree: how deep it stands, how many belong to it, and whether somebody answers for it."""

    node: Node
    depth: int
    members: int
    has_accountable: bool


@dataclass(frozen=True, slots=True)
class NodesPage:
    """The tree of nodes and the sentence above it."""

    message: str
    rows: list[NodeRow]
    retired: int
    may_add: bool


def nodes_page(
    user: User, *, text: str = "", node_type: int | None = None, gaps: bool = False, with_retired: bool = False
) -> NodesPage:
    """The whole tree, or those found each in its place; three queries."""
    current = _current_members()
    everything = list(
        Node.objects.visible_to(user)
        .select_related("node_type", "parent", "unit", "accountable")
        .annotate(members=Count("memberships__person", filter=current, distinct=True))
        .order_by("node_type__position", "name", "pk")
    )
    kept = _kept(everything, text, node_type, gaps=gaps)
    rows = [
        NodeRow(node, depth, node.members, answered(node))  # type: ignore[attr-defined]
        for node, depth in in_tree_order(everything)
        if node.pk in kept and (with_retired or node.state != Node.State.RETIRED)
    ]
    return NodesPage(
        message=_message(everything),
        rows=rows,
        retired=sum(node.state == Node.State.RETIRED for node in everything),
        may_add=policies.can_manage_organisation(user),
    )


def _current_members() -> Q:
    """What Membership.current says, across the key from a node."""
    day = clock.real_now().date()
    begun = Q(memberships__starts_on__isnull=True) | Q(memberships__starts_on__lte=day)
    lasting = Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gte=day)
    return begun & lasting & Q(memberships__person__is_active=True)


def answered(node: Node) -> bool:
    """Whether an accountable person is named who is still here."""
    return node.accountable is not None and node.accountable.is_active


def _kept(nodes: list[Node], text: str, node_type: int | None, *, gaps: bool) -> set[int]:
    by_key = {node.pk: node for node in nodes}
    kept: set[int] = set()
    for node in nodes:
        if text and text.lower() not in f"{node.name} {node.code} {node.node_type}".lower():
            continue
        if (node_type and node.node_type_id != node_type) or (gaps and answered(node)):
            continue
        at: Node | None = node
        while at is not None and at.pk not in kept:
            kept.add(at.pk)
            at = by_key.get(at.parent_id) if at.parent_id else None
    return kept


def _message(nodes: list[Node]) -> str:
    living = [node for node in nodes if node.state != Node.State.RETIRED]
    if not living:
        return "There are no governance nodes yet."
    open_ones = sum(not answered(node) for node in living)
    if not open_ones:
        return f"Each of {words.counted(len(living), 'node')} has an accountable person."
    count, verb = words.capital(words.in_words(open_ones)), "has" if open_ones == 1 else "have"
    return f"{count} of {words.counted(len(living), 'node')} {verb} no accountable person."


@dataclass(frozen=True, slots=True)
class RoleGroup:
    """The members who hold one role at a node."""

    label: str
    members: list[HeldRole]


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """What a node may decide by itself in one matter."""

    authority: DelegatedAuthority
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class NodePage:
    """Everything on the page of a node."""

    node: Node
    message: str
    above: list[Node]
    children: list[Node]
    groups: list[RoleGroup]
    authority: list[AuthorityRow]
    has_accountable: bool
    may_edit: bool
    panels: list[ShownPanel]
    side: list[ShownPanel]
    actions: list[ShownAction]
    history: History


def node_page(node: Node, user: User) -> NodePage:
    """The page of a node that `user` may see."""
    memberships = list(Membership.objects.current().filter(node=node, person__is_active=True).for_rows())
    held = held_roles(memberships, user)
    held.sort(key=lambda each: (each.membership.role.position, each.membership.role.key, each.membership.person.name))
    groups = [
        RoleGroup(label, list(members)) for label, members in groupby(held, key=lambda each: each.membership.role.label)
    ]
    authority = _authority(node)
    return NodePage(
        node=node,
        message=_node_message(node, len({each.person_id for each in memberships}), authority),
        above=list(
            Node.objects.visible_to(user)
            .filter(reach_down__below=node, reach_down__depth__gt=0)
            .order_by("-reach_down__depth")
        ),
        children=list(Node.objects.visible_to(user).filter(parent=node).exclude(state=Node.State.RETIRED).for_rows()),
        groups=groups,
        authority=authority,
        has_accountable=answered(node),
        may_edit=policies.can_manage_node(user, node),
        panels=pages.panels_for("organisation.node", node, user),
        side=pages.panels_for("organisation.node", node, user, place="side"),
        actions=pages.actions_for("organisation.node", node, user),
        history=history_of(node, user),
    )


def _authority(node: Node) -> list[AuthorityRow]:
    day = clock.today()
    rows = node.authorities.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")))
    shown = [
        AuthorityRow(each, each.starts_on <= day and (each.ends_on is None or each.ends_on >= day))
        for each in rows.order_by("matter", "-starts_on")
    ]
    return [each for each in shown if each.is_in_force or each.authority.starts_on > day]


def _node_message(node: Node, members: int, authority: list[AuthorityRow]) -> str:
    if node.state != Node.State.OPERATING:
        return f"{node.name} is {node.get_state_display().lower()}."
    if not answered(node):
        return f"{node.name} operates, and nobody is accountable for it."
    who = f"{words.capital(words.in_words(members))} member{'' if members == 1 else 's'}"
    for row in authority:
        if row.is_in_force and row.authority.matter == DelegatedAuthority.Matter.SPEND and row.authority.limit:
            most = words.money(row.authority.limit, row.authority.currency)
            return f"{who} {'decides' if members == 1 else 'decide'} here on up to {most}."
    return f"{who}, and no limit says what they may spend."


def types() -> list[tuple[int, str]]:
    """The kinds of node, for the filter."""
    return list(NodeType.objects.values_list("pk", "label"))
