"""The addresses of the product, and the component kit beside them, for the tests of the look."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from big.urls import urlpatterns as of_the_product
from tests.look.kit import kit


def show_kit(request: HttpRequest) -> HttpResponse:
    """The kit with its context."""
    return render(request, "kit.html", {"kit": kit()})


def show_panel(request: HttpRequest) -> HttpResponse:
    """A list beside which a record opens in the panel; for htmx the panel alone, open or closed."""
    is_open = "record" in request.GET
    if "HX-Request" not in request.headers:
        return render(request, "tests_look/list.html", {"is_open": is_open})
    if not is_open:
        return HttpResponse('<div id="panel" hidden></div>')
    return render(request, "tests_look/panel.html", {"close_url": "/list/", "close_label": "C-1", "close_swaps": True})


def show_error(request: HttpRequest, code: str) -> HttpResponse:
    """One of the error pages."""
    return render(request, f"{code}.html", status=int(code[:3]))


urlpatterns = [
    path("kit/", show_kit),
    path("list/", show_panel),
    path("error/<str:code>/", show_error),
    *of_the_product,
]
