"""The public site: pages for anyone, no sign-in."""

from django.urls import include, path

from ui.views import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("i18n/", include("ui.language_urls")),
    path("", include("cms.urls")),
]
