"""The forms of webhooks."""

from typing import Any

from django import forms

from big.forms import ChangeForm
from big.webhooks import events


class WebhookForm(ChangeForm):
    """Where a webhook sends to, and what it tells of."""

    name = forms.CharField(label="Name", max_length=100, help_text="What listens there, such as “Data warehouse”.")
    address = forms.CharField(
        label="Address", max_length=500, help_text="It begins with https:// and is no address of a private network."
    )
    events = forms.MultipleChoiceField(label="Tell it when", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed: Any = self.fields["events"]
        listed.choices = [(each.key, f"{each.label}: {each.about}") for each in events.known()]
        if "version" not in self.fields:
            del self.fields["why"]
