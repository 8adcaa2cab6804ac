"""Appointments, the calendar and groups."""

from django.urls import path

from clinics.views import appointments, groups


urlpatterns = [
    path("calendar/", appointments.Calendar.as_view(), name="calendar"),
    path(
        "patients/<uuid:patient>/appointments/",
        appointments.Appointments.as_view(),
        name="appointments",
    ),
    path(
        "episodes/<uuid:episode>/appointments/make/",
        appointments.Make.as_view(),
        name="make-appointment",
    ),
    path(
        "appointments/<uuid:appointment>/came/",
        appointments.Keep.as_view(),
        name="appointment-keep",
    ),
    path(
        "appointments/<uuid:appointment>/missed/",
        appointments.Miss.as_view(),
        name="appointment-miss",
    ),
    path(
        "appointments/<uuid:appointment>/move/",
        appointments.Move.as_view(),
        name="appointment-move",
    ),
    path(
        "appointments/<uuid:appointment>/cancel/",
        appointments.Cancel.as_view(),
        name="appointment-cancel",
    ),
    path(
        "appointments/<uuid:appointment>/remind/",
        appointments.Remind.as_view(),
        name="appointment-remind",
    ),
    path("groups/", groups.Groups.as_view(), name="groups"),
    path("groups/begin/", groups.Make.as_view(), name="group-make"),
    path("groups/<uuid:group>/", groups.Group.as_view(), name="group"),
    path("groups/<uuid:group>/change/", groups.Change.as_view(), name="group-change"),
    path("groups/<uuid:group>/meet/", groups.Session.as_view(), name="group-session"),
]
