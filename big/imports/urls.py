"""Addresses of the import wizard."""

from django.urls import path

from big.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.run_list, name="run_list"),
    path("new/", views.choose, name="choose"),
    path("new/<slug:key>/", views.upload, name="upload"),
    path("<int:pk>/", views.run_detail, name="run_detail"),
    path("<int:pk>/apply/", views.run_apply, name="run_apply"),
    path("<int:pk>/discard/", views.run_discard, name="run_discard"),
]
