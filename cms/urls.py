"""Addresses of the public site that carry no language."""

from django.urls import include, path

from cms.views import robots, sitemap


urlpatterns = [
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", robots, name="robots"),
    path("", include("cms.media_urls")),
]
