"""How one figure is computed: a page of its own, and the same beside the page that shows the figure."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from big.http import AuthedRequest, render_page, wants_fragment
from big.organisation.policies import belongs
from big.policies import require
from big.registry import provenance

PAGE = "provenance/figure_detail.html"


@login_required
@require_safe
def figure_detail(request: AuthedRequest, key: str) -> HttpResponse:
    """The formula, the rows, the source, the date and the quality of one figure, as its reader may see them."""
    require(belongs(request.user))
    if wants_fragment(request) and "closed" in request.GET:
        return render_page(request, PAGE, {}, fragment="closed")
    try:
        explanation = provenance.get(key)
        told = explanation.load(request.user, provenance.asked(request.GET.dict()))
    except provenance.UnknownFigureError as error:
        raise Http404 from error
    if told is None:
        raise Http404
    context: dict[str, Any] = {"explanation": explanation, "told": told, "here": _here(request)}
    if wants_fragment(request) and request.htmx.target == "panel":
        return render_page(
            request, "provenance/figure_panel.html", {**context, "close_url": f"{request.path}?closed=1"}
        )
    response = render_page(request, PAGE, context)
    patch_vary_headers(response, ["HX-Target"])
    return response


def _here(request: AuthedRequest) -> str:
    query = provenance.asked(request.GET.dict())
    given = request.GET.copy()
    for name in set(given) - set(query):
        given.pop(name)
    return f"{request.path}?{given.urlencode()}" if given else request.path
