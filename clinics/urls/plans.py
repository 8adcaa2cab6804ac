"""The treatment plan."""

from django.urls import path

from clinics.views import plans


urlpatterns = [
    path("patients/<uuid:patient>/plan/", plans.Plan.as_view(), name="plan"),
    path("episodes/<uuid:episode>/plan/make/", plans.MakePlan.as_view(), name="plan-make"),
    path("plans/<uuid:entry>/review/", plans.ReviewPlan.as_view(), name="plan-review"),
    path("plans/<uuid:entry>/print/", plans.PrintPlan.as_view(), name="plan-print"),
]
