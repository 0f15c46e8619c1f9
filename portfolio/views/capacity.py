"""Capacity against demand: who asks for which scarce skill, next quarter and the ones around it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from big.core import words
from big.http import AuthedRequest, render_page
from big.periods import Period
from big.policies import require
from portfolio import policies
from portfolio.models.work import Stream
from portfolio.selectors.frame import frame
from portfolio.selectors.people import QUARTERS, SkillRow, capacity_against_demand, claims_by_skill, quarter_of


@login_required
@require_safe
def capacity(request: AuthedRequest) -> HttpResponse:
    """The skills of a quarter with their gap, and the work behind each figure; next quarter unless asked otherwise."""
    require(policies.can_list(request.user))
    reading = frame()
    key = request.GET.get("quarter", "next")
    key = key if key in QUARTERS else "next"
    chosen = quarter_of(key, reading)
    rows = capacity_against_demand(request.user, chosen)
    claims = claims_by_skill([row.skill for row in rows], request.user, chosen)
    context: dict[str, Any] = {
        "rows": rows,
        "claims": [(row, claims.get(row.skill.pk, [])) for row in rows],
        "streams": list(Stream),
        "period": chosen,
        "quarter": key,
        "message": message(rows, chosen),
        "segments": [
            {
                "label": label,
                "url": f"{reverse('portfolio:capacity')}?quarter={each}",
                "current": each == key,
            }
            for each, label in (("this", "This quarter"), ("next", "Next quarter"), ("after", "The one after"))
        ],
    }
    return render_page(request, "portfolio/capacity.html", context)


def message(rows: list[SkillRow], period: Period) -> str:
    """The finding, in one sentence."""
    short = [row for row in rows if row.gap < 0]
    if not rows:
        return "Nobody has stated capacity or demand for this quarter."
    if not short:
        return "There are enough people for what is asked of them."
    worst = short[0]
    said = f"{words.number(-worst.gap, 1)} {worst.skill.name.lower()}s short"
    if len(short) == 1:
        return f"We are {said} in {period.name.lower()}."
    return f"{words.capital(words.in_words(len(short)))} skills are overbooked: we are {said}."
