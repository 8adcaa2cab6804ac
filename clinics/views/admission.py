"""Admission on one screen: from the referral to the answers at entry in one act."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from clinics.actions import admission
from clinics.actions.demand import NameUnclear
from clinics.forms import admission as forms
from clinics.forms.demand import Substances
from clinics.rules import RuleBroken
from clinics.selectors.admission import beginning_of
from clinics.selectors.roots import sites_of
from clinics.selectors.wording import person_text
from clinics.views import drafts
from clinics.views.base import PatientAct, patient_url
from clinics.views.demand import PLACES


class Admission(PatientAct):
    """A patient who comes, or comes back, is admitted on one page."""

    form_class = forms.Admission
    shows = (*PatientAct.shows, "demand", "interventions")
    template_name = "clinics/admission/admission.html"
    keeps_draft = True
    title, verb = _("Admission"), _("Admit")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find out where the patient stands and what was said last time."""
        super().setup(request, *args, **kwargs)
        self.beginning = beginning_of(viewer=request.user, patient=self.patient, today=self.today)

    def row_version(self) -> int | None:
        """The version of the episode that waits."""
        waiting = self.beginning.episode
        return waiting.row_version if waiting else None

    def get_initial(self) -> dict[str, Any]:
        """Today, and what was said last time as far as it lasts."""
        today = {"referred_on": self.today, "token": uuid4()}
        return super().get_initial() | today | self.beginning.answers

    def get_form_kwargs(self) -> dict[str, Any]:
        """What is settled already is not asked again."""
        begun = self.beginning
        return super().get_form_kwargs() | {
            "sites": sites_of(viewer=self.request.user, patient=self.patient),
            "is_referred": begun.episode is not None,
            "has_consent": begun.has_consent,
            "carried": begun.carried,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check all of the page together, so that all that is wrong is said at once."""
        if kept := drafts.handle(self):
            return kept
        form, self.substances = self.get_form(), self._substances(request.POST)
        is_right = [form.is_valid(), self.substances.is_valid()]
        return self.form_valid(form) if all(is_right) else self.form_invalid(form)

    def _begun(self) -> Any:
        """The substances of the draft that is taken up, or those that are known."""
        return self._substances(drafts.data_of(self.draft) if self.draft else None)

    def perform(self, form: forms.Admission) -> Any:
        """Admit; what a rule says of a substance goes to that substance."""
        try:
            return admission.admit_at_once(
                patient=self.patient,
                **form.arguments(),
                substances=self.substances.rows(),
                confirmed=self.confirmed(),
                now=self.now,
                by=self.request.user,
            )
        except RuleBroken as broken:
            self._refuse_substance(broken)
            raise
        except NameUnclear as unclear:
            self.substances.ask(unclear.questions)
            raise

    def _refuse_substance(self, broken: RuleBroken) -> None:
        for rule in broken.rules:
            if "substances" in rule.fields:
                place = PLACES.get(rule.code, "substance")
                self.substances.forms[0].add_error(place, str(rule.message))

    def _substances(self, data: Any = None) -> Any:
        return Substances(data, initial=self.beginning.uses, prefix="substance")

    def said(self, result: Any) -> Any:
        """Who was admitted."""
        return _("%(code)s admitted.") % {"code": self.patient}

    def next_url(self, result: Any) -> str:
        """The patient's page, with the new episode."""
        return f"{patient_url(self.patient)}?episode={result.uid}"

    def back_url(self) -> str:
        """The patient's page."""
        return patient_url(self.patient)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The substances beside the questions, and who this is."""
        return super().get_context_data(
            substances=getattr(self, "substances", None) or self._begun(),
            is_open=self.beginning.is_open,
            has_carried=bool(self.beginning.carried),
            person=person_text(self.patient, today=self.today),
            **kwargs,
        )
