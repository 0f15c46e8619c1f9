"""Addresses of plan files, included by okr.urls."""

from django.urls import path

from okr.stratml import views

urlpatterns = [
    path("strategy/export.stratml", views.stratml_export, name="strategy_export"),
    path("strategy/plans/<int:pk>/export.stratml", views.stratml_export, name="stratml_export"),
]
