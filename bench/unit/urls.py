"""The unit's one view, at its one address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from bench.unit.models import Thing


def things(request: HttpRequest) -> HttpResponse:
    """Fifty rows of one state, the latest first, with the name of their kind."""
    found = Thing.objects.filter(state=1).order_by("-changed_at")
    rows = found.values("code", "name", "state", "changed_at", "amount", "kind__name")[:50]
    return render(request, "things.html", {"rows": rows})


urlpatterns = [path("", things)]
