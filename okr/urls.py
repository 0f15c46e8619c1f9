"""Addresses of strategy, objectives and key results."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "okr"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("okr.stratml.urls")),
]
