"""The rules on consent of a country."""

from django.urls import path

from prevention.views import consent


urlpatterns = [
    path("consent/", consent.Consent.as_view(), name="prevention-consent"),
    path("consent/<slug:country>/", consent.Enter.as_view(), name="prevention-consent-enter"),
]
