"""The mission of a plan as a purpose of the organisation: StratML calls a mission its basic purpose."""

from collections.abc import Callable
from dataclasses import dataclass

from okr.models.purposes import Purpose
from okr.stratml.steps import Step


@dataclass(frozen=True, slots=True)
class PurposeStep:
    """The purpose that new goals serve, if any, and its step, if it takes one."""

    record: Purpose | None = None
    step: Step | None = None


def plan_purpose(
    mission: str, *, is_new_plan: bool, is_wanted: bool, line: int, code: Callable[[], str]
) -> PurposeStep:
    """The purpose that says what the mission says, or a new one for a new plan; an existing one is never changed."""
    if not mission or not is_wanted:
        return PurposeStep()
    known = Purpose.objects.filter(statement=mission).order_by("pk").first()
    if known:
        return PurposeStep(known, Step("purposes", _label(known), line, "unchanged", known))
    if not is_new_plan:
        return PurposeStep()
    purpose = Purpose(code=code(), statement=mission, state=Purpose.State.ADOPTED)
    return PurposeStep(purpose, Step("purposes", _label(purpose), line, "create", purpose))


def _label(purpose: Purpose) -> str:
    return f"{purpose.code} {purpose.statement}"[:160]
