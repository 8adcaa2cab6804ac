"""The work door: clinicians, case workers, NGO staff who deliver programmes, administrators."""

from django.urls import include, path

from config.urls.private import urlpatterns as private


urlpatterns = [*private, path("", include("config.urls.work_rooms"))]
