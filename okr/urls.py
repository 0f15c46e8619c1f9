"""Addresses of strategy, objectives and key results."""

from django.urls import URLPattern, URLResolver

app_name = "okr"
urlpatterns: list[URLPattern | URLResolver] = []
