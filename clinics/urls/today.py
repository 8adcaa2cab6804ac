"""The start of the day and the palette."""

from django.urls import path

from clinics.views import caseload, palette, today


urlpatterns = [
    path("today/", today.Today.as_view(), name="today"),
    path("go/", palette.Palette.as_view(), name="palette"),
    path("patients/filters/", caseload.Filters.as_view(), name="filters"),
]
