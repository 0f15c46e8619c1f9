"""What `manage.py census` counts of the strategy and its links."""

from collections import Counter
from typing import Any

from django.db.models import Count

from okr.models.drivers import Driver
from okr.models.key_results import KeyResult, PhasedTarget, Reading
from okr.models.links import Contribution
from okr.models.objectives import ObjectiveLink, StrategicObjective, Supporter
from okr.models.purposes import Plan, Purpose, Stakeholder, Statement


def levels() -> dict[str, int]:
    """How many objectives stand on each level of the tree: {"1": 10, "2": 67}; one query."""
    parents = dict(StrategicObjective.objects.order_by().values_list("pk", "parent"))
    counts: Counter[int] = Counter()
    for key in parents:
        level, at, seen = 1, parents[key], {key}
        while at is not None and at not in seen:
            seen.add(at)
            level, at = level + 1, parents.get(at)
        counts[level] += 1
    return {str(level): counts[level] for level in sorted(counts)}


def census() -> dict[str, Any]:
    """Every count, over all records."""
    statements = dict(Statement.objects.order_by().values_list("kind").annotate(n=Count("pk")))
    links = dict(Contribution.objects.order_by().values_list("state").annotate(n=Count("pk")))
    drivers = dict(Driver.objects.order_by().values_list("kind").annotate(n=Count("pk")))
    by_level = levels()
    return {
        "plans": Plan.objects.count(),
        "purposes": Purpose.objects.count(),
        "visions": statements.get(Statement.Kind.VISION, 0),
        "missions": statements.get(Statement.Kind.MISSION, 0),
        "values": statements.get(Statement.Kind.VALUE, 0),
        "stakeholders": Stakeholder.objects.count(),
        "drivers": {"total": sum(drivers.values()), "by_kind": drivers},
        "strategic_objectives": {"total": sum(by_level.values()), "by_level": by_level},
        "objective_links": ObjectiveLink.objects.count(),
        "key_results": KeyResult.objects.count(),
        "readings": Reading.objects.count(),
        "phased_targets": PhasedTarget.objects.count(),
        "contributions": {"total": sum(links.values()), "by_state": links},
        "supporters": {
            "total": Supporter.objects.count(),
            "current": Supporter.objects.current().count(),
        },
    }
