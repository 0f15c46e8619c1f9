"""Keeps the two tables that say which node or unit stands below which; rights are inherited along them."""

from django.db import connection

from big.organisation.models import Node, NodeReach, Unit, UnitReach

_TREE = """
    with recursive tree (above, below, depth) as (
        select id, id, 0 from {table}
        union all
        select tree.above, child.id, tree.depth + 1
        from tree join {table} child on child.parent_id = tree.below
        where tree.depth < 60
    )
"""
_DROP = """
    delete from {reach} r where not exists (
        select from tree where above = r.above_id and below = r.below_id and depth = r.depth)
"""
_ADD = """
    insert into {reach} (above_id, below_id, depth) select above, below, depth from tree
    where not exists (select from {reach} where above_id = above and below_id = below)
"""
_ATTACH = """
    insert into {reach} (above_id, below_id, depth)
    select above_id, %(new)s, depth + 1 from {reach} where below_id = %(parent)s
    union all select %(new)s, %(new)s, 0
"""
_LOCK = 70_002


def rebuild_nodes() -> None:
    """Bring the reach of all nodes in step, in the transaction that changed the tree."""
    _rebuild(Node._meta.db_table, NodeReach._meta.db_table)


def rebuild_units() -> None:
    """Bring the reach of all units in step, in the transaction that changed the tree."""
    _rebuild(Unit._meta.db_table, UnitReach._meta.db_table)


def _rebuild(table: str, reach: str) -> None:
    with connection.cursor() as cursor:
        # Only what differs: rows that stay keep their history.
        for change in (_DROP, _ADD):
            cursor.execute((_TREE + change).format(table=table, reach=reach))


def hold(model: type[Node] | type[Unit]) -> None:
    """Let nobody else change this tree until the transaction ends: two moves at once could close a loop."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, model._meta.label_lower])


def attach(record: Node | Unit) -> None:
    """Put a new node or unit, which has nothing below it, into the reach of what stands above it."""
    reach = NodeReach if isinstance(record, Node) else UnitReach
    with connection.cursor() as cursor:
        cursor.execute(_ATTACH.format(reach=reach._meta.db_table), {"new": record.pk, "parent": record.parent_id})


def would_loop(model: type[Node] | type[Unit], *, moved: int, parent: int | None) -> bool:
    """Whether putting `moved` under `parent` would place it under itself."""
    if parent is None:
        return False
    reach = NodeReach if model is Node else UnitReach
    return reach.objects.filter(above=moved, below=parent).exists()
