"""What packs ask for in forms."""

from django import forms

from big.pdf_text import MOST_BYTES


class PackCheckForm(forms.Form):
    """A file that calls itself a pack."""

    file = forms.FileField(
        label="File",
        help_text=f"A PDF of up to {MOST_BYTES // 1_000_000} MB. It is compared and not kept.",
        error_messages={"required": "Choose the file that was sent to you.", "empty": "This file is empty."},
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
    )
