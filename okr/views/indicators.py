"""The library of KPIs, and one KPI."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from big.http import AuthedRequest, render_page
from big.policies import require
from okr import policies
from okr.importing.wording import shown_words
from okr.models.indicators import Indicator
from okr.selectors.indicators import indicator_list as library
from okr.selectors.indicators import indicator_page
from okr.views.objectives import trail as objectives_trail


@login_required
@require_safe
def indicator_list(request: AuthedRequest) -> HttpResponse:
    """The library, narrowed by words and to key ones."""
    require(policies.can_see_strategy(request.user))
    q, key = request.GET.get("q", "").strip(), request.GET.get("key") == "1"
    found = library(request.user, q=q, key=key, page=request.GET.get("page"))
    context = {"found": found, "q": q, "key": key, "trail": objectives_trail()}
    return render_page(request, "okr/indicator_list.html", context)


@login_required
@require_safe
def indicator_detail(request: AuthedRequest, code: str) -> HttpResponse:
    """One KPI: definition, target, health and values."""
    rows = Indicator.objects.visible_to(request.user).select_related("unit", "owner", "parent", "source")
    indicator = get_object_or_404(rows.defer("source__plan"), code__iexact=code)
    context = {
        "indicator": indicator,
        "page": indicator_page(indicator, request.user),
        "words": shown_words(indicator.exchange),
        "trail": [*objectives_trail(), ("KPIs", reverse("okr:indicator_list"))],
    }
    return render_page(request, "okr/indicator_detail.html", context)
