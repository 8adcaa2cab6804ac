"""Addresses of the office beside Wagtail's own."""

from django.urls import path

from cms.office import reports, views


app_name = "cms_office"
urlpatterns = [
    path("send/<int:page_id>/", views.send, name="send"),
    path("words/<int:page_id>/", views.words, name="words"),
    *reports.urlpatterns(),
]
