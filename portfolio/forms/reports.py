"""Forms of the status report and of the whole-life cost."""

import datetime as dt
from decimal import Decimal
from typing import Any, Final

from django import forms

from big.forms import ChangeForm, DateInput
from portfolio.models.status import Mark, Rating, StatusReport

_RATINGS: Final = (
    (Rating.GREEN, "Green"),
    (Rating.AMBER, "Amber"),
    (Rating.RED, "Red"),
    (Rating.WITHHELD, "Withheld"),
    (Rating.NONE, "Not rated"),
)
_MARKS: Final = (("", "Not given"), *reversed(Mark.choices))
_LONG: Final = {"rows": 5}


class ReportForm(forms.Form):
    """How work stands on a date: one judgement, three marks, a confidence, and why."""

    report_on = forms.DateField(label="As of", widget=DateInput)
    rating = forms.ChoiceField(label="Status", choices=_RATINGS, widget=forms.RadioSelect)
    narrative = forms.CharField(
        label="What is the matter, and what happens next",
        required=False,
        widget=forms.Textarea(_LONG),
        help_text="A red or amber status needs it.",
    )
    time_mark = forms.ChoiceField(label="Time", choices=_MARKS, required=False)
    cost_mark = forms.ChoiceField(label="Cost", choices=_MARKS, required=False)
    benefit_mark = forms.ChoiceField(label="Benefit", choices=_MARKS, required=False)
    confidence = forms.TypedChoiceField(
        label="Confidence that it delivers, 0 to 10",
        choices=[("", "None"), *((str(n), str(n)) for n in range(11))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    rating_reason = forms.CharField(
        label="Why it is withheld or not rated", required=False, widget=forms.Textarea({"rows": 2})
    )
    why = forms.CharField(
        label="What this report corrects",
        required=False,
        max_length=500,
        help_text="Only where this date is reported already.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def values(self) -> dict[str, Any]:
        """What was entered, as `submit_report` takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "why")}

    @staticmethod
    def initial_of(report: StatusReport, today: dt.date) -> dict[str, Any]:
        """A draft as it stands; of a submitted report only what usually stays the same."""
        kept = ("rating", "time_mark", "cost_mark", "benefit_mark", "confidence")
        initial: dict[str, Any] = {name: getattr(report, name) for name in kept}
        if report.submitted_at is None:
            more = ("report_on", "narrative", "rating_reason", "version")
            return {**initial, **{name: getattr(report, name) for name in more}}
        return {**initial, "report_on": today}


class WholeLifeForm(ChangeForm):
    """What the work costs over its whole life, as of a date, or why that is withheld."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    stated_on = forms.DateField(label="As of", widget=DateInput)
    amount = forms.DecimalField(
        label="Amount",
        required=False,
        max_digits=18,
        decimal_places=2,
        min_value=Decimal(0),
        help_text="In whole units.",
    )
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$", label="Currency", error_messages={"invalid": "Enter a code such as GBP."}
    )
    withheld_reason = forms.CharField(
        label="Why it is withheld",
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="Only without an amount.",
    )
    narrative = forms.CharField(label="What it rests on", required=False, widget=forms.Textarea({"rows": 3}))

    def clean_currency(self) -> str:
        """Currencies are written in capitals."""
        return str(self.cleaned_data["currency"]).upper()
