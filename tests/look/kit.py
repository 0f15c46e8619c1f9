"""What the component kit shows: one of everything, made without a database."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

from django import forms

from big.charts import columns, roadmap
from big.charts.drawing import Chart

DAY = dt.date(2026, 11, 23)


class RiskForm(forms.Form):
    """A form with every kind of control, and one mistake."""

    name = forms.CharField(label="Name of the risk", help_text="Say what could happen, not what has happened.")
    review = forms.DateField(label="Review date")
    unit = forms.ChoiceField(label="Unit", choices=[("1", "Networks"), ("2", "Customer")])
    response = forms.ChoiceField(label="Response", choices=[("a", "Accept"), ("r", "Reduce")], widget=forms.RadioSelect)
    note = forms.CharField(label="What changed?", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    help_wanted = forms.BooleanField(label="Ask for help: raise as an issue", required=False)


def millions(value: float) -> Decimal:
    """An amount in whole pounds."""
    return Decimal(str(value)) * 1_000_000


def money_chart() -> Chart:
    """Half a year of actuals, half of forecast."""
    spent = [15.9, 16.8, 17.6, 18.5, 18.9, 19.6, 20.8, 20.1, 18.2, 19.4, 19.6, 19.8]
    planned = [15.8, 16.4, 17.2, 17.9, 18.2, 18.6, 19.0, 19.4, 17.8, 19.6, 20.2, 20.8]
    names = ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar"]
    return columns.money_columns(
        [
            columns.Period(
                name, millions(plan), actual=millions(ac) if at < 7 else None, forecast=None if at < 7 else millions(ac)
            )
            for at, (name, ac, plan) in enumerate(zip(names, spent, planned, strict=True))
        ]
    )


def road() -> roadmap.Roadmap:
    """Three rows: on plan, late, and without dates."""
    step = roadmap.Step
    return roadmap.roadmap(
        [
            roadmap.Course(
                "Smart metering rollout",
                dt.date(2026, 5, 1),
                dt.date(2027, 9, 1),
                dt.date(2027, 9, 1),
                (
                    step("First meter", dt.date(2026, 7, 1), dt.date(2026, 7, 1), dt.date(2026, 7, 3)),
                    step("100,000th meter", dt.date(2026, 12, 4), dt.date(2026, 12, 4)),
                ),
                "G",
            ),
            roadmap.Course(
                "Billing platform",
                dt.date(2026, 4, 1),
                dt.date(2027, 1, 15),
                dt.date(2027, 3, 20),
                (step("Dress rehearsal", dt.date(2026, 11, 9), dt.date(2027, 1, 11)),),
                "R",
                "/",
            ),
            roadmap.Course("Developer portal", None, None, None),
        ],
        start=dt.date(2026, 4, 1),
        end=dt.date(2028, 4, 1),
        today=DAY,
    )


def kit() -> SimpleNamespace:
    """The context of templates/kit.html."""
    event = {"icon": "work", "subject": "Billing platform", "url": "/", "why": "Bidder withdrew", "who": "P Raman"}
    return SimpleNamespace(
        marks=["G", "AG", "A", "AR", "R", "N", "W", "C"],
        streams=["business_as_usual", "value_creation", "change", "customer"],
        counts={"R": 1, "A": 3, "G": 10, "N": 1},
        readings=[9, 9, 8, 8, None, 7, 7, 6],
        variances=[Decimal("4.2"), Decimal("-2.2"), Decimal(0)],
        scores=[3, 6, 9, 12, 20],
        tabs=[
            {"label": "All work", "url": "?", "count": 15, "current": True},
            {"label": "Needs attention", "url": "?set=attention", "count": 5},
        ],
        segments=[{"label": "Table", "url": "?", "icon": "board", "current": True}, {"label": "Roadmap", "url": "?r"}],
        filters=[
            {"key": "unit", "label": "Unit", "value": "1", "choices": [(1, "Networks")], "clear_url": "?"},
            {"key": "owner", "label": "Owner", "value": "", "choices": [(1, "Ada Nwosu")]},
        ],
        form=RiskForm({"name": "Cutover fails in peak season", "review": "soon", "unit": "1", "response": "r"}),
        steps=[
            {"label": "Read the figures", "state": "done", "note": "0.4 s"},
            {"label": "Draw the pages", "state": "now", "note": "page 3 of 6"},
            {"label": "Make the PDF", "state": "todo"},
            {"label": "Send it", "state": "failed"},
        ],
        thread=[
            {"code": "Purpose", "label": "Clean water and living rivers", "purpose": True, "url": "/"},
            {"code": "O6", "label": "A safe, skilled workforce", "url": "/"},
            {"code": "None", "label": "Nothing delivers this.", "missing": True, "fix_url": "/"},
        ],
        events=[
            {**event, "changes": [{"label": "Status", "was": "Amber", "now": "Red"}], "at": DAY},
            {**event, "icon": "plus", "said": "New risk, score 9", "why": "", "at": None},
        ],
        chart=money_chart(),
        day=DAY,
        roadmap=road(),
    )
