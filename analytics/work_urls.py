"""The rooms of the work door: a clinic's own figures, for its manager."""

from analytics.urls import rooms
from analytics.views.base import CLINIC


app_name = "figures"
urlpatterns = rooms(CLINIC)
