"""Addresses of explained figures."""

from django.urls import URLPattern, URLResolver, path

from big.provenance import views

app_name = "provenance"
urlpatterns: list[URLPattern | URLResolver] = [path("<slug:key>/", views.figure_detail, name="figure")]
