"""The clinician's screens at the work door, under its namespace; one module for each room."""

from clinics.urls import (
    appointments,
    dispensing,
    health,
    measures,
    merging,
    oversight,
    papers,
    pathway,
    plans,
    record,
    stock,
    substances,
    today,
)


urlpatterns = [
    *record.urlpatterns,
    *dispensing.urlpatterns,
    *papers.urlpatterns,
    *pathway.urlpatterns,
    *measures.urlpatterns,
    *merging.urlpatterns,
    *oversight.urlpatterns,
    *plans.urlpatterns,
    *health.urlpatterns,
    *substances.urlpatterns,
    *stock.urlpatterns,
    *today.urlpatterns,
    *appointments.urlpatterns,
]
