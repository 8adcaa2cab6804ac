"""Two records of one person, and changes of a name."""

from django.urls import path

from clinics.views import merging


urlpatterns = [
    path("merges/", merging.Merges.as_view(), name="merges"),
    path("merges/<uuid:merge>/decide/", merging.Decide.as_view(), name="merge-decide"),
    path("patients/<uuid:patient>/merge/", merging.Propose.as_view(), name="merge"),
    path("patients/<uuid:patient>/name/change/", merging.ChangeName.as_view(), name="name-change"),
    path("patients/<uuid:patient>/name/former/", merging.FormerName.as_view(), name="name-former"),
]
