"""Addresses of what belongs to no app: search, theme, health."""

from django.urls import URLPattern, URLResolver, path

from big.core.theme import set_theme

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = [
    path("theme/", set_theme, name="theme"),
]
