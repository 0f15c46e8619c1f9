"""Addresses of webhooks, under Settings."""

from django.urls import path

from big.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.webhook_list, name="webhook_list"),
    path("create/", views.webhook_create, name="webhook_create"),
    path("<int:pk>/", views.webhook_detail, name="webhook_detail"),
    path("<int:pk>/edit/", views.webhook_edit, name="webhook_edit"),
    path("<int:pk>/pause/", views.webhook_pause, name="webhook_pause"),
    path("<int:pk>/resume/", views.webhook_resume, name="webhook_resume"),
    path("<int:pk>/retire/", views.webhook_retire, name="webhook_retire"),
    path("<int:pk>/secret/", views.secret_rotate, name="secret_rotate"),
    path("<int:pk>/test/", views.test_send, name="test_send"),
    path("deliveries/<int:pk>/again/", views.delivery_send_again, name="delivery_send_again"),
]
