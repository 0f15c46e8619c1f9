"""How the slip of a milestone comes about: from the date planned to the date now expected."""

from decimal import Decimal
from typing import Final

from django.urls import reverse

from big.accounts.models import User
from big.core import words
from big.provenance.origins import origins, people_of, several
from big.registry.provenance import Asked, Doubt, Explanation, Provenance, Quality, Row, Rows, day_of
from portfolio.codes import MILESTONE_ACHIEVED, MILESTONE_ADDED, MILESTONE_CHANGED, MILESTONE_SLIPPED
from portfolio.models.milestones import Milestone
from portfolio.models.work import Work
from portfolio.selectors.frame import frame

LONGEST_KEY: Final = 18

SLIP: Final = Explanation(
    key="milestone-slip",
    title="Slip of a milestone",
    formula=(
        "The days from the date that was planned first to the date on which it was met, or is now expected. Nothing "
        "slips that has no planned date."
    ),
    load=lambda user, asked: _slip(user, asked),
    takes={"milestone": "The key of a milestone."},
)


def _slip(user: User, asked: Asked) -> Provenance | None:
    key = asked.get("milestone", "")
    if not (key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY):
        return None
    found = Milestone.objects.visible_to(user).filter(pk=key)
    each = found.select_related("work", "owner").first()
    if each is None:
        return None
    now, work = frame(day_of(asked)), each.work
    slip, met = each.slip_days, bool(each.actual_on)
    value = words.DASH if slip is None else words.slip(slip)
    expected = "Met" if met else "Expected"
    rows = (
        Row(f"{each.title}: {expected.lower()}", value, None if slip is None else Decimal(slip), on=each.expected_on,
            note=each.slip_reason[:160]),
    )  # fmt: skip
    late = "" if met or each.expected_on is None or each.expected_on >= now.today else words.overdue(each.expected_on)
    inputs = [
        ("Planned", words.day(each.baseline_on) if each.baseline_on else "not said"),
        (expected, words.day(each.expected_on) if each.expected_on else "not said"),
        *([("Today", late)] if late else []),
    ]
    codes = [MILESTONE_ADDED, MILESTONE_CHANGED, MILESTONE_SLIPPED, MILESTONE_ACHIEVED]
    return Provenance(
        title=f"Slip of {each.title}, {work.code} {work.name}",
        value=value,
        amount=None if slip is None else Decimal(slip),
        sentence=f"{each.title} has no planned date."
        if slip is None
        else f"{each.title} {'was met' if met else 'is expected'} {_far(slip)}.",
        as_of=now.today,
        inputs=tuple(inputs),
        rows=Rows(
            rows,
            Decimal(slip or 0),
            "",
            "In days, counted by the calendar.",
            reverse("portfolio:work_milestones", args=[work.code.lower()]),
            "Show the milestones",
            "Milestone",
        ),
        sources=several(
            origins(user, (found, "milestone", "milestones")),
            people_of(Work, [work.pk], user, codes),
        ),
        qualities=() if each.baseline_on else (Quality(Doubt.PARTIAL, "Nobody said when it was planned."),),
    )


def _far(days: int) -> str:
    if not days:
        return "on the date planned"
    return f"{words.counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'} than planned"
