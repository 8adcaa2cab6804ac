"""The manager's room, and what is missing from records."""

from django.urls import path

from clinics.views import oversight, settings


urlpatterns = [
    path("clinic/", oversight.Oversight.as_view(), name="oversight"),
    path("clinic/missing/", oversight.Missing.as_view(), name="oversight-missing"),
    path("clinic/missing/print/", oversight.PrintMissing.as_view(), name="oversight-print"),
    path("settings/count/", settings.Tolerances.as_view(), name="stock-tolerances"),
    path("settings/names/lock/", settings.LockNames.as_view(), name="names-lock"),
    path("settings/names/unlock/", settings.UnlockNames.as_view(), name="names-unlock"),
    path("missing/", oversight.OwnMissing.as_view(), name="quality"),
]
