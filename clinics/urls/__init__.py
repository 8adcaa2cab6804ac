"""The clinician's screens at the work door, under its namespace; one module for each room."""

from clinics.urls import measures, pathway, plans, record


urlpatterns = [
    *record.urlpatterns,
    *pathway.urlpatterns,
    *measures.urlpatterns,
    *plans.urlpatterns,
]
