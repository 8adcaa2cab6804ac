"""The round: scan, look, give. Two acts a patient, and a stop where somebody has to decide."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import FormView

from clinics.actions import dispensing
from clinics.forms import rounds as forms
from clinics.rules.missed_doses import most_after
from clinics.rules.prescriptions import each_part
from clinics.selectors.prescriptions import visible_prescriptions
from clinics.selectors.roots import workplace
from clinics.selectors.rounds import (
    FILTERS,
    patient_at_window,
    patients_to_dose,
    round_of,
    window,
)
from clinics.selectors.wording import dose_text, mode_text, plain
from clinics.views.base import Act, PatientAct, find, toast
from clinics.vocabulary import OverrideReason
from kernel.errors import Refused
from kernel.permissions import Permission, has_permission
from kernel.second_person import second_person
from kernel.views.rooms import Room


class Round(Room, FormView):
    """Who is due today, and one field for the next code. A code stands in no address."""

    permission = Permission.DOSE_GIVE
    form_class = forms.Scan
    template_name = "clinics/round/round.html"

    def form_valid(self, form: forms.Scan) -> HttpResponse:
        """Open the window for the one whose code it is; a wrong digit is said at once."""
        try:
            patient = patient_at_window(viewer=self.viewer, typed=form.cleaned_data["code"])
        except Refused as refusal:
            form.add_error("code", str(refusal))
            return self.form_invalid(form)
        if patient is None:
            form.add_error("code", _("No patient here has this code. Compare it with the card."))
            return self.form_invalid(form)
        return redirect(at_site(self.request, "work:round-patient", patient.uid))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The list as it stands now.

        The form is called `scan`: the field keeps the focus for the next card, which the summary of
        errors would take.
        """
        today = timezone.localdate()
        site, show = self.request.GET.get("site", ""), self.request.GET.get("show", "left")
        found = round_of(
            viewer=self.viewer, today=today, site=site, show=show,
            after=self.request.GET.get("after", ""),
        )  # fmt: skip
        show = show if show in FILTERS else "left"
        here = {"site": site} if site else {}
        later = urlencode(here | {"show": show, "after": found.later})
        context = super().get_context_data(**kwargs)
        return context | {
            "form": None,
            "scan": context["form"],
            "today": today,
            "organisation": workplace(viewer=self.viewer),
            "lines": found.lines,
            "totals": found.totals,
            "sites": found.sites,
            "site": site,
            "show": show,
            "filters": [
                {"name": name, "label": label, "query": urlencode(here | {"show": name})}
                for name, (label, _states) in FILTERS.items()
            ],
            "site_query": f"?{urlencode(here)}" if here else "",
            "later_url": f"?{later}" if found.later else "",
        }


