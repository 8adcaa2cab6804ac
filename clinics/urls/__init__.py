"""The clinician's screens at the work door, under its namespace; one module for each room."""

from clinics.urls import (
    appointments,
    dispensing,
    measures,
    merging,
    pathway,
    plans,
    record,
    stock,
    today,
)


urlpatterns = [
    *record.urlpatterns,
    *dispensing.urlpatterns,
    *pathway.urlpatterns,
    *measures.urlpatterns,
    *merging.urlpatterns,
    *plans.urlpatterns,
    *stock.urlpatterns,
    *today.urlpatterns,
    *appointments.urlpatterns,
]
