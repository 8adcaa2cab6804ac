"""All doors under prefixes on one port: development, demonstration and tests."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from ui.views import healthz


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("kernel.account_urls")),
    path("i18n/", include("ui.language_urls")),
    path("office/", include("config.urls.office_rooms")),
    path("work/", include("config.urls.work_rooms")),
    path("ministry/", include("config.urls.ministry_rooms")),
    path("s/", include("prevention.public_urls")),
    path("", include("cms.urls")),
    *i18n_patterns(path("", include("cms.page_urls")), prefix_default_language=False),
]
handler404 = "cms.views.not_found"
