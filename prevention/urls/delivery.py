"""Implementations, sites, groups, people who deliver, costs, quality."""

from django.urls import URLPattern, path

from prevention.views import cohorts, costs, incidents, overrides, people, quality, runs, sites


urlpatterns: list[URLPattern] = [
    path("runs/", runs.Runs.as_view(), name="prevention-runs"),
    path("runs/plan/", runs.Plan.as_view(), name="prevention-plan"),
    path("runs/<uuid:run>/", runs.Run.as_view(), name="prevention-run"),
    path("runs/<uuid:run>/edit/", runs.Change.as_view(), name="prevention-run-edit"),
    path("runs/<uuid:run>/move/<slug:move>/", runs.Move.as_view(), name="prevention-run-move"),
    path("runs/<uuid:run>/groups/", cohorts.Groups.as_view(), name="prevention-run-groups"),
    path("runs/<uuid:run>/groups/add/", cohorts.Add.as_view(), name="prevention-cohort-add"),
    path("runs/<uuid:run>/people/", people.OfRun.as_view(), name="prevention-run-people"),
    path("runs/<uuid:run>/quality/", quality.Quality.as_view(), name="prevention-run-quality"),
    path(
        "runs/<uuid:run>/quality/<slug:stage>/", quality.Stage.as_view(),
        name="prevention-quality-stage",
    ),
    path("runs/<uuid:run>/costs/", costs.Costs.as_view(), name="prevention-run-costs"),
    path("runs/<uuid:run>/costs/add/", costs.Add.as_view(), name="prevention-cost-add"),
    path("costs/<uuid:cost>/", costs.Change.as_view(), name="prevention-cost"),
    path(
        "runs/<uuid:run>/incidents/", incidents.Incidents.as_view(),
        name="prevention-run-incidents",
    ),
    path(
        "runs/<uuid:run>/incidents/add/", incidents.Log.as_view(), name="prevention-incident-add"
    ),
    path(
        "incidents/<uuid:incident>/close/", incidents.Close.as_view(),
        name="prevention-incident-close",
    ),
    path(
        "runs/<uuid:run>/override/<slug:rule>/", overrides.Ask.as_view(),
        name="prevention-override-ask",
    ),
    path("overrides/", overrides.Overrides.as_view(), name="prevention-overrides"),
    path("overrides/<uuid:override>/", overrides.Decide.as_view(), name="prevention-override"),
    path("groups/<uuid:cohort>/", cohorts.Group.as_view(), name="prevention-cohort"),
    path("groups/<uuid:cohort>/edit/", cohorts.Change.as_view(), name="prevention-cohort-edit"),
    path("groups/<uuid:cohort>/move/", cohorts.Move.as_view(), name="prevention-cohort-move"),
    path(
        "register/<uuid:participant>/leave/", cohorts.Leave.as_view(),
        name="prevention-participant-leave",
    ),
    path("sites/", sites.Sites.as_view(), name="prevention-sites"),
    path("sites/add/", sites.Add.as_view(), name="prevention-site-add"),
    path("sites/<uuid:site>/", sites.Change.as_view(), name="prevention-site"),
    path("sites/<uuid:site>/retire/", sites.Retire.as_view(), name="prevention-site-retire"),
    path("people/", people.People.as_view(), name="prevention-people"),
    path("people/add/", people.Add.as_view(), name="prevention-person-add"),
    path("people/<uuid:person>/", people.Person.as_view(), name="prevention-person"),
    path("people/<uuid:person>/edit/", people.Change.as_view(), name="prevention-person-edit"),
    path("people/<uuid:person>/retire/", people.Retire.as_view(), name="prevention-person-retire"),
    path(
        "people/<uuid:person>/training/", people.AddTraining.as_view(),
        name="prevention-training-add",
    ),
]  # fmt: skip
