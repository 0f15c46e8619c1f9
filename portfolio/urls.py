"""Addresses of work over the four streams."""

from django.urls import URLPattern, URLResolver, path

from portfolio.views import capacity, snapshots

app_name = "portfolio"
urlpatterns: list[URLPattern | URLResolver] = [
    path("capacity/", capacity.capacity, name="capacity"),
    path("compare/", snapshots.snapshot_compare, name="snapshot_compare"),
]
