"""What the public door has of prevention: the links under which groups answer."""

from django.urls import re_path

from prevention.views.answering import Answer


urlpatterns = [re_path(r"^(?P<token>[^/]+)/?$", Answer.as_view(), name="survey")]
