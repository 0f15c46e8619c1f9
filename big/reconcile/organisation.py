"""People, units, nodes and roles: the counts of their lists, and of the lists of the API."""

from typing import Any, Final

from big.accounts.models import User
from big.organisation.scope import rights_of
from big.organisation.selectors.nodes import nodes_page
from big.organisation.selectors.people import PeopleFilters, people_page
from big.organisation.selectors.roles import roles_page
from big.organisation.selectors.settings import settings_page
from big.organisation.selectors.units import units_page
from big.reconcile.answers import every
from big.reconcile.blocks import define, labelled, table, value
from big.reconcile.viewer import Viewer
from big.registry import figures

# Whoever belongs sees what the organisation is made of.
LISTS: Final = {
    "units": "organisation_unit",
    "people": "organisation_person",
    "nodes": "organisation_node",
    "node-types": "organisation_nodetype",
    "roles": "organisation_role",
    "memberships": "organisation_membership",
    "authorities": "organisation_delegatedauthority",
    "organisations": "organisation_organisation",
}

# A membership in force: of somebody who is here, begun, and not ended.
define(
    "member",
    """
    select m.* from organisation_membership m join organisation_person p on p.id = m.person_id and p.is_active
    where (m.starts_on is null or m.starts_on <= %(real_day)s) and (m.ends_on is null or m.ends_on >= %(real_day)s)
    """,
)


def connect() -> None:
    """Register the figures; called once, when Django is ready."""

    def add(screen: str, name: str, shown: Any, independent: Any) -> None:
        figures.register(figures.Figure(screen, name, shown, independent, name, belongs))

    add("organisation:person_list", "People on each tab", _people, _people_asked)
    add("organisation:unit_list", "People of each unit", _units, _units_asked)
    add("organisation:node_list", "Members of each node", _nodes, _nodes_asked)
    add("organisation:role_list", "Holders of each role", _roles, _roles_asked)
    add("organisation:settings", "Nodes of each type", _types, _types_asked)
    for prefix, name in LISTS.items():
        register_list(prefix, f"select count(*) from {name} where %(belongs)s")


def belongs(user: User) -> bool:
    """Whether the user gets beyond the page that says so."""
    return rights_of(user) is not None


def register_list(prefix: str, sql: str) -> None:
    """The count of all records that the list of `prefix` in the API answers with, on all its pages."""
    figures.register(
        figures.Figure(
            f"api:{prefix}",
            "Records",
            lambda viewer: {"records": len(listed(viewer, prefix))},
            lambda viewer: {"records": value(viewer, sql)},
            f"/api/v1/{prefix}/",
            belongs,
        )
    )


def listed(viewer: Viewer, prefix: str) -> list[dict[str, Any]]:
    """Every record of the list, read once for all figures that look at it."""
    key = f"api {prefix}"
    if key not in viewer.kept:
        viewer.kept[key] = every(prefix, viewer.user)
    found: list[dict[str, Any]] = viewer.kept[key]
    return found


def _people(viewer: Viewer) -> dict[str, Any]:
    return {key: count for key, _, count in people_page(viewer.user, PeopleFilters()).tabs}


def _people_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        """
        select 'active', count(*) from organisation_person where is_active
        union all select 'left', count(*) from organisation_person where not is_active
        union all select 'account', count(*) from organisation_person p join accounts_user u on u.id = p.user_id
                  where p.is_active and u.is_active
        union all select 'roleless', count(*) from organisation_person p
                  where p.is_active and not exists (select 1 from member m where m.person_id = p.id)
        """,
    )


def _units(viewer: Viewer) -> dict[str, Any]:
    rows = units_page(viewer.user, with_closed=True).rows
    return labelled([(row.unit.code, row.people, row.people_below) for row in rows], "people", "with all below it")


def _units_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        """
        select u.code, count(p.id) filter (where r.depth = 0), count(p.id)
        from organisation_unit u join organisation_unitreach r on r.above_id = u.id
        left join organisation_person p on p.unit_id = r.below_id and p.is_active
        group by u.code
        """,
        "people",
        "with all below it",
    )


def _nodes(viewer: Viewer) -> dict[str, Any]:
    rows = nodes_page(viewer.user, with_retired=True).rows
    return labelled([(row.node.code, row.members) for row in rows])


def _nodes_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        """
        select n.code, count(distinct m.person_id) from organisation_node n left join member m on m.node_id = n.id
        group by n.code
        """,
    )


def _roles(viewer: Viewer) -> dict[str, Any]:
    page = roles_page(viewer.user)
    return {role.key: count for role, count in zip(page.roles, page.holders, strict=True)}


def _roles_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        """
        select r.key, count(distinct m.person_id) from organisation_role r left join member m on m.role_id = r.id
        group by r.key
        """,
    )


def _types(viewer: Viewer) -> dict[str, Any]:
    return {each.key: getattr(each, "used", 0) for each in settings_page(viewer.user).node_types}


def _types_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        """
        select t.key, count(n.id) from organisation_nodetype t left join organisation_node n on n.node_type_id = t.id
        group by t.key
        """,
    )
