"""The part Health of a record, and what stands apart from it."""

from django.urls import path

from clinics.views import health, restricted


KINDS = {
    "test": (health.RecordTest, health.CorrectTest),
    "care": (health.RecordCare, health.CorrectCare),
    "vaccination": (health.RecordVaccination, health.CorrectVaccination),
    "pregnancy": (health.RecordPregnancy, health.CorrectPregnancy),
    "children": (health.RecordChildren, health.CorrectChildren),
    "overdose": (health.RecordOverdose, health.CorrectOverdose),
    "naloxone": (health.RecordNaloxone, health.CorrectNaloxone),
    "diagnosis": (health.RecordDiagnosis, health.CorrectDiagnosis),
}
"""Kind of entry -> its forms."""

urlpatterns = [
    path("patients/<uuid:patient>/health/", health.Health.as_view(), name="health"),
    *(
        path(
            f"episodes/<uuid:episode>/health/{kind}/", record.as_view(), name=f"health-{kind}"
        )
        for kind, (record, _correct) in KINDS.items()
    ),
    *(
        path(
            f"health/{kind}/<uuid:entry>/correct/", correct.as_view(),
            name=f"health-{kind}-correct",
        )
        for kind, (_record, correct) in KINDS.items()
    ),
    *(
        path(
            f"health/{kind}/<uuid:entry>/void/", health.Void.as_view(kind=kind),
            name=f"health-{kind}-void",
        )
        for kind in KINDS
    ),
    path("health/test/<uuid:entry>/result/", health.Result.as_view(), name="health-result"),
    path(
        "health/diagnosis/<uuid:entry>/end/", health.EndDiagnosis.as_view(),
        name="health-diagnosis-end",
    ),
    path("patients/<uuid:patient>/violence/", restricted.Violence.as_view(), name="violence"),
    path(
        "episodes/<uuid:episode>/violence/screen/", restricted.ScreenViolence.as_view(),
        name="violence-screen",
    ),
    path(
        "violence/<uuid:entry>/correct/", restricted.CorrectViolence.as_view(),
        name="violence-correct",
    ),
    path("violence/<uuid:entry>/void/", restricted.VoidViolence.as_view(), name="violence-void"),
    path(
        "patients/<uuid:patient>/safeguarding/", restricted.Safeguarding.as_view(),
        name="safeguarding",
    ),
    path(
        "episodes/<uuid:episode>/safeguarding/record/", restricted.RecordSafeguarding.as_view(),
        name="safeguarding-record",
    ),
    path(
        "safeguarding/<uuid:entry>/correct/", restricted.CorrectSafeguarding.as_view(),
        name="safeguarding-correct",
    ),
    path(
        "safeguarding/<uuid:entry>/void/", restricted.VoidSafeguarding.as_view(),
        name="safeguarding-void",
    ),
]  # fmt: skip
