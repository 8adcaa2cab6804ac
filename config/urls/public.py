"""The public site: pages for anyone, no sign-in."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from ui.views import healthz


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("i18n/", include("ui.language_urls")),
    path("s/", include("prevention.public_urls")),
    path("", include("cms.urls")),
    *i18n_patterns(path("", include("cms.page_urls")), prefix_default_language=False),
]
handler404 = "cms.views.not_found"
