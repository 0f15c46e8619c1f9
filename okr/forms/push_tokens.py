"""The form that names a token for a program."""

from django import forms


class PushTokenForm(forms.Form):
    """What a new token is for."""

    name = forms.CharField(
        label="What will use it",
        max_length=100,
        help_text="Such as “Order system, nightly”. It stands beside each reading that comes by the token.",
    )
