"""What one says on an objective or a key result."""

from typing import Any

from django import forms

from big.forms import ChangeForm

_HINT = "With @ and a name or an address somebody is told: @Ada King, @ada@example.org."


class CommentForm(forms.Form):
    """A new comment."""

    text = forms.CharField(label="Comment", widget=forms.Textarea(attrs={"rows": 3}), help_text=_HINT)


class CommentChangeForm(ChangeForm, CommentForm):
    """What one said, put otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["why"]

    @classmethod
    def initial_of(cls, record: Any) -> dict[str, Any]:
        """The words as they stand."""
        return {"text": record.text, "version": record.version}


class WithdrawForm(ChangeForm):
    """Nothing but the version."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["why"]
