"""What a person says of a file of OKRs before it is compared: who and which unit is meant, and what may be made."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms

from big.periods import MONTHS
from okr.files.shapes import Kind
from okr.files.values import squeezed

ASK: Final = "ask"
CREATE: Final = "create"
WHOLE: Final = "whole"
_LINE: Final = re.compile(r"^(?P<name>.+?)\s*(?:=>|=|\t)\s*(?P<meant>[^=\t]*)$")
_KINDS: Final[dict[str, Kind]] = {
    "objective": "objective",
    "keyresult": "key_result",
    "initiative": "initiative",
    "deliverable": "initiative",
}


def folded(name: str) -> str:
    """A name for comparison: neither case nor spaces count."""
    return "".join(name.split()).casefold()


def answers(text: str) -> dict[str, str]:
    """Lines "name in the file = what is meant" as a mapping by folded name; ValueError names a line without a sign."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        if line.strip():
            match = _LINE.match(line.strip())
            if match is None:
                raise ValueError(line.strip()[:80])
            found[folded(match["name"])] = match["meant"].strip()
    return found


@dataclass(frozen=True, slots=True)
class Options:
    """The answers by folded name: `people` to e-mail, code or name, `teams` to the code or name of a unit."""

    people: Mapping[str, str] = field(default_factory=dict)
    teams: Mapping[str, str] = field(default_factory=dict)
    new_teams: str = ASK
    unit: str = ""
    first_month: int = 1
    type_words: Mapping[str, Kind] = field(default_factory=dict)
    mapping: Mapping[str, str] = field(default_factory=dict)


def options_of(given: Mapping[str, Any]) -> Options:
    """The options as a run keeps them, read."""
    words = answers(str(given.get("type_words") or ""))
    kinds = {word: _KINDS[squeezed(kind)] for word, kind in words.items() if squeezed(kind) in _KINDS}
    return Options(
        people=answers(str(given.get("people") or "")),
        teams=answers(str(given.get("teams") or "")),
        new_teams=str(given.get("new_teams") or ASK),
        unit=str(given.get("unit") or "").strip(),
        first_month=int(given.get("first_month") or 1),
        type_words=kinds,
        mapping=dict(_pairs(str(given.get("mapping") or ""))),
    )


def _pairs(text: str) -> list[tuple[str, str]]:
    """Heading and field of each line; headings keep their spelling."""
    matches = (_LINE.match(line.strip()) for line in text.splitlines() if line.strip())
    return [(match["name"], match["meant"]) for match in matches if match]


class AnswersField(forms.CharField):
    """Several lines "name = what is meant"."""

    widget = forms.Textarea

    def __init__(self, label: str, help_text: str) -> None:
        super().__init__(label=label, help_text=help_text, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def validate(self, value: str) -> None:
        """Refuse a line that answers nothing."""
        super().validate(value)
        try:
            answers(value)
        except ValueError as error:
            raise forms.ValidationError(
                "“%(line)s” has no equals sign. Write: name in the file = what is meant.",
                code="answer",
                params={"line": str(error)},
            ) from error


class TeamOptions(forms.Form):
    """What a file of KPIs asks."""

    new_teams = forms.ChoiceField(
        label="Teams that are no unit yet",
        choices=[
            (ASK, "Ask me: the import is refused and names them"),
            (CREATE, "Add them as units below the top unit"),
            (WHOLE, "Put their OKRs at the organisation; the team stays in words"),
        ],
        initial=ASK,
        required=False,
    )
    teams = AnswersField("Which unit is meant", "A line for each team: Sales, North = SALES-N")

    def clean_new_teams(self) -> str:
        """To be asked, where nothing was chosen."""
        return str(self.cleaned_data["new_teams"] or ASK)


class PeriodOptions(TeamOptions):
    """What every file of OKRs asks."""

    unit = forms.CharField(
        label="Unit of what names no team",
        required=False,
        max_length=200,
        help_text="Its code or name; left empty, such objectives are the organisation's, at the node at the top.",
    )
    people = AnswersField(
        "Who is meant", "A line for each name that is not unique or not known: Jo Lee = jo.lee@example.org"
    )
    first_month = forms.TypedChoiceField(
        label="Fiscal years of the file open in",
        coerce=int,
        empty_value="1",
        choices=MONTHS,
        initial=1,
        required=False,
    )


class WordOptions(PeriodOptions):
    """And what the organisation's own words for types mean."""

    type_words = AnswersField("Own words for types", "A line for each: Big bet = objective, key result or initiative")

    def clean_type_words(self) -> str:
        """Refuse a kind that there is none of."""
        text = str(self.cleaned_data["type_words"])
        for word, kind in answers(text).items():
            if squeezed(kind) not in _KINDS:
                raise forms.ValidationError(
                    f"“{kind}”, for {word}, is neither objective, key result nor initiative.", code="type_word"
                )
        return text


class TableOptions(WordOptions):
    """And what the columns of a table mean."""

    mapping = AnswersField("What columns mean", "A line for each that is read wrongly: Heading = title (or 1:title)")
