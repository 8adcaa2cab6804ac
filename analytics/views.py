"""The ministry portal."""

from django.views.generic import TemplateView


class Home(TemplateView):
    """The list of releases; empty until the first one is compiled."""

    template_name = "analytics/home.html"
