"""The filters of the Activity page."""

from typing import Any

from django import forms

from big.audit.selectors import ActivityFilters


class ActivityForm(forms.Form):
    """What the address asks for; what makes no sense is left out rather than refused."""

    who = forms.IntegerField(required=False, min_value=1)
    kind = forms.CharField(required=False, max_length=60)
    record = forms.IntegerField(required=False, min_value=1)
    group = forms.SlugField(required=False)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    q = forms.CharField(required=False, max_length=100, strip=True)
    act = forms.UUIDField(required=False)
    before = forms.IntegerField(required=False, min_value=1)

    def asked(self) -> tuple[ActivityFilters, int | None]:
        """The filters and the place in the log, from whatever of the address makes sense."""
        self.is_valid()
        value: dict[str, Any] = {name: self.cleaned_data.get(name) for name in self.fields}
        filters = ActivityFilters(
            who=value["who"],
            kind=value["kind"] or "",
            record=value["record"],
            group=value["group"] or "",
            since=value["since"],
            until=value["until"],
            text=value["q"] or "",
            act=value["act"],
        )
        return filters, value["before"]
