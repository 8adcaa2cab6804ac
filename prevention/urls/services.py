"""Service points of an organisation."""

from django.urls import path

from prevention.views import services


urlpatterns = [
    path("services/", services.Services.as_view(), name="prevention-services"),
    path("services/add/", services.Write.as_view(), name="prevention-service-add"),
    path("services/<uuid:service>/", services.Edit.as_view(), name="prevention-service"),
    path(
        "services/<uuid:service>/verify/", services.Verify.as_view(),
        name="prevention-service-verify",
    ),
    path(
        "services/<uuid:service>/retire/", services.Retire.as_view(),
        name="prevention-service-retire",
    ),
]  # fmt: skip
