"""Waves of questionnaires: plan, open, count, hand out, type in, close."""

from django.urls import path

from prevention.views import survey_entry, survey_links, surveys


GROUP = "surveys/<uuid:wave>/groups/<uuid:cohort>/"

urlpatterns = [
    path("surveys/", surveys.Waves.as_view(), name="prevention-waves"),
    path("surveys/plan/", surveys.Plan.as_view(), name="prevention-wave-plan"),
    path("surveys/<uuid:wave>/", surveys.WavePage.as_view(), name="prevention-wave"),
    path("surveys/<uuid:wave>/change/", surveys.Change.as_view(), name="prevention-wave-change"),
    path("surveys/<uuid:wave>/open/", surveys.Open.as_view(), name="prevention-wave-open"),
    path("surveys/<uuid:wave>/close/", surveys.Close.as_view(), name="prevention-wave-close"),
    path("surveys/<uuid:wave>/paper/", surveys.Paper.as_view(), name="prevention-wave-paper"),
    path(f"{GROUP}day/", surveys.Day.as_view(), name="prevention-wave-day"),
    path(f"{GROUP}link/", survey_links.MakeLink.as_view(), name="prevention-wave-link"),
    path(f"{GROUP}link/end/", survey_links.EndLink.as_view(), name="prevention-wave-link-end"),
    path(f"{GROUP}enter/", survey_entry.Enter.as_view(), name="prevention-wave-enter"),
    path(f"{GROUP}enter/code/", survey_entry.EnterCode.as_view(), name="prevention-wave-code"),
]
