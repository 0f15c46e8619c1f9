"""The line of sight: columns or list, one focus, narrowed by unit and stream; every state has an address."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_safe

from big.core import words
from big.http import AuthedRequest, render_page
from big.organisation.models import Unit
from big.provenance.links import how_url
from governance.selectors.integrity import GAPS
from governance.selectors.sight import sight_page
from governance.selectors.sight_board import COLUMNS, UnknownFocusError, View
from governance.selectors.sight_graph import Narrowing
from portfolio.models.work import Stream
from portfolio.selectors.frame import frame

VIEWS = {"columns": ("Columns", "cols"), "tree": ("List", "tree")}
_NOUNS = {
    "purpose": "purpose",
    "driver": "driver",
    "objective": "objective",
    "key_result": "key result",
    "work": "work",
}


@login_required
@require_safe
def sight(request: AuthedRequest) -> HttpResponse:
    """The whole line of sight, or the path through one record."""
    query = request.GET
    units = list(
        Unit.objects.visible_to(request.user).filter(is_open=True).order_by("name").values_list("pk", "code", "name")
    )
    unit = next((row for row in units if row[1].lower() == query.get("unit", "").lower()), None)
    narrowing = Narrowing(unit[0] if unit else None, query.get("stream", "") if query.get("stream") in Stream else "")
    name = query.get("view", "columns")
    name = name if name in VIEWS else "columns"
    opened = query.get("open", "")
    view = View(query.get("focus", "").strip(), query.get("gaps") == "1", opened if opened in COLUMNS else "")
    try:
        page = sight_page(request.user, frame(), view, narrowing, as_tree=name == "tree")
    except UnknownFocusError as error:
        raise Http404 from error
    context: dict[str, Any] = {
        "page": page,
        "view": view,
        "view_name": name,
        "segments": _segments(query, name),
        "filters": _filters(query, narrowing, unit[1] if unit else "", [(row[1], row[2]) for row in units]),
        "kept": [(key, query[key]) for key in ("focus", "view", "gaps") if query.get(key)],
        "asked": {"focus": view.focus, "unit": unit[1].lower() if unit else "", "stream": narrowing.stream},
        "gaps_how": how_url(
            "disconnects",
            only=",".join(rule.slug for rule in GAPS),
            unit=unit[1].lower() if unit else "",
            stream=narrowing.stream,
        ),
        "kind_noun": _NOUNS[page.focus.kind] if page.focus else "",
        "unit_million": f"{words.SYMBOLS.get(page.frame.currency, page.frame.currency + ' ')}m",
        "import_url": reverse("imports:choose"),
    }
    return render_page(request, "governance/sight.html", context, fragment="sight")


def _segments(query: QueryDict, current: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "icon": icon,
            "url": _address(query, view=None if key == "columns" else key),
            "current": key == current,
        }
        for key, (label, icon) in VIEWS.items()
    ]


def _filters(query: QueryDict, narrowing: Narrowing, unit: str, units: list[tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        {
            "key": "stream",
            "label": "Stream",
            "value": narrowing.stream,
            "choices": Stream.choices,
            "clear_url": _address(query, stream=None),
        },
        {"key": "unit", "label": "Unit", "value": unit, "choices": units, "clear_url": _address(query, unit=None)},
    ]


def _address(query: QueryDict, **changes: str | None) -> str:
    changed = query.copy()
    for key, value in changes.items():
        if value is None:
            changed.pop(key, None)
        else:
            changed[key] = value
    return f"?{changed.urlencode()}" if changed else reverse("governance:sight")
