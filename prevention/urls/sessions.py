"""The sessions of a group: plan, register, fidelity, adaptations."""

from django.urls import path

from prevention.views import recording, sessions


ONE = "sessions/<uuid:session>"
GROUP = "groups/<uuid:cohort>/sessions"

urlpatterns = [
    path("sessions/", sessions.Sessions.as_view(), name="prevention-sessions"),
    path("sessions/plan/", sessions.Plan.as_view(), name="prevention-sessions-plan"),
    path(f"{ONE}/", sessions.OneSession.as_view(), name="prevention-session"),
    path(f"{ONE}/record/", recording.Record.as_view(), name="prevention-session-record"),
    path(f"{ONE}/observe/", recording.Observe.as_view(), name="prevention-session-observe"),
    path(f"{ONE}/adapt/", sessions.Adapt.as_view(), name="prevention-session-adapt"),
    path(f"{ONE}/move/", sessions.Move.as_view(), name="prevention-session-move"),
    path(f"{ONE}/cancel/", sessions.Cancel.as_view(), name="prevention-session-cancel"),
    path(f"{ONE}/sheet/", recording.SessionSheet.as_view(), name="prevention-session-sheet"),
    path(f"{GROUP}/", sessions.GroupSessions.as_view(), name="prevention-cohort-sessions"),
    path(f"{GROUP}/plan/", sessions.PlanGroup.as_view(), name="prevention-sessions-group-plan"),
    path(f"{GROUP}/add/", sessions.Add.as_view(), name="prevention-sessions-add"),
    path(f"{GROUP}/past/", recording.LateEntry.as_view(), name="prevention-sessions-past"),
    path(f"{GROUP}/sheets/", recording.GroupSheets.as_view(), name="prevention-sessions-sheets"),
    path(
        "adaptations/<uuid:adaptation>/judge/", sessions.Judge.as_view(),
        name="prevention-adaptation-judge",
    ),
]  # fmt: skip
