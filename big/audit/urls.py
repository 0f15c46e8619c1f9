"""Addresses of the Activity page and of histories."""

from django.urls import URLPattern, URLResolver, path

from big.audit import views
from big.audit.changed import views as changed

app_name = "audit"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.activity, name="activity"),
    path("export.csv", views.activity_export, name="export"),
    path("changed/", changed.changed, name="changed"),
    path("changed/export.csv", changed.changed_export, name="changed_export"),
    path("of/<str:kind>/<int:pk>/", views.history, name="history"),
    path("to/<str:kind>/<int:pk>/", views.record, name="record"),
]
