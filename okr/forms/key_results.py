"""Forms of key results: their course, check-ins, corrections and targets on the way."""

from decimal import Decimal
from typing import Any

from django import forms

from big import clock
from big.accounts.models import User
from big.forms import ChangeForm, DateInput
from big.organisation.models import Person
from okr.forms.fields import NumberField, Picked, offer
from okr.models.cycles import Cycle
from okr.models.key_results import KeyResult, Reading

SCALE = [(number, str(number)) for number in range(11)]


class YesNoField(forms.TypedChoiceField):
    """The value of what is a yes or no: 1 or 0."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Is it reached?")
        super().__init__(
            choices=[("1", "Yes"), ("0", "No")], coerce=Decimal, empty_value=None, widget=forms.RadioSelect, **kwargs
        )


class KeyResultFields(forms.Form):
    """What is measured, from where to where, by when."""

    title = forms.CharField(max_length=500, help_text='What changes, not what is done: "Order-to-delivery time".')
    description = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))
    direction = forms.ChoiceField(
        label="How it is measured",
        choices=KeyResult.Direction.choices,
        widget=forms.RadioSelect,
        initial=KeyResult.Direction.INCREASE,
        help_text="Yes or no, and a milestone, need no unit, baseline and target.",
    )
    unit = forms.CharField(
        required=False,
        max_length=300,
        help_text="Such as days, %, or £m; the code of a currency, such as GBP, is money.",
    )
    baseline = NumberField(required=False, help_text="Where it starts.")
    target = NumberField(required=False)
    upper = NumberField(
        label="Upper edge of the band",
        required=False,
        help_text="Only for what is kept within a band; its target is the lower edge.",
    )
    starts_on = forms.DateField(
        label="Start", required=False, widget=DateInput, help_text="The objective's start if empty."
    )
    due_on = forms.DateField(label="Due", required=False, widget=DateInput)
    owner = Picked(queryset=Person.objects.none(), required=False, named=True, empty_label="Nobody yet")
    check_in_owner = Picked(
        label="Who takes the readings",
        queryset=Person.objects.none(),
        required=False,
        named=True,
        empty_label="The owner",
    )
    data_source = forms.CharField(required=False, max_length=300, help_text="Where the readings come from.")
    cadence_days = forms.IntegerField(
        label="Days a reading counts", required=False, min_value=1, max_value=3660, help_text="As in Settings if empty."
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.visible_to(user)
        offer(self, owner=people, check_in_owner=people)


class NewKeyResultForm(KeyResultFields):
    """A new key result: tracked at once, or kept as a draft."""

    code = forms.CharField(required=False, max_length=40, help_text="Such as KR2.3; the next free one if empty.")
    state = forms.ChoiceField(
        label="Save it as",
        choices=[(KeyResult.State.TRACKING, "Tracked from now on"), (KeyResult.State.DRAFT, "A draft")],
        widget=forms.RadioSelect,
        initial=KeyResult.State.TRACKING,
    )


class KeyResultForm(ChangeForm, KeyResultFields):
    """A changed key result."""


class CheckInForm(forms.Form):
    """A reading: the value, how confident one is, and what changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    value = NumberField(label="New value")
    confidence = forms.TypedChoiceField(
        label="Confidence that we reach the target",
        choices=SCALE,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="What changed?", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    blocker = forms.CharField(label="What stands in the way?", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    read_on = forms.DateField(label="Read on", widget=DateInput)
    late_reason = forms.CharField(label="Why does it come late?", required=False, max_length=1000)

    def __init__(self, data: Any = None, *, key_result: KeyResult, confidence: int | None = None) -> None:
        initial = {"version": key_result.version, "read_on": clock.today(), "confidence": confidence}
        super().__init__(data, initial=initial, auto_id=f"ck{key_result.pk}_%s")
        okr_set = key_result.objective.okr_set
        self.is_late = okr_set is not None and okr_set.cycle.state == Cycle.State.CLOSED
        if not self.is_late:
            del self.fields["late_reason"]
        if key_result.is_switch:
            self.fields["value"] = YesNoField()
        self.attests = data is not None and "attest" in data
        if self.attests:
            # The value and the day are those of the statement itself.
            for name in ("value", "read_on"):
                self.fields[name].required = False


class LinkCheckInForm(CheckInForm):
    """A reading by a link in a mail: of today."""

    def __init__(self, data: Any = None, *, key_result: KeyResult, confidence: int | None = None) -> None:
        super().__init__(data, key_result=key_result, confidence=confidence)
        del self.fields["read_on"]


class CorrectionForm(ChangeForm):
    """A reading that was recorded wrongly, put right, with the reason."""

    value = NumberField()
    read_on = forms.DateField(label="Read on", widget=DateInput)
    confidence = forms.TypedChoiceField(
        choices=[("", "Not given"), *SCALE], coerce=int, empty_value=None, required=False
    )
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].required = True
        self.fields["why"].label = "What was wrong"

    @classmethod
    def initial_of(cls, record: Reading) -> dict[str, Any]:
        """The reading as it stands."""
        return {name: getattr(record, name) for name in ("value", "read_on", "confidence", "note", "version")}


class PhasedTargetForm(ChangeForm):
    """What is to be reached by a date on the way; `version` is the key result's."""

    value = NumberField(label="Target on the way")
    due_on = forms.DateField(label="By", widget=DateInput)
    note = forms.CharField(required=False, max_length=500)

    @classmethod
    def initial_of(cls, record: KeyResult) -> dict[str, Any]:
        """Nothing but the version."""
        return {"version": record.version}
