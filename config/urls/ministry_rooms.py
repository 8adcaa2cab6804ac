"""The rooms behind the ministry door, under one namespace."""

from django.urls import include, path

from ui.views import healthz


app_name = "ministry"
urlpatterns = [
    path("", include("analytics.urls")),
    path("healthz", healthz, name="healthz"),
]
