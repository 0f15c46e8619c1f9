"""Addresses of Home, line of sight and packs."""

from django.urls import URLPattern, URLResolver, path

from governance.views import figures, gaps, home, packs, proofs, sight

app_name = "governance"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("sight/", sight.sight, name="sight"),
    path("sight/gaps/", gaps.gap_list, name="gap_list"),
    path("sight/gaps/<slug:slug>/", gaps.gap_detail, name="gap_detail"),
    path("sight/money/", figures.money, name="money"),
    path("sight/figures/<slug:key>/", figures.figure, name="figure"),
    path("packs/", packs.pack_list, name="pack_list"),
    path("packs/build/<slug:code>/", packs.pack_build, name="pack_build"),
    path("packs/found/", packs.pack_found, name="pack_found"),
    path("packs/check/", proofs.pack_check, name="pack_check"),
    path("packs/<slug:code>/", packs.pack_detail, name="pack_detail"),
    path("packs/<slug:code>/pdf/", packs.pack_pdf, name="pack_pdf"),
    path("packs/<slug:code>/issue/", packs.pack_issue, name="pack_issue"),
    path("packs/<slug:code>/again/", proofs.pack_again, name="pack_again"),
]
