"""Registering a patient, the patient's page, names, consents, referral."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from clinics.actions import consents, patients, records, triage
from clinics.actions.national_numbers import check_national_number
from clinics.forms import identities
from clinics.forms import patients as forms
from clinics.rules import NeedsConfirmation
from clinics.selectors.identities import SECONDS_SHOWN, names_are_locked, reveal
from clinics.selectors.parts import parts_of
from clinics.selectors.patient_pages import patient_page
from clinics.selectors.roots import organisations_to, sites_of, visible_patients, workplace
from clinics.views.base import Act, PatientAct, find, note_refusal, patient_url
from kernel.errors import Refused
from kernel.permissions import Permission


class Register(Act):
    """A new patient, with a name or without; the referral follows."""

    form_class = forms.Register
    template_name = "clinics/patients/register.html"
    title, verb = _("Register a patient"), _("Register the patient")

    def get_initial(self) -> dict[str, Any]:
        """A key of this page's own: a second tap finds the first registration."""
        return {"key": uuid4()}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The clinics where the person may register."""
        found = organisations_to(viewer=self.request.user, permission=Permission.PATIENT_REGISTER)
        return super().get_form_kwargs() | {"organisations": found, "today": self.today}

    def form_valid(self, form: forms.Register) -> HttpResponse:
        """Register; when others look alike, show their codes first and store nothing yet."""
        try:
            check_national_number(form.arguments()["identity"], confirmed=self.confirmed())
            self.candidates = self._look_alike(form)
            if self.candidates:
                return self.form_invalid(form)
            registered = self.perform(form)
        except NeedsConfirmation as doubt:
            self.doubts = list(doubt.rules)
            return self.form_invalid(form)
        except Refused as refusal:
            self.refuse(form, refusal)
            return self.form_invalid(form)
        return redirect("work:refer", registered.patient.uid)

    def _look_alike(self, form: forms.Register) -> tuple[Any, ...]:
        """Who may be the same person, unless somebody looked already and said it is another."""
        identity = form.arguments()["identity"]
        if identity is None or self.request.POST.get("somebody_new"):
            return ()
        return patients.candidates(
            organisation=form.cleaned_data["organisation"], identity=identity,
            key=form.cleaned_data["key"], by=self.request.user,
        )  # fmt: skip

    def perform(self, form: forms.Register) -> Any:
        """Register the patient."""
        return patients.register_patient(**form.arguments(), now=self.now, by=self.request.user)

    def back_url(self) -> str:
        """The caseload."""
        return reverse("work:caseload")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether names are locked."""
        return super().get_context_data(
            candidates=getattr(self, "candidates", ()),
            locked=names_are_locked(),
            organisation=workplace(viewer=self.request.user),
            **kwargs,
        )


class Patient(TemplateView):
    """A patient's record on one page. Opening it is logged; a name is shown for two minutes."""

    template_name = "clinics/patients/page.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the patient."""
        super().setup(request, *args, **kwargs)
        found = visible_patients(viewer=request.user)
        self.patient = find(found, request=request, uid=kwargs["patient"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the record with the name hidden."""
        return self._show({"state": "ask", "form": identities.Reveal()})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show name and contacts for two minutes, for a reason."""
        form = identities.Reveal(request.POST)
        if not form.is_valid():
            return self._show({"state": "ask", "form": form})
        try:
            facts = reveal(
                viewer=request.user, patient=self.patient, purpose=form.cleaned_data["purpose"]
            )
        except Refused as refusal:
            note_refusal(self, refusal)
            return self._show({"state": "refused", "refusal": str(refusal)})
        return self._show({"state": "shown", "items": facts, "seconds": SECONDS_SHOWN})

    def _show(self, identity: dict[str, Any]) -> HttpResponse:
        records.open_record(patient=self.patient, by=self.request.user)
        page = patient_page(
            viewer=self.request.user,
            patient=self.patient,
            today=timezone.localdate(),
            episode_uid=self.request.GET.get("episode", ""),
        )
        context = self.get_context_data(
            page=page, identity=identity, organisation=page.organisation,
            parts=parts_of(viewer=self.request.user, patient=self.patient, here="record"),
        )  # fmt: skip
        return self.render_to_response(context)


class Name(PatientAct):
    """A name given later."""

    form_class = forms.Name
    template_name = "clinics/patients/name.html"
    title, verb, done = _("Add a name"), _("Save"), _("Name kept in the vault.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Which days have not come yet."""
        return super().get_form_kwargs() | {"today": self.today}

    def perform(self, form: forms.Name) -> Any:
        """Keep the name."""
        arguments = form.arguments()
        check_national_number(arguments["identity"], confirmed=self.confirmed())
        return patients.name_patient(
            patient=self.patient, **arguments, now=self.now, by=self.request.user
        )


class Consent(PatientAct):
    """The patient agrees to something."""

    form_class = forms.Consent
    title, verb, done = _("Record consent"), _("Save"), _("Consent recorded.")

    def get_initial(self) -> dict[str, Any]:
        """Given today."""
        return super().get_initial() | {"given_on": self.today}

    def perform(self, form: forms.Consent) -> Any:
        """Record the consent."""
        return consents.give_consent(
            patient=self.patient, **form.arguments(), now=self.now, by=self.request.user
        )


class Refer(PatientAct):
    """A new episode begins."""

    form_class = forms.Refer
    template_name = "clinics/patients/refer.html"
    title, verb, done = _("Referral"), _("Begin the episode"), _("Episode begun.")
    lead = _("Every episode begins so, also when the patient came alone.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The sites of the patient's clinic."""
        sites = sites_of(viewer=self.request.user, patient=self.patient)
        return super().get_form_kwargs() | {"sites": sites}

    def perform(self, form: forms.Refer) -> Any:
        """Refer the patient."""
        return triage.refer_and_triage(
            patient=self.patient, **form.arguments(), key_worker=self.request.user,
            now=self.now, by=self.request.user,
        )  # fmt: skip

    def said(self, result: Any) -> Any:
        """For whom the episode began."""
        return _("Episode begun for %(code)s.") % {"code": self.patient}

    def next_url(self, result: Any) -> str:
        """The patient's page."""
        return patient_url(self.patient)
