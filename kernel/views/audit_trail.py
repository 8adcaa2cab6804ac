"""Reading and verifying the audit."""

from typing import Any

from django.http import HttpResponse
from django.views.generic import TemplateView

from kernel.actions.audit_trail import read_audit, verify_audit
from kernel.forms.audit import Filter
from kernel.forms.audit import Verify as VerifyForm
from kernel.permissions import Permission
from kernel.sealing import checkpoint
from kernel.trail import organisation_names
from kernel.verification import Verdict
from kernel.views.rooms import Act, Room, page_links, place_of


class Audit(Room, TemplateView):
    """What happened, newest first."""

    permission = Permission.AUDIT_READ
    template_name = "kernel/audit/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of events; reading it is an event too."""
        form = Filter(self.request.GET or None, viewer=self.viewer)
        filters = form.filters()
        page = read_audit(filters=filters, place=place_of(self.request), by=self.viewer)
        names = organisation_names(list(page.rows))
        rows = [(event, names.get(event.organisation_uid, "")) for event in page.rows]
        links = page_links(self.request, page)
        return super().get_context_data(
            form=form, rows=rows, is_filtered=bool(filters.used), **links, **kwargs
        )


class Verify(Act):
    """Recompute the chain, against a kept checkpoint if there is one."""

    permission = Permission.AUDIT_READ
    form_class, template_name = VerifyForm, "kernel/audit/verify.html"

    def act(self, form: Any) -> Verdict:
        """Verify."""
        return verify_audit(checkpoint=form.cleaned_data["checkpoint"], by=self.viewer)

    def answer(self, result: Verdict) -> HttpResponse:
        """Say in words what came out."""
        context = self.get_context_data(verdict=result, checkpoint=checkpoint())
        return self.render_to_response(context)
