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
    """A list beside which a record opens in the panel; the panel alone for htmx."""
    name = "tests_look/panel.html" if "record" in request.GET else "tests_look/list.html"
    if "record" in request.GET and "HX-Request" not in request.headers:
        name = "tests_look/list.html"
    return render(request, name, {"is_open": "record" in request.GET})


def show_error(request: HttpRequest, code: str) -> HttpResponse:
    """One of the error pages."""
    return render(request, f"{code}.html", status=int(code[:3]))


urlpatterns = [
    path("kit/", show_kit),
    path("list/", show_panel),
    path("error/<str:code>/", show_error),
    *of_the_product,
]
