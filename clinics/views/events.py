"""Logging a contact, giving a dose, recording a drug test."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.actions import contacts, doses, drug_tests
from clinics.forms import events as forms
from clinics.selectors.defaults import usual_contact_kind
from clinics.selectors.doses import dosing
from clinics.selectors.prescriptions import prescription_on
from clinics.selectors.wording import dose_text, plain
from clinics.views.base import EpisodeAct, toast
from clinics.views.returning import Returning
from clinics.vocabulary import Attendance, ContactMode
from kernel.second_person import second_person
from ui.forms import Answer


class LogContact(Returning, EpisodeAct):
    """A contact: today, face to face, the patient came. Two taps when that is so."""

    form_class = forms.Contact
    template_name = "clinics/contacts/log.html"
    keeps_draft = True
    title, verb = _("Log a contact"), _("Log contact")

    def get_initial(self) -> dict[str, Any]:
        """The common case."""
        return super().get_initial() | {
            "kind": usual_contact_kind(viewer=self.request.user, at=self.episode.organisation),
            "mode": Answer(value=ContactMode.FACE_TO_FACE),
            "attendance": Answer(value=Attendance.ATTENDED),
        }

    def perform(self, form: forms.Contact) -> Any:
        """Log the contact."""
        return contacts.log_contact(
            episode=self.episode, **form.arguments(), confirmed=self.confirmed(),
            now=self.now, by=self.request.user,
        )  # fmt: skip

    def said(self, result: Any) -> Any:
        """What was logged, with the way to correct it."""
        text = _("Contact logged for %(code)s.") % {"code": self.patient}
        return toast(text, reverse("work:contact-correct", args=[result.uid]))


class GiveDose(EpisodeAct):
    """The window: one wide button that says what it records, or the guard in its place."""

    form_class: Any = forms.Dose
    shows = (*EpisodeAct.shows, "birth_year", "doses")
    template_name = "clinics/doses/give.html"
    title, verb = _("Give a dose"), _("Record")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Know what was given before, also today."""
        super().setup(request, *args, **kwargs)
        self.dosing = dosing(
            viewer=request.user, episode=self.episode, on=self.today,
            prescription=prescription_on(self.patient.pk, self.today),
        )  # fmt: skip

    def get_initial(self) -> dict[str, Any]:
        """The last dose again, now."""
        known = self.dosing
        return super().get_initial() | {
            "amount": plain(known.amount),
            "prescribed": plain(known.amount),
            "unit": known.unit,
            "medicine": known.medicine,
            "mode": Answer(value=known.mode),
        }

    def perform(self, form: forms.Dose) -> Any:
        """Record the dose; without a time it was given now, when it is for today."""
        arguments = self.signed(form.arguments())
        if arguments["on"] == self.today and not arguments["at"]:
            arguments["at"] = timezone.localtime(self.now).time().replace(second=0, microsecond=0)
        return doses.give_dose(
            episode=self.episode, **arguments, now=self.now, by=self.request.user
        )

    def signed(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """The arguments as they are: one dose a day needs nobody else."""
        return arguments

    def said(self, result: Any) -> Any:
        """What was recorded, with the way to correct it."""
        text = _("%(dose)s recorded for %(code)s.") % {
            "dose": dose_text(result), "code": self.patient,
        }  # fmt: skip
        return toast(text, reverse("work:dose-correct", args=[result.uid]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What stands at the window."""
        return super().get_context_data(
            dosing=self.dosing,
            birth_year=self.patient.birth_year,
            is_second=self.form_class is forms.SecondDose,
            **kwargs,
        )


class GiveSecondDose(GiveDose):
    """A second dose on one day: a reason, and a second person who signs."""

    form_class = forms.SecondDose
    title, verb = _("Dose with a second signature"), _("Give with two signatures")

    def signed(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Let the second person sign."""
        signature = {name: arguments.pop(f"second_{name}") for name in ("username", "password")}
        who = second_person(self.request, **signature, first=self.request.user)
        return arguments | {"override_by": who}


class RecordDrugTest(EpisodeAct):
    """A drug test: what was found and what was not."""

    form_class = forms.DrugTest
    template_name = "clinics/drug_tests/record.html"
    keeps_draft = True
    title, verb = _("Record a drug test"), _("Record test")

    def perform(self, form: forms.DrugTest) -> Any:
        """Record the test."""
        return drug_tests.record_drug_test(
            episode=self.episode, **form.arguments(), confirmed=self.confirmed(),
            now=self.now, by=self.request.user,
        )  # fmt: skip

    def said(self, result: Any) -> Any:
        """What was recorded, with the way to correct it."""
        text = _("Drug test recorded for %(code)s.") % {"code": self.patient}
        return toast(text, reverse("work:test-correct", args=[result.uid]))
