"""Addresses of what belongs to no app: search, theme, health."""

from django.urls import URLPattern, URLResolver, path

from big.core.search_views import search, suggest
from big.core.theme import set_theme

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", search, name="search"),
    path("theme/", set_theme, name="theme"),
    path("suggest/<slug:key>/", suggest, name="suggest"),
]
