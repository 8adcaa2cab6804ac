"""Measures and the wording of questionnaires."""

from django.urls import path

from clinics.views import measures, settings


urlpatterns = [
    path("patients/<uuid:patient>/measures/", measures.Measures.as_view(), name="measures"),
    path(
        "episodes/<uuid:episode>/measures/<slug:instrument>/",
        measures.Fill.as_view(),
        name="measure",
    ),
    path(
        "episodes/<uuid:episode>/measures/<slug:instrument>/score/",
        measures.Score.as_view(),
        name="measure-score",
    ),
    path(
        "measures/<uuid:entry>/correct/", measures.CorrectMeasure.as_view(), name="measure-correct"
    ),
    path("measures/<uuid:entry>/void/", measures.VoidMeasure.as_view(), name="measure-void"),
    path("settings/measures/", settings.MeasureSchedule.as_view(), name="measure-schedule"),
    path("measure-texts/", measures.Texts.as_view(), name="measure-texts"),
]
