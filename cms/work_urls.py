"""The site's content at the work door."""

from django.urls import path

from cms.work_views import Alerts


urlpatterns = [path("alerts/", Alerts.as_view(), name="alerts")]
