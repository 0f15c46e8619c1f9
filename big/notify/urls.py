"""Addresses of links from mails, of one's own notifications, and of the outbox."""

from django.urls import path

from big.notify import views

app_name = "notify"
urlpatterns = [
    path("", views.notifications, name="notifications"),
    path("kinds/", views.kinds_edit, name="kinds_edit"),
    path("hours/", views.hours_edit, name="hours_edit"),
    path("absences/create/", views.absence_create, name="absence_create"),
    path("absences/<int:pk>/remove/", views.absence_remove, name="absence_remove"),
    path("test/", views.test_send, name="test_send"),
    path("link/<str:secret>/", views.link, name="link"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<int:pk>/again/", views.message_send_again, name="message_send_again"),
    path("kept/", views.kept_list, name="kept_list"),
    path("kept/<int:pk>/", views.kept_detail, name="kept_detail"),
]
