"""Home: what matters to whoever signs in, first."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from big.accounts.models import User
from big.audit.changed.page import starts
from big.core import words
from big.http import AuthedRequest
from big.organisation.scope import ACTIVITY_VIEW, holds_anywhere
from big.registry import pages
from governance.selectors.home.page import HomePage, home_page
from okr.models.purposes import STRATEGY_EDIT
from portfolio.models.work import WORK_EDIT
from portfolio.selectors.frame import frame


@login_required
@require_safe
def home(request: AuthedRequest) -> HttpResponse:
    """The page of the user's first role, or of another they hold (`?as=`)."""
    page = home_page(request.user, frame(), asked=request.GET.get("as", ""))
    context: dict[str, Any] = {
        "page": page,
        "segments": _segments(page),
        "unit_million": f"{words.SYMBOLS.get(page.frame.currency, page.frame.currency + ' ')}m",
        "changed_title": _since(page),
        "changed_since": starts(request.user),
        "may_see_activity": holds_anywhere(request.user, ACTIVITY_VIEW),
        "first_steps": _first_steps(request.user) if page.is_empty else [],
        "main_panels": pages.panels_for("governance.home", page, request.user, place="main"),
        "side_panels": pages.panels_for("governance.home", page, request.user, place="side"),
    }
    return render(request, "governance/home.html", context)


def _segments(page: HomePage) -> list[dict[str, Any]]:
    """A switch between the roles that one holds; none for one role."""
    if len(page.homes) < 2:
        return []
    url = reverse("governance:home")
    return [
        {"label": label, "url": f"{url}?as={key}", "current": key == page.home, "icon": ""} for key, label in page.homes
    ]


def _since(page: HomePage) -> str:
    """The heading of what changed: since which day."""
    if page.changes is None:
        return "What changed"
    since = page.changes.since
    return f"What changed since {since:%A} {since.day} {since:%B}"


def _first_steps(user: User) -> list[dict[str, str]]:
    """What to do in an empty organisation, of what this user may do."""
    steps = []
    if holds_anywhere(user, STRATEGY_EDIT):
        steps.append(
            {
                "title": "Bring in the strategy",
                "text": "Import a strategic plan as StratML, or write down the purpose and its objectives.",
                "url": reverse("imports:choose"),
                "label": "Import a plan",
            }
        )
    if holds_anywhere(user, WORK_EDIT):
        steps.append(
            {
                "title": "Bring in the work",
                "text": "Import the portfolio from a file, or add the first piece of work.",
                "url": reverse("imports:choose"),
                "label": "Import a portfolio",
            }
        )
    steps.append(
        {
            "title": "Bring in the people",
            "text": "People, units and governance nodes say who answers for what, and who may see it.",
            "url": reverse("organisation:person_list"),
            "label": "People",
        }
    )
    return steps
