"""The way of an episode: waiting, triage, admission on one screen, transfers, re-opening."""

from django.urls import path

from clinics.views import admission, episodes, transfers, triage


urlpatterns = [
    path("waiting/", triage.WaitingList.as_view(), name="waiting-list"),
    path("episodes/<uuid:episode>/triage/", triage.Triage.as_view(), name="triage"),
    path("patients/<uuid:patient>/admission/", admission.Admission.as_view(), name="admission"),
    path("episodes/<uuid:episode>/reopen/", episodes.Reopen.as_view(), name="reopen"),
    path("episodes/<uuid:episode>/transfer/", transfers.Offer.as_view(), name="transfer-offer"),
    path("transfers/", transfers.Transfers.as_view(), name="transfers"),
    path("transfers/<uuid:transfer>/", transfers.Transfer.as_view(), name="transfer"),
    path("transfers/<uuid:transfer>/accept/", transfers.Accept.as_view(), name="transfer-accept"),
    path(
        "transfers/<uuid:transfer>/decline/", transfers.Decline.as_view(), name="transfer-decline"
    ),
    path(
        "transfers/<uuid:transfer>/withdraw/",
        transfers.Withdraw.as_view(),
        name="transfer-withdraw",
    ),
    path(
        "transfers/<uuid:transfer>/discharge/",
        transfers.Discharge.as_view(),
        name="transfer-discharge",
    ),
]
