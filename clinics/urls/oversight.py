"""The manager's room, and what is missing from records."""

from django.urls import path

from clinics.views import oversight


urlpatterns = [
    path("clinic/", oversight.Oversight.as_view(), name="oversight"),
    path("clinic/missing/", oversight.Missing.as_view(), name="oversight-missing"),
    path("clinic/missing/print/", oversight.PrintMissing.as_view(), name="oversight-print"),
    path("missing/", oversight.OwnMissing.as_view(), name="quality"),
]
