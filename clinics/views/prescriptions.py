"""What is prescribed: its page, and the acts that prescribe, end, agree, hold and lift."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView

from clinics.actions import missed_rules, prescriptions
from clinics.choices import DoseInterval
from clinics.forms import prescriptions as forms
from clinics.rules.prescriptions import OPIOID_AGONISTS
from clinics.selectors.conflicts import latest_prescription
from clinics.selectors.medicine import medicine_page
from clinics.selectors.missed_rules import rules_in_use
from clinics.selectors.prescriptions import prescription_on
from clinics.selectors.roots import organisations_to, workplace
from clinics.selectors.wording import plain
from clinics.views import conflicts
from clinics.views.base import EpisodeAct, PartPage, note_refusal, refuse
from clinics.vocabulary import Medicine
from kernel.errors import Refused
from kernel.permissions import Permission
from kernel.views.rooms import Room


USUAL_DAYS = 28


class MedicinePart(PartPage):
    """What runs, what ran before, what is agreed and what is held back."""

    part, title = "medicine", _("Medicine")
    fields = ("prescriptions", "holds", "take_home_agreements")
    template_name = "clinics/medicine/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page."""
        return super().get_context_data(
            medicine=medicine_page(
                viewer=self.request.user, patient=self.patient, today=self.today
            ),
            **kwargs,
        )


class MedicineAct(EpisodeAct):
    """An act on what is prescribed; it leads back to the page of medicine."""

    shows = (*EpisodeAct.shows, "prescriptions")
    action: Any = None

    def perform(self, form: Any) -> Any:
        """Call the action."""
        return type(self).action(
            episode=self.episode, **form.arguments(), now=self.now, by=self.request.user
        )

    def begun_from(self) -> Any:
        """What was prescribed last."""
        return latest_prescription(viewer=self.request.user, patient=self.patient)

    def mark_of(self, row: Any) -> str:
        """The prescription with its last day, which changes when it is ended."""
        return f"{row.uid} {last_day(row)}"

    def next_url(self, result: Any) -> str:
        """The page of medicine."""
        return reverse("work:medicine", args=[self.patient.uid])


class Prescribe(MedicineAct):
    """A prescription, beginning with what runs now."""

    form_class, action = forms.Prescribe, prescriptions.prescribe
    may_be_overtaken = True
    template_name = "clinics/medicine/prescribe.html"
    title, verb, done = _("Prescribe"), _("Prescribe"), _("Prescribed.")
    lead = _("A change is a new prescription. The one before ends the day before it begins.")

    def get_initial(self) -> dict[str, Any]:
        """What runs now, from today for four weeks."""
        usual = super().get_initial() | {
            "starts_on": self.today, "ends_on": self.today + timedelta(days=USUAL_DAYS),
            "medicine": Medicine.METHADONE.value,
        }  # fmt: skip
        row = prescription_on(self.patient.pk, self.today)
        return usual | plan_of(row) if row else usual

    def as_begun(self, row: Any) -> dict[str, Any]:
        """The whole of a prescription."""
        if row is None:
            return {}
        weekdays = row.weekdays if row.interval == DoseInterval.WEEKDAYS else ""
        days = {"weekdays": weekdays, "starts_on": row.starts_on, "ends_on": last_day(row)}
        return plan_of(row) | days


class EndPrescription(MedicineAct):
    """What runs stops earlier."""

    form_class, action = forms.EndPrescription, prescriptions.end_prescription
    may_be_overtaken = True
    title, verb, done = _("End the prescription"), _("End"), _("Prescription ended.")

    def more_lines(self, then: Any, now: Any) -> list[conflicts.Line]:
        """What would be ended: another prescription than the one that was seen."""
        before, after = (
            conflicts.in_words(forms.Prescribe(), Prescribe().as_begun(row)) for row in (then, now)
        )
        return [conflicts.Line(_("Prescription"), before, after, str(self.title))]


