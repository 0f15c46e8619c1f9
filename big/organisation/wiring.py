"""What this app registers with the rest of the product."""

from typing import Any

from django.db.models import Q

from big import clock
from big.accounts.codes import ON_USER_RENAMED
from big.accounts.models import User
from big.api.keys import open_to_all
from big.audit.links import by_key
from big.organisation.api.nodes import NodeTypeViewSet, NodeViewSet
from big.organisation.api.organisations import OrganisationViewSet
from big.organisation.api.people import PersonViewSet
from big.organisation.api.rights import AuthorityViewSet, MembershipViewSet, RoleViewSet
from big.organisation.api.units import UnitViewSet
from big.organisation.models import (
    DelegatedAuthority,
    Membership,
    Node,
    NodeType,
    Organisation,
    Person,
    Role,
    Unit,
)
from big.organisation.policies import belongs
from big.organisation.scope import belongs_q
from big.organisation.selectors.current import read_clock
from big.provenance import wiring as provenance
from big.reconcile import wiring as reconcile
from big.registry import census, navigation, reactions, routes, searching, subjects, terms
from big.registry.navigation import Entry
from big.registry.searching import Hit, Provider

TERM_UNIT = terms.register("unit", "unit", "units", "A part of the organisation that has a head and spends money.")
TERM_NODE = terms.register("node", "governance node", "governance nodes", "A board, group or team that decides.")
TERM_PERSON = terms.register("person", "person", "people", "Somebody who owns, decides, supports or does.")


def connect() -> None:
    """Register it; called once, when Django is ready."""
    clock.read_from(read_clock)
    reactions.on(ON_USER_RENAMED, _rename_person)
    _subjects()
    _navigation()
    _search()
    _api()
    reconcile.connect()
    provenance.connect()
    census.register("organisation", _count)


def _rename_person(user: User, *, actor: User, **facts: Any) -> None:
    """A person and their account go by one name."""
    Person.objects.filter(user=user).update(name=user.name)


def _subjects() -> None:
    everything = [
        (Organisation, "organisation", "settings"),
        (Unit, "unit", "unit"),
        (Person, "person", "person"),
        (Node, "node", "node"),
        (NodeType, "node type", "node"),
        (Role, "role", "shield"),
        (Membership, "membership", "people"),
        (DelegatedAuthority, "delegated authority", "gavel"),
    ]
    for model, noun, icon in everything:
        kind = model._meta.label_lower

        # Whoever belongs to the organisation sees what it is made of, one rule for all of it.
        def visible(user: User, model: Any = model) -> Any:
            return model.objects.filter(belongs_q(user))

        subjects.register(model, noun=noun, icon=icon, visible=visible, address=by_key(kind))


def _navigation() -> None:
    for label, icon, name, order in (
        ("People", "people", "organisation:person_list", 20),
        ("Units", "unit", "organisation:unit_list", 30),
        ("Nodes", "node", "organisation:node_list", 40),
    ):
        navigation.register(Entry("Governance", label, icon=icon, url_name=name, order=order, shown_to=belongs))
    navigation.register(
        Entry("Settings", "Roles", icon="shield", url_name="organisation:role_list", order=20, shown_to=belongs)
    )
    navigation.register(
        Entry("Settings", "Settings", icon="settings", url_name="organisation:settings", order=30, shown_to=belongs)
    )
    navigation.register(Entry("Settings", "API", icon="stack", url_name="api:about", order=40, shown_to=belongs))


def _api() -> None:
    open_to_all(Organisation, Unit, Person, Node, NodeType, Role, Membership, DelegatedAuthority)
    routes.register("authorities", AuthorityViewSet)
    routes.register("memberships", MembershipViewSet)
    routes.register("node-types", NodeTypeViewSet)
    routes.register("nodes", NodeViewSet)
    routes.register("organisations", OrganisationViewSet)
    routes.register("people", PersonViewSet)
    routes.register("roles", RoleViewSet)
    routes.register("units", UnitViewSet)


def _search() -> None:
    def people(user: User, said: str, limit: int) -> list[Hit]:
        found = Person.objects.visible_to(user).filter(
            Q(name__icontains=said) | Q(code__iexact=said) | Q(email__icontains=said) | Q(job_title__icontains=said)
        )
        return [
            Hit(each.code, each.name, each.get_absolute_url(), each.job_title or str(each.unit or ""))
            for each in found.for_rows()[:limit]
        ]

    def units(user: User, said: str, limit: int) -> list[Hit]:
        found = Unit.objects.visible_to(user).filter(Q(name__icontains=said) | Q(code__iexact=said))
        return [
            Hit(each.code, each.name, each.get_absolute_url(), f"part of {each.parent}" if each.parent else "")
            for each in found.for_rows()[:limit]
        ]

    def nodes(user: User, said: str, limit: int) -> list[Hit]:
        found = Node.objects.visible_to(user).filter(
            Q(name__icontains=said) | Q(code__iexact=said) | Q(node_type__label__icontains=said)
        )
        return [
            Hit(each.code, each.name, each.get_absolute_url(), str(each.node_type)) for each in found.for_rows()[:limit]
        ]

    for key, title, icon, find, order, model in (
        ("people", "People", "person", people, 70, Person),
        ("nodes", "Governance nodes", "node", nodes, 80, Node),
        ("units", "Units", "unit", units, 90, Unit),
    ):
        searching.register(Provider(key, title, icon, find, order, model._meta.label_lower))


def _count() -> dict[str, int]:
    return {
        "units": Unit.objects.count(),
        "people": Person.objects.count(),
        "nodes": Node.objects.count(),
        "roles": Role.objects.count(),
        "memberships": Membership.objects.count(),
        "authorities": DelegatedAuthority.objects.count(),
        "users": User.objects.people().count(),
    }
