"""Rules of the upper half of the line of sight: drivers, objectives, and who is accountable."""

from django.db.models import Q

from big.organisation.nodes import Node
from governance.integrity.rule import Row, Rule, Severity
from governance.integrity.scope import Scope, named
from governance.phrases import lowered
from okr.models.objectives import StrategicObjective, Supporter
from okr.selectors.serving import unfunded


def objective_row(objective: StrategicObjective, why: str) -> Row:
    """The row of an objective, with whoever is accountable for it."""
    return Row(
        kind="objective",
        pk=objective.pk,
        code=objective.code,
        name=objective.title,
        url=objective.get_absolute_url(),
        why=why,
        person=named(objective.accountable),
    )


def _unanswered_drivers(scope: Scope) -> list[Row]:
    answers = StrategicObjective.drivers.through.objects.filter(strategicobjective__in=scope.pursued_keys)
    found = scope.drivers.exclude(pk__in=answers.values("driver")).select_related("owner").order_by("code")
    return [
        Row(
            kind="driver",
            pk=driver.pk,
            code=driver.code,
            name=driver.title,
            url=driver.get_absolute_url(),
            why=f"{driver.get_kind_display()}, {driver.get_state_display().lower()}",
            person=named(driver.owner),
        )
        for driver in found
    ]


def _objectives_without_driver(scope: Scope) -> list[Row]:
    answers = StrategicObjective.drivers.through.objects
    driven = set(answers.filter(driver__in=scope.driver_keys).values_list("strategicobjective", flat=True))
    top = scope.objectives.exclude(parent__in=scope.pursued_keys).for_rows()
    return [
        objective_row(objective, "No driver here or in any objective under it" if len(family) > 1 else "No driver")
        for objective in top
        if not driven & (family := scope.families.get(objective.pk, {objective.pk}))
    ]


def _objectives_without_delivery(scope: Scope) -> list[Row]:
    return [
        objective_row(objective, f"{objective.get_state_display()}, and no live work serves it")
        for objective in scope.answering.exclude(pk__in=scope.served_keys).for_rows()
    ]


def _objectives_without_funds(scope: Scope) -> list[Row]:
    """Question 1: work serves it, and nothing is released to that work in any line that overlaps the quarter."""
    served = scope.objectives.filter(pk__in=scope.served_keys).for_rows()
    why = f"No funds released in {lowered(scope.frame.quarter.name)}"
    return [objective_row(objective, why) for objective in unfunded(served, scope.released)]


def _objectives_without_supporter(scope: Scope) -> list[Row]:
    supported = Supporter.objects.current().filter(objective__in=scope.pursued_keys).order_by().values("objective")
    return [
        objective_row(objective, "Nobody is named who supports its connection to delivery")
        for objective in scope.answering.exclude(pk__in=supported).for_rows()
    ]


def _objectives_without_accountability(scope: Scope) -> list[Row]:
    found = scope.objectives.filter(Q(accountable=None) | Q(node=None)).for_rows()
    return [objective_row(objective, _unaccountable(objective)) for objective in found]


def _unaccountable(objective: StrategicObjective) -> str:
    if objective.accountable_id:
        return "No governance node decides on it"
    return "Nobody is accountable" if objective.node_id else "Nobody is accountable, and no node decides on it"


def _nodes_without_accountability(scope: Scope) -> list[Row]:
    found = Node.objects.visible_to(scope.user).filter(scope.of_places, accountable=None).exclude(state="retired")
    return [
        Row(
            kind="node",
            pk=node.pk,
            code=node.code,
            name=node.name,
            url=node.get_absolute_url(),
            why=f"{node.node_type.label}, {node.get_state_display().lower()}",
        )
        for node in found.for_rows()
    ]


DRIVER_UNANSWERED = Rule(
    key="driver.unanswered",
    severity=Severity.BREAK,
    title="Drivers that nothing answers",
    one="driver has no answer",
    many="drivers have no answer",
    clear="Every driver is answered by an objective.",
    mend="Answer it with an objective, or close it.",
    basis="BIG: explain why the work exists",
    find=_unanswered_drivers,
)
OBJECTIVE_NO_DRIVER = Rule(
    key="objective.no_driver",
    severity=Severity.DOUBT,
    title="Objectives that answer no driver",
    one="objective answers no driver",
    many="objectives answer no driver",
    clear="Every objective answers a driver.",
    mend="Name the driver it answers, or withdraw it.",
    basis="BIG: explain why the work exists",
    find=_objectives_without_driver,
)
OBJECTIVE_NO_DELIVERY = Rule(
    key="objective.no_delivery",
    severity=Severity.BREAK,
    title="Objectives with no delivery",
    one="objective has no delivery",
    many="objectives have no delivery",
    clear="Every objective has work that serves it.",
    mend="Link the work that serves it, start some, or withdraw the objective.",
    basis="BIG: strategy is delivered by work in all streams",
    find=_objectives_without_delivery,
)
OBJECTIVE_NO_FUNDS = Rule(
    key="objective.no_funds",
    severity=Severity.BREAK,
    title="Objectives with no funds released this quarter",
    one="objective has no funds released to its work this quarter",
    many="objectives have no funds released to their work this quarter",
    clear="Every objective has funds released to its work this quarter.",
    mend="Release funds to the work that serves it, or say that the objective waits.",
    basis="BIG: funds in line with priorities",
    find=_objectives_without_funds,
)
OBJECTIVE_NO_SUPPORTER = Rule(
    key="objective.no_supporter",
    severity=Severity.DOUBT,
    title="Objectives that nobody supports",
    one="objective has nobody who supports its delivery",
    many="objectives have nobody who supports their delivery",
    clear="Somebody supports the delivery of every objective.",
    mend="Name who supports it, for each unit that delivers it.",
    basis="BIG: who supports the connection from objective to delivery",
    find=_objectives_without_supporter,
)
OBJECTIVE_UNACCOUNTABLE = Rule(
    key="objective.unaccountable",
    severity=Severity.RECORD,
    title="Objectives with nobody accountable",
    one="objective lacks an accountable person or node",
    many="objectives lack an accountable person or node",
    clear="Every objective has one accountable person and one node.",
    mend="Name one accountable person and one governance node.",
    basis="BIG: one accountable person and one node for each objective",
    find=_objectives_without_accountability,
)
NODE_UNACCOUNTABLE = Rule(
    key="node.unaccountable",
    severity=Severity.RECORD,
    title="Governance nodes with nobody accountable",
    one="governance node has nobody accountable",
    many="governance nodes have nobody accountable",
    clear="Every governance node has somebody accountable.",
    mend="Name the person who answers for the node.",
    basis="BIG: a node is a point of accountability",
    find=_nodes_without_accountability,
)

RULES = (
    DRIVER_UNANSWERED,
    OBJECTIVE_NO_DELIVERY,
    OBJECTIVE_NO_FUNDS,
    OBJECTIVE_NO_DRIVER,
    OBJECTIVE_NO_SUPPORTER,
    OBJECTIVE_UNACCOUNTABLE,
    NODE_UNACCOUNTABLE,
)
