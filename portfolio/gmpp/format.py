"""Offers major projects data in the import wizard and to `manage.py import_gmpp`."""

from typing import Final

from django import forms
from django.urls import reverse

from big.accounts.models import User
from big.imports import formats
from big.imports.models import ImportRun
from portfolio.gmpp.applying import apply
from portfolio.gmpp.decoding import MAX_BYTES
from portfolio.gmpp.planning import plan
from portfolio.gmpp.reading import read
from portfolio.gmpp.stored import FORMAT, NEEDED

EXPLANATION: Final = (
    "One year of the UK Government's major projects, as the Cabinet Office and departments publish it in CSV. "
    "Each file becomes a dated snapshot: the rating, dates, whole-life cost, the year's budget and the narrative of "
    "every project. Projects are matched by id, then by name, so that years follow on; departments become units."
)


class GmppOptions(forms.Form):
    """What a person may say of a file: the date it reports, where the file's own is wrong or missing."""

    as_of = forms.DateField(
        label="Reporting date",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Leave it empty to take the date from the file: its year column, its headings or its narratives.",
    )


def register() -> None:
    """Offer the format; called once, when Django is ready."""
    formats.register(
        formats.Format(
            key=FORMAT,
            title="UK Government major projects (GMPP)",
            explanation=EXPLANATION,
            accepts=(".csv", ".txt", ".tsv"),
            read=read,
            plan=plan,
            apply=apply,
            options_form=GmppOptions,
            max_bytes=MAX_BYTES,
            order=20,
            rights=NEEDED,
            written=pages_written,
        )
    )


def pages_written(run: ImportRun, user: User) -> list[formats.Written]:
    """Where an applied file can be looked at: the portfolio, and what changed since the snapshot before."""
    return [
        formats.Written("Portfolio", reverse("portfolio:work_list")),
        formats.Written("Compare snapshots", reverse("portfolio:snapshot_compare"), "Ratings, then and now"),
    ]
