"""The clinician's screens at the work door, under its namespace; one module for each room."""

from clinics.urls import pathway, record


urlpatterns = [
    *record.urlpatterns,
    *pathway.urlpatterns,
]
