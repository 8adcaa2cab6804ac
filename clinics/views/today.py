"""The page that a clinician's, a nurse's or a case worker's day begins with."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from clinics.selectors.today import today_of
from clinics.selectors.today_due import WHOSE


LABELS = {"all": _("All"), "site": _("My site"), "mine": _("My patients")}


class Today(TemplateView):
    """What is due, most urgent first; who is expected; one button for each."""

    template_name = "clinics/today/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The day of the person who looks."""
        now = timezone.now()
        page = today_of(viewer=self.request.user, whose=self.request.GET.get("whose", ""), now=now)
        return super().get_context_data(
            page=page, today=timezone.localdate(now), strip=page.dosing or page.visits.ahead,
            filters=[(name, LABELS[name]) for name in WHOSE], **kwargs,
        )  # fmt: skip
