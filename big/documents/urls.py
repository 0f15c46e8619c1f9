"""Addresses of documents and their files."""

from django.urls import path

from big.documents import views

app_name = "documents"
urlpatterns = [
    path("<int:pk>/", views.document_detail, name="document_detail"),
    path("<int:pk>/versions/<int:number>/", views.version_download, name="version_download"),
]
