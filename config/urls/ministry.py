"""The ministry door: figures and reports."""

from django.urls import include, path

from config.urls.private import urlpatterns as private


urlpatterns = [*private, path("", include("config.urls.ministry_rooms"))]
