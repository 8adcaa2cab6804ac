"""What people of the work door read of the site's content."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cms.standing import alerts_for_professionals
from kernel.permissions import Permission, has_somewhere


class Alerts(TemplateView):
    """The alerts that stand, with findings and notes on treatment."""

    template_name = "cms/work/alerts.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """There is nothing here for who neither treats nor resolves names of substances."""
        allowed = (Permission.RECORD_READ, Permission.SUBSTANCE_RESOLVE)
        if not any(has_somewhere(request.user, permission) for permission in allowed):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the alerts of this moment."""
        alerts = alerts_for_professionals(at=timezone.now())
        return super().get_context_data(**kwargs) | {"title": _("Health alerts"), "alerts": alerts}
