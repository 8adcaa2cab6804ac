"""The clinician's screens at the work door, under its namespace; one module for each room."""

from clinics.urls import record


urlpatterns = [
    *record.urlpatterns,
]
