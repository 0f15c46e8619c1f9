"""The form in which a key result is given a source for its readings."""

from decimal import Decimal
from typing import Any

from django import forms

from big.accounts.models import User
from big.forms import ChangeForm
from okr.forms.fields import NumberField, Picked, PickedMany, offer
from okr.models.feeds import Feed
from okr.models.indicators import Indicator
from okr.models.key_results import KeyResult
from okr.selectors.feeds import indicators_for, milestones_for, parts_for, scale_of, works_for
from portfolio.models.milestones import Milestone
from portfolio.models.money import MoneyLine
from portfolio.models.work import Work


def kinds_for(key_result: KeyResult) -> list[str]:
    """The kinds of source that fit how a key result is measured."""
    if key_result.is_switch:
        return [Feed.Kind.MILESTONE]
    return [*([Feed.Kind.MONEY] if scale_of(key_result.unit) else []), Feed.Kind.INDICATOR, Feed.Kind.KEY_RESULTS]


class _MilestoneChoice(Picked):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.work.code}: {obj.title}"


class FeedForm(ChangeForm):
    """What feeds a key result; only the sources that fit its measure are asked for."""

    kind = forms.ChoiceField(label="Take the readings from", widget=forms.RadioSelect)
    milestone = _MilestoneChoice(
        queryset=Milestone.objects.none(),
        required=False,
        empty_label="Choose a milestone",
        help_text="Of the work that serves the objective. It counts as reached when its actual date is entered.",
    )
    work = Picked(
        queryset=Work.objects.none(),
        required=False,
        empty_label="Choose work",
        help_text="What serves the objective, for its money.",
    )
    amount = forms.ChoiceField(
        label="Which amount", choices=Feed.Amount.choices, required=False, initial=Feed.Amount.ACTUAL
    )
    direction = forms.ChoiceField(
        label="Of its", choices=MoneyLine.Direction.choices, required=False, initial=MoneyLine.Direction.COST
    )
    span = forms.ChoiceField(label="Over", choices=Feed.Span.choices, required=False, initial=Feed.Span.LIFE)
    indicator = Picked(
        label="KPI",
        queryset=Indicator.objects.none(),
        required=False,
        empty_label="Choose a KPI",
        help_text="Measured in the same unit. Its latest value is the reading.",
    )
    parts = PickedMany(
        label="Key results",
        queryset=KeyResult.objects.none(),
        required=False,
        help_text="Measured in the same unit, of this objective and those under it.",
    )
    combine = forms.ChoiceField(
        label="Put together as", choices=Feed.Combine.choices, required=False, initial=Feed.Combine.AVERAGE
    )

    def __init__(self, *args: Any, user: User, key_result: KeyResult, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = kinds_for(key_result)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = [(kind, label) for kind, label in Feed.Kind.choices if kind in kinds]
        field.initial = kinds[0]
        objective = key_result.objective
        if Feed.Kind.MILESTONE in kinds:
            offer(self, milestone=milestones_for(objective, user))
        else:
            self._without("milestone")
        if Feed.Kind.MONEY in kinds:
            offer(self, work=works_for(objective, user))
        else:
            self._without("work", "amount", "direction", "span")
        if Feed.Kind.INDICATOR in kinds:
            offer(self, indicator=indicators_for(key_result, user))
        else:
            self._without("indicator")
        if Feed.Kind.KEY_RESULTS in kinds:
            self._with_parts(parts_for(key_result, user))
        else:
            self._without("parts", "combine")

    def _without(self, *names: str) -> None:
        for name in names:
            del self.fields[name]

    def _with_parts(self, parts: Any) -> None:
        offer(self, parts=parts)
        for part in parts:
            self.fields[f"weight_{part.pk}"] = NumberField(
                label=f"Weight of {part.code}", required=False, min_value=Decimal(0), max_digits=9
            )

    @classmethod
    def initial_of(cls, record: KeyResult) -> dict[str, Any]:
        """The feed as it stands, with the version of the key result."""
        found: dict[str, Any] = {"version": record.version}
        feed = Feed.objects.filter(key_result=record).first()
        if feed is None:
            return found
        found |= {name: getattr(feed, name) for name in ("kind", "amount", "direction", "span", "combine")}
        found |= {"milestone": feed.milestone_id, "work": feed.work_id, "indicator": feed.indicator_id}
        parts = list(feed.parts.all())
        return (
            found
            | {"parts": [part.key_result_id for part in parts]}
            | {f"weight_{part.key_result_id}": part.weight for part in parts}
        )

    def source(self) -> dict[str, Any]:
        """What was chosen, as the service takes it."""
        given = self.cleaned_data
        found = {
            name: given[name]
            for name in ("kind", "milestone", "work", "indicator", "amount", "direction", "span", "combine")
            if given.get(name)
        }
        if given.get("parts"):
            found["parts"] = [(part, given.get(f"weight_{part.pk}")) for part in given["parts"]]
        return found
