"""The rooms of the ministry door."""

from django.urls import path

from analytics.views import Home


urlpatterns = [path("", Home.as_view(), name="home")]
