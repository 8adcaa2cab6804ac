"""Names of substances: finding one, and the expert's queue."""

from django.urls import path

from clinics.views import substances, terms


urlpatterns = [
    path("substances/", substances.Substances.as_view(), name="substances"),
    path("terms/", terms.Terms.as_view(), name="terms"),
    path("terms/<uuid:uid>/", terms.Term.as_view(), name="term"),
    path("terms/<uuid:uid>/add/", terms.AddSubstance.as_view(), name="term-add"),
    path("terms/<uuid:uid>/set-aside/", terms.SetAside.as_view(), name="term-set-aside"),
]
