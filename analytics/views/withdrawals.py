"""Withdrawing a release: a page that asks why, and says what follows."""

from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import FormView

from analytics import forms
from analytics.actions.withdrawing import withdraw_release
from analytics.models import Release
from analytics.views.base import Figures
from analytics.views.releases import releases_of
from kernel.errors import Refused


class Withdraw(Figures, FormView):
    """Ask for the reason; then nobody can take the files any more."""

    form_class, template_name = forms.Withdraw, "analytics/withdraw.html"

    @cached_property
    def release(self) -> Release:
        """The release of the address, if it is the viewer's."""
        found: Release = self.find(releases_of(self), self.kwargs["uid"])
        return found

    def form_valid(self, form: forms.Withdraw) -> HttpResponse:
        """Withdraw it; a refusal stands above the form."""
        try:
            withdraw_release(
                release=self.release,
                reason=form.cleaned_data["reason"],
                by=self.request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return redirect(self.at.url("release", self.release.uid))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The release that would be withdrawn."""
        back_url = self.at.url("release", self.release.uid)
        return super().get_context_data(
            release=self.release, back_url=back_url, **self.frame(), **kwargs
        )
