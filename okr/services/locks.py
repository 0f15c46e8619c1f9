"""What cannot be edited any more: OKRs that are approved, and those of a closed cycle."""

from big.core import words
from big.errors import RuleError
from okr.models.cycles import Cycle, OkrSet
from okr.models.objectives import StrategicObjective


def refuse_locked(objective: StrategicObjective) -> None:
    """RuleError with the reason where what an objective and its key results are to achieve is locked.

    Readings, confidence, comments and statements by hand are no edits of it.
    """
    if objective.okr_set_id is not None:
        okr_set = OkrSet.objects.for_rows().get(pk=objective.okr_set_id)
        refuse_locked_set(okr_set)
    if objective.score is not None:
        said = f"{objective.code} was closed with a score of {words.number(objective.score, 2)}."
        raise RuleError(f"{said} Carry it over to go on with it.", code="locked")


def refuse_locked_set(okr_set: OkrSet) -> None:
    """The same for adding to a set."""
    cycle = okr_set.cycle
    if cycle.state == Cycle.State.CLOSED:
        said = f"{cycle} is closed, so its OKRs are not edited any more. Carry the objective over to another cycle"
        raise RuleError(f"{said}, or record a late reading with the reason.", code="locked")
    if okr_set.stage == OkrSet.Stage.APPROVED:
        who = f" by {okr_set.approved_by.name}" if okr_set.approved_by else ""
        when = f" on {words.day(okr_set.approved_on)}" if okr_set.approved_on else ""
        raise RuleError(
            f"The OKRs of {okr_set.place} were approved{who}{when}. Take them back to aligning, with the reason, "
            "to change them in mid-cycle.",
            code="locked",
        )
