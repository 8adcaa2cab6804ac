"""Addresses of the public site that carry no language."""

from django.urls import include, path

from cms.views import leave, robots, sitemap, worker


urlpatterns = [
    path("exit/", leave, name="leave"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("worker.js", worker, name="worker"),
    path("robots.txt", robots, name="robots"),
    path("", include("cms.media_urls")),
]
