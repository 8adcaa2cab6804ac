"""URLs that every private door shares: signing in and the health check."""

from django.urls import include, path

from ui.views import healthz


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("kernel.account_urls")),
    path("i18n/", include("ui.language_urls")),
]
