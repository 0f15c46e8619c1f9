"""Ship the types of work with their lifecycles; the organisation may rename, change and add to both."""

from typing import Any, NamedTuple

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class State(NamedTuple):
    """A state as it is shipped: whether work is being done in it, and what may follow."""

    key: str
    label: str
    is_live: bool
    followers: tuple[str, ...] = ()


# Key, label, plural, prefix of codes; the first state of each is the one that new work begins in.
TYPES: list[tuple[str, str, str, str, list[State]]] = [
    (
        "portfolio",
        "Portfolio",
        "Portfolios",
        "PF",
        [
            State("defined", "Defined", True, ("in-delivery", "closed")),
            State("in-delivery", "In delivery", True, ("closed",)),
            State("closed", "Closed", False),
        ],
    ),
    (
        "programme",
        "Programme",
        "Programmes",
        "C",
        [
            State("identified", "Identified", False, ("defined", "closed")),
            State("defined", "Defined", True, ("in-delivery", "closed")),
            State("in-delivery", "In delivery", True, ("closing", "closed")),
            State("closing", "Closing", True, ("in-delivery", "closed")),
            State("closed", "Closed", False),
        ],
    ),
    (
        "project",
        "Project",
        "Projects",
        "C",
        [
            State("proposed", "Proposed", False, ("mandated", "stopped")),
            State("mandated", "Mandated", True, ("defined", "paused", "stopped")),
            State("defined", "Defined", True, ("in-delivery", "paused", "stopped")),
            State("in-delivery", "In delivery", True, ("closing", "paused", "stopped")),
            State("closing", "Closing", True, ("in-delivery", "closed", "stopped")),
            State("paused", "Paused", False, ("mandated", "defined", "in-delivery", "stopped")),
            State("closed", "Closed", False),
            State("stopped", "Stopped", False),
        ],
    ),
    (
        "product",
        "Product",
        "Products",
        "P",
        [
            State("concept", "Concept", False, ("development", "retired")),
            State("development", "Development", True, ("launch", "retired")),
            State("launch", "Launch", True, ("growth", "decline", "retired")),
            State("growth", "Growth", True, ("maturity", "decline", "retired")),
            State("maturity", "Maturity", True, ("growth", "decline", "retired")),
            State("decline", "Decline", True, ("growth", "maturity", "retired")),
            State("retired", "Retired", False),
        ],
    ),
    (
        "service",
        "Service or workstream",
        "Services and workstreams",
        "S",
        [
            State("planned", "Planned", False, ("live", "retired")),
            State("live", "Live", True, ("under-improvement", "retired")),
            State("under-improvement", "Under improvement", True, ("live", "retired")),
            State("retired", "Retired", False),
        ],
    ),
    (
        "customer-project",
        "Customer project",
        "Customer projects",
        "K",
        [
            State("bid", "Bid", False, ("won", "lost")),
            State("won", "Won", True, ("in-delivery", "closed")),
            State("in-delivery", "In delivery", True, ("accepted", "closed")),
            State("accepted", "Accepted", True, ("in-warranty", "closed")),
            State("in-warranty", "In warranty", True, ("closed",)),
            State("closed", "Closed", False),
            State("lost", "Lost", False),
        ],
    ),
]


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the types that are not there yet; one that is there stays as the organisation made it."""
    work_types = apps.get_model("portfolio", "WorkType")
    for position, (key, label, plural, prefix, states) in enumerate(TYPES):
        shown = {"label": label, "plural": plural, "code_prefix": prefix, "position": position}
        work_type, is_new = work_types.objects.get_or_create(key=key, defaults=shown)
        if is_new:
            _load_states(apps, work_type, states)


def _load_states(apps: Apps, work_type: Any, states: list[State]) -> None:
    made = {
        state.key: apps.get_model("portfolio", "LifecycleState").objects.create(
            work_type=work_type,
            key=state.key,
            label=state.label,
            position=position,
            is_initial=position == 0,
            is_live=state.is_live,
        )
        for position, state in enumerate(states)
    }
    for state in states:
        made[state.key].followers.set([made[key] for key in state.followers])


def unload(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Remove the shipped types that no work is of."""
    unused = apps.get_model("portfolio", "WorkType").objects.filter(key__in=[key for key, *_ in TYPES], works=None)
    keys = list(unused.values_list("pk", flat=True))
    states = apps.get_model("portfolio", "LifecycleState").objects.filter(work_type__in=keys)
    states.filter(works=None).delete()
    unused.model.objects.filter(pk__in=keys, states=None).delete()


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0004_submitted_reports_stay")]

    operations = [migrations.RunPython(load, unload)]
