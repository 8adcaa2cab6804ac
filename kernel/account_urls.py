"""Signing in: allauth's pages, without those that let strangers in."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]
