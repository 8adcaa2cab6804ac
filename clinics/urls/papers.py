"""Papers of one patient."""

from django.urls import path

from clinics.views import papers


urlpatterns = [
    path("patients/<uuid:patient>/papers/", papers.Papers.as_view(), name="papers"),
    path("patients/<uuid:patient>/papers/card/", papers.Card.as_view(), name="card-pdf"),
    path("patients/<uuid:patient>/papers/summary/", papers.Summary.as_view(), name="summary-pdf"),
    path("patients/<uuid:patient>/papers/letter/", papers.Letter.as_view(), name="letter-pdf"),
    path("patients/<uuid:patient>/papers/all/", papers.Subject.as_view(), name="subject-pdf"),
]
