"""Withdrawing a release: a page that asks why, and says what follows."""

from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import FormView

from analytics import forms
from analytics.actions.withdrawing import withdraw_release
from analytics.views.base import Figures
from analytics.views.programmes import release_of
from analytics.views.releases import releases_of
from kernel.errors import Refused


class Withdraw(Figures, FormView):
    """Ask for the reason; then nobody can take the files any more."""

    form_class, template_name = forms.Withdraw, "analytics/withdraw.html"

    @cached_property
    def release(self) -> Any:
        """The release of the address, if it is the viewer's."""
        return self.find(releases_of(self), self.kwargs["uid"])

    def page_of_release(self) -> str:
        """Where it is read."""
        return self.at.url("release", self.release.uid)

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
        return redirect(self.page_of_release())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The release that would be withdrawn."""
        return super().get_context_data(
            release=self.release, back_url=self.page_of_release(), **self.frame(), **kwargs
        )


class WithdrawProgrammes(Withdraw):
    """The same of figures of programmes."""

    @cached_property
    def release(self) -> Any:
        """The figures of the address, if they are the viewer's."""
        return release_of(self, self.kwargs["uid"])

    def page_of_release(self) -> str:
        """Where they are read."""
        return self.at.url("programme", self.release.uid)
