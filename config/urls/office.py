"""The office door on its own host."""

from django.urls import include, path

from config.urls.private import urlpatterns as private


urlpatterns = [
    *private,
    path("", include("cms.media_urls")),
    path("", include("config.urls.office_rooms")),
]
