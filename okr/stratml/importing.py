"""StratML as a kind of file that can be imported: reading, the dry run, writing, and where the result shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.urls import reverse

from big import clock
from big.accounts.models import User
from big.imports.formats import Format, Written
from big.imports.models import ImportRun
from big.imports.plan import ImportPlan
from okr.models.objectives import StrategicObjective
from okr.models.purposes import STRATEGY_EDIT, Plan
from okr.stratml.applying import carry_out, lock
from okr.stratml.nodes import Piece, cut
from okr.stratml.planning import Options, course_of
from okr.stratml.reading import PlanFile, read_plan_file

KEY: Final = "stratml"
_State = StrategicObjective.State


class StratmlOptions(forms.Form):
    """What a person chooses for a plan."""

    objective_state = forms.ChoiceField(
        label="State of new goals and objectives",
        choices=[(_State.AGREED, "Agreed"), (_State.PROPOSED, "Proposed")],
        initial=_State.AGREED,
        required=False,
        help_text="Agreed ones are followed from now on; proposed ones wait.",
    )
    mission_is_purpose = forms.BooleanField(
        label="Make the mission of a new plan a purpose, which its goals serve",
        initial=True,
        required=False,
    )

    def clean_objective_state(self) -> str:
        """Agreed, where nothing was chosen."""
        return str(self.cleaned_data["objective_state"] or _State.AGREED)


@dataclass(frozen=True, slots=True)
class StratmlData:
    """A file that was read, cut into records, with the person's choices."""

    file: PlanFile
    root: Piece
    options: Options


def read(content: bytes, options: Mapping[str, Any]) -> StratmlData:
    """Parse a file; RefusedFileError with line and column where it cannot be read."""
    file = read_plan_file(content)
    chosen = Options(
        objective_state=str(options.get("objective_state") or _State.AGREED),
        mission_is_purpose=bool(options.get("mission_is_purpose", True)),
    )
    return StratmlData(file, cut(file.root), chosen)


def plan(data: StratmlData, actor: User) -> ImportPlan:
    """The dry run."""
    return course_of(data.file, data.root, data.options, actor).plan()


def apply(data: StratmlData, run: ImportRun, actor: User) -> ImportPlan:
    """Write it all, in the caller's transaction."""
    course = course_of(data.file, data.root, data.options, actor)
    carried = course.plan()
    lock(course)
    carry_out(course, run, actor)
    clock.forget()
    return carried


def written(run: ImportRun, user: User) -> list[Written]:
    """The strategy pages, and the goals of the plans that the run wrote."""
    found = [Written("Purpose and drivers", reverse("okr:strategy"), "vision, mission, values, stakeholders")]
    goals = StrategicObjective.objects.visible_to(user).filter(source=run, parent=None).order_by("position", "pk")
    found += [Written(f"{each.code} {each.title}", each.get_absolute_url(), "goal") for each in goals[:30]]
    plans = Plan.objects.visible_to(user).filter(source=run)
    exports = ((each, reverse("okr:stratml_export", args=[each.pk])) for each in plans)
    return found + [Written(f"Export “{each}” as StratML", url) for each, url in exports]


FORMAT: Final = Format(
    key=KEY,
    title="Strategic plan (StratML)",
    explanation=(
        "Vision, mission, values, goals, objectives, indicators with targets and results, and stakeholders, from an "
        "XML file of ISO 17469 part 1 or 2, or of StratML part 3."
    ),
    accepts=(".xml", ".stratml"),
    read=read,
    plan=plan,
    apply=apply,
    options_form=StratmlOptions,
    max_bytes=10_000_000,
    order=10,
    rights=(STRATEGY_EDIT,),
    written=written,
)
