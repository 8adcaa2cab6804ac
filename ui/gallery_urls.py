"""The gallery of components."""

from django.urls import path

from ui.views import gallery


urlpatterns = [path("", gallery, name="components")]
