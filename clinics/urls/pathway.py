"""The way of an episode: waiting, triage, admission on one screen, transfers, re-opening."""

from django.urls import path

from clinics.views import admission, episodes, triage


urlpatterns = [
    path("waiting/", triage.WaitingList.as_view(), name="waiting-list"),
    path("episodes/<uuid:episode>/triage/", triage.Triage.as_view(), name="triage"),
    path("patients/<uuid:patient>/admission/", admission.Admission.as_view(), name="admission"),
    path("episodes/<uuid:episode>/reopen/", episodes.Reopen.as_view(), name="reopen"),
]
