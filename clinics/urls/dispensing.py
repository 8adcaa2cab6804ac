"""Opioid agonist treatment: prescriptions, the round, and the rules on missed doses."""

from django.urls import path

from clinics.views import prescriptions, rounds


urlpatterns = [
    path("round/", rounds.Round.as_view(), name="round"),
    path("round/<uuid:patient>/", rounds.RoundPatient.as_view(), name="round-patient"),
    path("round/<uuid:patient>/agreed/", rounds.RoundAgreed.as_view(), name="round-agreed"),
    path(
        "patients/<uuid:patient>/medicine/", prescriptions.MedicinePart.as_view(), name="medicine"
    ),
    path("episodes/<uuid:episode>/prescribe/", prescriptions.Prescribe.as_view(), name="prescribe"),
    path(
        "episodes/<uuid:episode>/prescription/end/",
        prescriptions.EndPrescription.as_view(),
        name="end-prescription",
    ),
    path(
        "episodes/<uuid:episode>/take-home/agree/",
        prescriptions.AgreeTakeHome.as_view(),
        name="agree-take-home",
    ),
    path("episodes/<uuid:episode>/hold/", prescriptions.HoldDosing.as_view(), name="hold-dosing"),
    path("episodes/<uuid:episode>/hold/lift/", prescriptions.LiftHold.as_view(), name="lift-hold"),
    path("settings/missed-doses/", prescriptions.MissedRules.as_view(), name="missed-rules"),
    path(
        "settings/missed-doses/set/",
        prescriptions.SetMissedRules.as_view(),
        name="set-missed-rules",
    ),
]
