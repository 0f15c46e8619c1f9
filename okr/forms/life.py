"""Forms of the life of OKRs: their stage, closing them with scores, and carrying an objective into another cycle."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms

from big.accounts.models import User
from big.forms import ChangeForm
from okr.forms.fields import NumberField, Picked
from okr.models.cycles import Cycle, OkrSet
from okr.selectors.closing import ClosingObjective, ClosingPage, cycles_after
from okr.services.life import BASELINE, LATEST, Closing

LEAVE, CLOSE, CARRY = "", "close", "carry"
STARTS = [(BASELINE, "Their old baseline"), (LATEST, "Their latest reading")]


def _score(suggested: Decimal | None) -> NumberField:
    field = NumberField(required=False, max_digits=3, decimal_places=2, min_value=Decimal(0), max_value=Decimal(1))
    field.widget.attrs["placeholder"] = "" if suggested is None else str(suggested)
    return field


class ClosingForm(ChangeForm):
    """The scores of all objectives of a set that wait for one; those that are left alone stay open."""

    into = forms.ModelChoiceField(
        label="Carry over into", queryset=Cycle.objects.none(), required=False, empty_label="No cycle"
    )
    start = forms.ChoiceField(
        label="There the key results begin at",
        choices=STARTS,
        widget=forms.RadioSelect,
        required=False,
        initial=BASELINE,
    )

    def __init__(self, *args: Any, page: ClosingPage, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        into = self.fields["into"]
        assert isinstance(into, forms.ModelChoiceField)  # noqa: S101 - declared so above
        into.queryset = cycles_after(page.okr_set.cycle, user)
        into.initial = into.queryset.filter(kind=page.okr_set.cycle.kind).first()
        del self.fields["why"]
        for row in page.waiting:
            self._add(row)

    def _add(self, row: ClosingObjective) -> None:
        name, code = f"o{row.objective.pk}", row.objective.code
        self.fields[f"{name}_then"] = forms.ChoiceField(
            label=f"What becomes of {code}",
            choices=[(LEAVE, "Leave open"), (CLOSE, "Close"), (CARRY, "Close and carry over")],
            required=False,
        )
        self.fields[f"{name}_score"] = _score(row.suggested)
        self.fields[f"{name}_score"].label = f"Score of {code}"
        self.fields[f"{name}_note"] = forms.CharField(
            label=f"Closing note of {code}", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=4000
        )
        for each in row.key_results:
            field = _score(each.suggested)
            field.label = f"Score of {each.key_result.code}"
            self.fields[f"k{each.key_result.pk}_score"] = field

    @classmethod
    def initial_of(cls, record: OkrSet) -> dict[str, Any]:
        """Nothing but the version: what is suggested stands in the empty fields."""
        return {"version": record.version}

    def lines(self) -> Iterator[tuple[ClosingObjective, Any, Any, Any, list[tuple[Any, Any]]]]:
        """Each waiting objective with its fields: what becomes of it, score, note, and those of its key results."""
        for row in self.page.waiting:
            name = f"o{row.objective.pk}"
            below = [(each, self[f"k{each.key_result.pk}_score"]) for each in row.key_results]
            yield row, self[f"{name}_then"], self[f"{name}_score"], self[f"{name}_note"], below

    def clean(self) -> dict[str, Any]:
        """What is carried over needs a cycle to go to."""
        cleaned = super().clean() or self.cleaned_data
        carried = any(cleaned.get(f"o{row.objective.pk}_then") == CARRY for row in self.page.waiting)
        if carried and not cleaned.get("into") and "into" not in self.errors:
            self.add_error("into", "Choose the cycle to carry over into.")
        return cleaned

    def closings(self) -> list[Closing]:
        """What was chosen, as the service takes it."""
        given = self.cleaned_data
        return [
            Closing(
                objective=row.objective.pk,
                score=given.get(f"o{row.objective.pk}_score"),
                note=given.get(f"o{row.objective.pk}_note", ""),
                key_results={each.key_result.pk: given.get(f"k{each.key_result.pk}_score") for each in row.key_results},
                into=given.get("into") if given[f"o{row.objective.pk}_then"] == CARRY else None,
                start=given.get("start") or BASELINE,
            )
            for row in self.page.waiting
            if given.get(f"o{row.objective.pk}_then")
        ]


class ContinueForm(ChangeForm):
    """Into which cycle an objective goes, and how."""

    how = forms.ChoiceField(
        label="How",
        choices=[
            ("carry", "Carry over: a new objective continues it with what is unfinished"),
            ("clone", "Clone: a new objective with all its key results"),
            ("postpone", "Postpone: the objective itself moves, with the reason"),
        ],
        widget=forms.RadioSelect,
        initial="carry",
    )
    cycle = Picked(label="Into", queryset=Cycle.objects.none(), empty_label="Choose a cycle")
    start = forms.ChoiceField(
        label="Its key results begin at", choices=STARTS, widget=forms.RadioSelect, required=False, initial=BASELINE
    )

    def __init__(self, *args: Any, user: User, okr_set: OkrSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Cycle.objects.visible_to(user).exclude(state=Cycle.State.CLOSED).exclude(pk=okr_set.cycle_id)
        field = self.fields["cycle"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared so above
        field.queryset = others

    @classmethod
    def initial_of(cls, record: Any) -> dict[str, Any]:
        """Nothing but the version."""
        return {"version": record.version}
