"""The worker answers its health check and nothing else."""

from django.urls import path

from ui.views import healthz


urlpatterns = [path("healthz", healthz, name="healthz")]
