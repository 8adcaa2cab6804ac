"""The rooms behind the work door, under one namespace."""

from django.urls import include, path

from ui.views import healthz


app_name = "work"
urlpatterns = [
    path("", include("clinics.urls")),
    path("", include("kernel.urls")),
    path("prevention/", include("prevention.urls")),
    path("figures/", include("analytics.work_urls")),
    path("", include("cms.work_urls")),
    path("components/", include("ui.gallery_urls")),
    path("healthz", healthz, name="healthz"),
]