class RoundPatient(PatientAct):
    """The window for one patient: one wide button that says what it records, or a stop."""

    form_class: Any = forms.AtWindow
    template_name = "clinics/round/patient.html"
    title, verb = _("At the window"), _("Give")
    shows = ("code", "birth_year", "doses", "prescriptions")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load a patient whom the person may give doses; all others do not exist."""
        Act.setup(self, request, *args, **kwargs)
        patients = patients_to_dose(viewer=request.user)
        self.patient = find(patients, request=request, uid=kwargs["patient"])

    def perform(self, form: Any) -> Any:
        """Give what is prescribed, or write why nothing was given."""
        sent = form.cleaned_data
        prescription = self.prescription(sent["prescription"])
        usual = {"token": sent["token"], "now": self.now, "by": self.request.user}
        if sent["act"] == forms.HOME:
            return dispensing.issue_take_home(prescription=prescription, days=sent["home"], **usual)
        if sent["act"] == forms.GIVE:
            return dispensing.dispense(prescription=prescription, home=sent["home"], **usual)
        return [dispensing.note_not_given(prescription=prescription, mode=sent["act"], **usual)]

    def prescription(self, uid: Any) -> Any:
        """The prescription that was on the screen, if it is this patient's."""
        rows = visible_prescriptions(viewer=self.request.user).filter(patient=self.patient)
        found = rows.filter(uid=uid).first()
        if found is None:
            raise dispensing.PlanChanged(_("Open this page again."))
        return found

    def form_valid(self, form: Any) -> HttpResponse:
        """Act; whatever is no known way of a day without a dose was not sent by this page."""
        known = {forms.GIVE, forms.HOME, *dispensing.NOT_GIVEN}
        if form.cleaned_data.get("act", forms.GIVE) not in known:
            form.add_error(None, _("Open this page again."))
            return self.form_invalid(form)
        return super().form_valid(form)

    def said(self, result: Any) -> Any:
        """What was recorded, with the way to correct it."""
        dose, home = result[0], len(result) - 1
        words = {"code": self.patient, "dose": dose_text(dose), "how": mode_text(dose)}
        if not dose.amount:
            text = _("%(how)s recorded for %(code)s.") % words
        elif home:
            text = ngettext(
                "%(dose)s and %(n)s to take home recorded for %(code)s.",
                "%(dose)s and %(n)s to take home recorded for %(code)s.",
                home,
            ) % (words | {"n": home})
        else:
            text = _("%(dose)s recorded for %(code)s.") % words
        return toast(text, reverse("work:dose-correct", args=[dose.uid]))

    def next_url(self, result: Any) -> str:
        """Back to the list, where the field waits for the next code."""
        return at_site(self.request, "work:round")

    def back_url(self) -> str:
        """The list."""
        return at_site(self.request, "work:round")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What stands at the window now."""
        found = window(viewer=self.request.user, patient=self.patient, today=self.today)
        may = {
            name: has_permission(self.request.user, permission, at=self.patient.organisation)
            for name, permission in (
                ("may_prescribe", Permission.PRESCRIBE), ("may_override", Permission.DOSE_OVERRIDE),
            )
        }  # fmt: skip
        return super().get_context_data(
            window=found,
            birth_year=self.patient.birth_year,
            home_dates=",".join(day.isoformat() for day in found.home.days),
            not_given=[(mode.value, mode.label) for mode in dispensing.NOT_GIVEN],
            most=plain(agreed_amount(found.course)) if found.course else None,
            site_query=f"?{self.request.GET.urlencode()}" if self.request.GET else "",
            **may,
            **kwargs,
        )


class RoundAgreed(RoundPatient):
    """After missed days: the dose that a prescriber agrees to, signed where a nurse gives it."""

    form_class = forms.Agreed
    template_name = "clinics/round/agreed.html"
    title, verb = _("Dose after missed days"), _("Give with the prescriber's agreement")

    def get_initial(self) -> dict[str, Any]:
        """What the rule allows."""
        found = window(viewer=self.request.user, patient=self.patient, today=self.today)
        most = plain(agreed_amount(found.course)) if found.course else None
        return super().get_initial() | {"amount": most}

    def get_form_kwargs(self) -> dict[str, Any]:
        """A prescriber signs by being signed in."""
        at = self.patient.organisation
        is_prescriber = has_permission(self.request.user, Permission.DOSE_OVERRIDE, at=at)
        return super().get_form_kwargs() | {"is_prescriber": is_prescriber}

    def perform(self, form: Any) -> Any:
        """Give the dose that was agreed."""
        sent = form.cleaned_data
        who = None
        if "second_username" in form.fields:
            who = second_person(
                self.request, username=sent["second_username"], password=sent["second_password"],
                first=self.request.user,
            )  # fmt: skip
        return dispensing.dispense(
            prescription=self.prescription(sent["prescription"]), amount=sent["amount"],
            override_reason=OverrideReason.PRESCRIBER, override_by=who, token=sent["token"],
            now=self.now, by=self.request.user,
        )  # fmt: skip

    def back_url(self) -> str:
        """The window."""
        return at_site(self.request, "work:round-patient", self.patient.uid)


def agreed_amount(course: Any) -> Any:
    """What the rule allows of one dose after missed days."""
    row = course.prescription
    return each_part(most_after(course.advice, row.dose), row.parts)


def at_site(request: HttpRequest, name: str, *arguments: Any) -> str:
    """An address of the round that keeps the site."""
    site = request.GET.get("site", "")
    query = f"?{urlencode({'site': site})}" if site else ""
    return reverse(name, args=arguments) + query