class AgreeTakeHome(MedicineAct):
    """Doses may be taken home."""

    form_class, action = forms.AgreeTakeHome, prescriptions.agree_take_home
    title, verb, done = _("Agree on take-home doses"), _("Agree"), _("Agreed.")
    lead = _("The latest agreement counts.")

    def get_initial(self) -> dict[str, Any]:
        """From today for four weeks."""
        until = self.today + timedelta(days=USUAL_DAYS)
        return super().get_initial() | {"starts_on": self.today, "ends_on": until}


class HoldDosing(MedicineAct):
    """Nothing is dispensed for now."""

    form_class, action = forms.Hold, prescriptions.hold_dosing
    title, verb, done = _("Hold dosing"), _("Hold"), _("Dosing is on hold.")
    lead = _("Nothing is dispensed until a prescriber lifts the hold.")


class LiftHold(MedicineAct):
    """Dosing goes on."""

    form_class, action = forms.Lift, prescriptions.lift_hold
    title, verb, done = _("Lift the hold"), _("Let dosing go on"), _("Dosing goes on.")


class MissedRules(Room, TemplateView):
    """What is asked for after missed days, here: a country's own rules, or the default ones."""

    permission = Permission.CLINIC_CONFIGURE
    template_name = "clinics/medicine/missed_rules.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rules in use, medicine by medicine."""
        at = configured(self.request)
        return super().get_context_data(
            organisation=workplace(viewer=self.request.user) or at.name,
            country=at.get_country_display(),
            medicines=rules_in_use(country=at.country),
            **kwargs,
        )


class SetMissedRules(Room, FormView):
    """The rules of the clinic's country for one medicine, all rows at once."""

    permission = Permission.CLINIC_CONFIGURE
    form_class = forms.MissedRules
    template_name = "clinics/medicine/set_missed_rules.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Which medicine the address asks for."""
        super().setup(request, *args, **kwargs)
        asked = request.GET.get("medicine", "")
        self.medicine = Medicine(asked if asked in OPIOID_AGONISTS else Medicine.METHADONE)

    def get_initial(self) -> dict[str, Any]:
        """The rules in use now."""
        at = configured(self.request)
        used = next(
            each for each in rules_in_use(country=at.country) if each.medicine == self.medicine
        )
        initial: dict[str, Any] = {}
        for number, row in enumerate(used.rows[: forms.MOST_RULES], start=1):
            initial |= {
                f"from_{number}": row.from_days, f"advice_{number}": row.advice,
                f"most_{number}": plain(row.most_mg),
            }  # fmt: skip
        if used.is_own and used.rows:
            initial |= {"source": used.rows[0].source, "is_checked": used.rows[0].is_checked}
        return initial

    def form_valid(self, form: forms.MissedRules) -> HttpResponse:
        """Replace the rules; a refusal stands above the form."""
        try:
            missed_rules.set_missed_rules(
                at=configured(self.request), medicine=self.medicine, **form.arguments(),
                by=self.request.user,
            )  # fmt: skip
        except Refused as refusal:
            note_refusal(self, refusal)
            refuse(form, refusal)
            return self.form_invalid(form)
        messages.success(self.request, _("Rules saved."))
        return redirect("work:missed-rules")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words around the form."""
        at = configured(self.request)
        return super().get_context_data(
            organisation=workplace(viewer=self.request.user) or at.name,
            country=at.get_country_display(),
            medicine_label=self.medicine.label,
            medicine=self.medicine.value,
            **kwargs,
        )


def last_day(row: Any) -> date:
    """Until when a prescription holds, as far as is known."""
    found: date = row.ended_on or row.ends_on
    return found


def plan_of(row: Any) -> dict[str, Any]:
    """What a prescription says apart from its days, as its form says it."""
    kept = ("medicine", "unit", "interval", "weekdays", "parts", "take_home_days", "product")
    return {name: getattr(row, name) for name in kept} | {
        "dose": plain(row.dose), "mg_per_ml": plain(row.mg_per_ml),
    }  # fmt: skip


def configured(request: Any) -> Any:
    """The clinic that the person configures: the first by name, where there are several."""
    found = organisations_to(viewer=request.user, permission=Permission.CLINIC_CONFIGURE)
    if not found:
        raise Http404
    return found[0]
