"""Rules of the upper half of the line of sight: drivers, objectives, and who is accountable."""

from collections.abc import Callable, Iterable

from big.organisation.nodes import Node
from governance.integrity.rule import Row, Rows, Rule, Severity, rows_of
from governance.integrity.scope import Scope, named
from governance.phrases import lowered
from okr.models.drivers import Driver
from okr.models.objectives import StrategicObjective
from okr.selectors.outline import every_answer, supported_objectives


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


def _driver_row(driver: Driver) -> Row:
    return Row(
        kind="driver",
        pk=driver.pk,
        code=driver.code,
        name=driver.title,
        url=driver.get_absolute_url(),
        why=f"{driver.get_kind_display()}, {driver.get_state_display().lower()}",
        person=named(driver.owner),
    )


def _unanswered_drivers(scope: Scope) -> Rows:
    pursued = set(scope.pursued_keys)
    answered = {driver for driver, objective in every_answer() if objective in pursued}
    drivers = scope.drivers.order_by("code").values_list("pk", flat=True)
    return rows_of((key for key in drivers if key not in answered), Driver.objects.select_related("owner"), _driver_row)


def _objective_rows(found: Iterable[int], why: Callable[[StrategicObjective], str]) -> Rows:
    shown = StrategicObjective.objects.for_rows()
    return rows_of(found, shown, lambda objective: objective_row(objective, why(objective)))


def _objectives_without_driver(scope: Scope) -> Rows:
    current, pursued = set(scope.driver_keys), set(scope.pursued_keys)
    driven = {objective for driver, objective in every_answer() if driver in current}
    top = [each.key for each in scope.objective_lines if each.parent not in pursued]
    families = {key: scope.families.get(key, {key}) for key in top}
    found = [key for key, family in families.items() if not driven & family]

    def why(objective: StrategicObjective) -> str:
        return "No driver here or in any objective under it" if len(families[objective.pk]) > 1 else "No driver"

    return _objective_rows(found, why)


def _objectives_without_delivery(scope: Scope) -> Rows:
    found = [each.key for each in scope.answering if each.key not in scope.served_keys]
    return _objective_rows(found, lambda each: f"{each.get_state_display()}, and no live work serves it")


def _objectives_without_funds(scope: Scope) -> Rows:
    """Question 1: work serves it, and nothing is released to that work in any line that overlaps the quarter."""
    served, released = scope.served_keys, scope.released
    found = [each.key for each in scope.objective_lines if each.key in served and each.key not in released]
    return _objective_rows(found, lambda each: f"No funds released in {lowered(scope.frame.quarter.name)}")


def _objectives_without_supporter(scope: Scope) -> Rows:
    supported = supported_objectives()
    found = [each.key for each in scope.answering if each.key not in supported]
    return _objective_rows(found, lambda each: "Nobody is named who supports its connection to delivery")


def _objectives_without_accountability(scope: Scope) -> Rows:
    lacking = [each.key for each in scope.objective_lines if each.accountable is None or each.node is None]
    return _objective_rows(lacking, _unaccountable)


def _unaccountable(objective: StrategicObjective) -> str:
    if objective.accountable_id:
        return "No governance node decides on it"
    return "Nobody is accountable" if objective.node_id else "Nobody is accountable, and no node decides on it"


def _node_row(node: Node) -> Row:
    return Row(
        kind="node",
        pk=node.pk,
        code=node.code,
        name=node.name,
        url=node.get_absolute_url(),
        why=f"{node.node_type.label}, {node.get_state_display().lower()}",
    )


def _nodes_without_accountability(scope: Scope) -> Rows:
    found = Node.objects.visible_to(scope.user).filter(scope.of_places, accountable=None).exclude(state="retired")
    return rows_of(found.for_rows().values_list("pk", flat=True), Node.objects.for_rows(), _node_row)


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
