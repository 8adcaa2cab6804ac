"""Addresses of the public site that carry no language."""

from django.conf import settings
from django.urls import path
from django.views.static import serve

from cms.views import robots, sitemap


urlpatterns = [
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", robots, name="robots"),
    path(
        "media/images/<path:path>",
        serve,
        {"document_root": settings.MEDIA_ROOT / "images"},
    ),
]
