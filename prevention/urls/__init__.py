"""The rooms of prevention at the work door; one module for each."""

from prevention.urls import consent, delivery, results, services, sessions, surveys


urlpatterns = [
    *delivery.urlpatterns,
    *sessions.urlpatterns,
    *surveys.urlpatterns,
    *results.urlpatterns,
    *services.urlpatterns,
    *consent.urlpatterns,
]
