"""Screens of the administrator, the clinic manager and the auditor, at the work door."""

from django.urls import path

from kernel.views import audit_trail, organisations, people


urlpatterns = [
    path("people/", people.People.as_view(), name="people"),
    path("people/invite/", people.Invite.as_view(), name="person-invite"),
    path("people/<uuid:uid>/", people.Person.as_view(), name="person"),
    path("people/<uuid:uid>/withdraw/", people.Withdraw.as_view(), name="person-withdraw"),
    path("people/<uuid:uid>/link/", people.NewLink.as_view(), name="person-link"),
    path("people/<uuid:uid>/retire/", people.Retire.as_view(), name="person-retire"),
    path("people/<uuid:uid>/reinstate/", people.Reinstate.as_view(), name="person-reinstate"),
    path(
        "people/<uuid:uid>/second-factor/",
        people.ResetSecondFactor.as_view(),
        name="person-second-factor",
    ),
    path("organisations/", organisations.Organisations.as_view(), name="organisations"),
    path("organisations/add/", organisations.Add.as_view(), name="organisation-add"),
    path("organisations/<uuid:uid>/", organisations.One.as_view(), name="organisation"),
    path(
        "organisations/<uuid:uid>/retire/",
        organisations.Retire.as_view(),
        name="organisation-retire",
    ),
    path("audit/", audit_trail.Audit.as_view(), name="audit"),
    path("audit/verify/", audit_trail.Verify.as_view(), name="audit-verify"),
]
