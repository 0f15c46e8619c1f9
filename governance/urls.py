"""Addresses of Home, line of sight and packs."""

from django.urls import URLPattern, URLResolver, path

from governance.views import figures, gaps, home, sight

app_name = "governance"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("sight/", sight.sight, name="sight"),
    path("sight/gaps/", gaps.gap_list, name="gap_list"),
    path("sight/gaps/<slug:slug>/", gaps.gap_detail, name="gap_detail"),
    path("sight/money/", figures.money, name="money"),
    path("sight/figures/<slug:key>/", figures.figure, name="figure"),
]
