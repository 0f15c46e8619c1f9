"""Downloads of plans as StratML."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from big.http import AuthedRequest
from big.policies import require
from okr.models.purposes import Plan
from okr.policies import can_see_strategy
from okr.stratml.exporting import export_plan


@login_required
@require_safe
def stratml_export(request: AuthedRequest, pk: int | None = None) -> HttpResponse:
    """One plan as a file; without a key, the strategy that belongs to no plan."""
    require(can_see_strategy(request.user))
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk) if pk is not None else None
    export = export_plan(plan, user=request.user)
    response = HttpResponse(export.content, content_type="application/xml")
    response.headers["Content-Disposition"] = f'attachment; filename="{export.filename}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
