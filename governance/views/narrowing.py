"""What the pages behind a figure are narrowed to: one unit with all below it (`?unit=`), as the figure was."""

from typing import Any

from django.http import Http404

from big.http import AuthedRequest
from big.organisation.models import Unit


def unit_asked(request: AuthedRequest) -> Unit | None:
    """The unit that the address names; Http404 for one that is not there to see."""
    code = request.GET.get("unit", "").strip()
    if not code:
        return None
    unit = Unit.objects.visible_to(request.user).filter(code__iexact=code).first()
    if unit is None:
        raise Http404
    return unit


def narrowing(request: AuthedRequest, unit: Unit | None) -> dict[str, Any]:
    """What the head of such a page says of it: whose rows these are, and the way to everybody's."""
    if unit is None:
        return {"unit": None, "narrowed": "", "whole_url": ""}
    query = request.GET.copy()
    query.pop("unit", None)
    query.pop("page", None)
    return {
        "unit": unit,
        "narrowed": f"Of {unit.name} and the units below it.",
        "whole_url": f"{request.path}?{query.urlencode()}" if query else request.path,
    }
