"""Two records of one person: proposed, decided by another person, undone; and changes of a name."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from clinics.actions import merging, patients
from clinics.forms import merging as forms
from clinics.selectors.merging import merges, patient_by_code, visible_merges
from clinics.views.base import PatientAct, find, note_refusal
from kernel.errors import Refused


class Propose(PatientAct):
    """This record and another are one person's: a second person decides."""

    form_class = forms.Merge
    title, verb = _("Merge with another record"), _("Propose the merge")
    lead = _("Nothing moves before a second person agrees. It can be undone for 90 days.")
    done = _("Proposed. A colleague or the clinic manager decides.")

    def perform(self, form: forms.Merge) -> Any:
        """Propose the merge."""
        other = patient_by_code(
            viewer=self.request.user, patient=self.patient, typed=form.cleaned_data["code"]
        )
        if other is None:
            raise merging.NotMergeable(_("No record of this clinic has this code."))
        return merging.propose_merge(
            kept=self.patient, given_up=other, evidence=form.cleaned_data["evidence"],
            now=self.now, by=self.request.user,
        )  # fmt: skip


class Merges(TemplateView):
    """What waits for a decision, and what may still be undone."""

    template_name = "clinics/merging/list.html"

    refusal = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The merges of one's clinics."""
        now = timezone.now()
        found = merges(viewer=self.request.user, today=timezone.localdate(now), now=now)
        return super().get_context_data(merges=found, refusal=self.refusal, **kwargs)


class Decide(Merges):
    """One decision: agree, refuse or undo."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the merge."""
        super().setup(request, *args, **kwargs)
        rows = visible_merges(viewer=request.user)
        self.merge = find(rows, request=request, uid=kwargs["merge"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The list shows it."""
        return redirect("work:merges")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Decide, and go back to the list with a word of what is so."""
        try:
            messages.success(request, self._decide(request.POST.get("decision", "")))
        except Refused as refusal:
            note_refusal(self, refusal)
            self.refusal = str(refusal)
            return self.render_to_response(self.get_context_data())
        return redirect("work:merges")

    def _decide(self, decision: str) -> Any:
        merge, now, by = self.merge, timezone.now(), self.request.user
        if decision == "undo":
            merging.undo_merge(merge=merge, now=now, by=by)
            return _("The records are two again.")
        is_agreed = decision == "agree"
        merging.decide_merge(merge=merge, is_agreed=is_agreed, now=now, by=by)
        return _("Merged.") if is_agreed else _("Not merged.")


class ChangeName(PatientAct):
    """A name, a number or an address has changed; former surnames still find the person."""

    form_class = forms.ChangeName
    title, verb, done = _("Change name or contacts"), _("Save"), _("Changed in the vault.")
    lead = _("Only what is filled in changes. What stood there before is not shown here.")

    def perform(self, form: forms.ChangeName) -> Any:
        """Change the identity in the vault."""
        return patients.correct_identity(
            patient=self.patient, changes=form.changes(),
            reason_code=form.cleaned_data["reason_code"], by=self.request.user,
        )  # fmt: skip


class FormerName(PatientAct):
    """A surname from before, by which the patient shall be found as well."""

    form_class = forms.FormerName
    title, verb, done = _("Add a former surname"), _("Save"), _("Kept in the vault.")

    def perform(self, form: forms.FormerName) -> Any:
        """Add the surname."""
        return patients.add_former_name(
            patient=self.patient, surname=form.cleaned_data["surname"], by=self.request.user
        )

    def back_url(self) -> str:
        """The patient's page."""
        return reverse("work:patient", args=[self.patient.uid])
