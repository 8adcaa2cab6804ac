"""One entry of a record that is corrected or voided: loading it, and never losing what was typed.

Whoever comes second is answered, not turned away: what they typed stands beside what the other one
wrote, and is sent again against that (`clinics.views.conflicts`).
"""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clinics.actions import corrections
from clinics.forms import events as forms
from clinics.forms.fields import stored
from clinics.policies import can, check_is_current
from clinics.selectors.conflicts import before
from clinics.views import drafts
from clinics.views.base import Act, PatientAct, find


class OneEntry(PatientAct):
    """An act on one entry that the person may read, and that holds or held when they began."""

    def rows(self) -> QuerySet[Any]:
        """The entries that the person may read."""
        raise NotImplementedError

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the entry, and with it the patient.

        An entry that holds no more has no page, unless something was typed about it before.
        """
        Act.setup(self, request, *args, **kwargs)
        self.entry: Any = find(self.rows(), request=request, uid=kwargs["entry"])
        self.is_late = not can(check_is_current, self.entry)
        if self.is_late and request.method != "POST" and drafts.kept(self) is None:
            raise Http404
        self.patient = self.entry.episode.patient

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; a draft about what the entry was before is taken up where it was left."""
        if drafts.kept(self) is None and (left := drafts.left_before(self)):
            match: Any = request.resolver_match
            return redirect(match.view_name, **left)
        return super().get(request, *args, **kwargs)

    def drafted_as(self) -> list[dict[str, Any]]:
        """The addresses that the entry had before it was corrected."""
        return [self.address() | {"entry": uid} for uid in before(self.entry)]

    def afresh_url(self) -> str:
        """This form as it begins; the record, where the entry holds no more."""
        return self.back_url() if self.is_late else super().afresh_url()

    def as_stored(self) -> dict[str, Any]:
        """What this form would say of the entry, to set it beside what was typed."""
        return self.get_initial()

    def again(self, row: Any) -> tuple[str, dict[str, Any]]:
        """Where one's own version is sent over `row`, and what the form has to say besides."""
        match: Any = self.request.resolver_match
        return reverse(match.view_name, kwargs=self.address() | {"entry": row.uid}), {}


class Correct(OneEntry):
    """A row is replaced by another; the old one stays in the record."""

    verb = _("Save correction")
    lead = _("The old entry stays in the record and is marked as corrected.")
    done = _("Corrected.")
    action: Any = None
    parameter = "entry"
    copied: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()

    def get_initial(self) -> dict[str, Any]:
        """The entry as it reads now."""
        row = self.entry
        return {name: getattr(row, name) for name in self.copied} | {
            name: stored(getattr(row, name), getattr(row, f"{name}_null")) for name in self.answered
        }

    def perform(self, form: Any) -> Any:
        """Correct the entry."""
        return type(self).action(
            **{self.parameter: self.entry}, **form.arguments(), confirmed=self.confirmed(),
            now=self.now, by=self.request.user,
        )  # fmt: skip


class Void(OneEntry):
    """A row does not count; it stays in the record with the reason."""

    form_class = forms.Void
    title, verb, done = _("Void this entry"), _("Void"), _("Voided.")
    lead = _("The entry stays in the record, marked as voided, and counts nowhere.")
    action: Any = corrections.void

    def perform(self, form: Any) -> Any:
        """Void the entry."""
        return type(self).action(
            entry=self.entry, **form.arguments(), now=self.now, by=self.request.user
        )
