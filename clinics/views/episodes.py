"""The steps of an episode: each a short form and one action."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from clinics.actions import discharges, episodes, reopening
from clinics.forms import episodes as forms
from clinics.views.base import EpisodeAct
from kernel.second_person import second_person


class Move(EpisodeAct):
    """One step; the form carries the version of the row, so that nobody overwrites another."""

    template_name = "clinics/episodes/move.html"
    action: Any = None
    confirms = False

    def perform(self, form: Any) -> Any:
        """Take the step."""
        confirmed = {"confirmed": self.confirmed()} if self.confirms else {}
        return type(self).action(
            episode=self.episode, **form.arguments(), **confirmed,
            now=self.now, by=self.request.user,
        )  # fmt: skip


class Waiting(Move):
    """Onto the waiting list."""

    form_class, action = forms.Waiting, episodes.put_on_waiting_list
    title, verb = _("Waiting list"), _("Put on the waiting list")
    done = _("On the waiting list.")


class Assess(Move):
    """The assessment took place."""

    form_class, action = forms.Assess, episodes.assess
    title, verb, done = _("Assessment"), _("Record assessment"), _("Assessment recorded.")
    lead = _("Needs the patient's consent to treatment.")


class Decline(Move):
    """The episode ends before admission."""

    form_class, action = forms.Decline, episodes.decline_admission
    title, verb, done = _("Not admitted"), _("End before admission"), _("Ended before admission.")


class Admit(Move):
    """Treatment is agreed; warnings may be called right."""

    form_class, action = forms.Admit, episodes.admit
    title, verb, done = _("Admission"), _("Admit"), _("Admitted.")
    lead = _("Treatment begins with the first contact or dose after this day.")
    confirms = True


class Interrupt(Move):
    """A pause."""

    form_class, action = forms.Interrupt, episodes.interrupt
    title, verb, done = _("Interruption"), _("Record interruption"), _("Interruption recorded.")
    lead = _("No contact for 30 days, or a pause that was planned.")


class Resume(Move):
    """Back in treatment."""

    form_class, action = forms.Resume, episodes.resume
    title, verb, done = _("Return to treatment"), _("Record return"), _("Returned to treatment.")


class Discharge(Move):
    """Treatment ends."""

    form_class, action = forms.Discharge, discharges.discharge_with_plan
    title, verb, done = _("Discharge"), _("Discharge"), _("Discharged.")


class FollowUp(Move):
    """Follow-up is agreed."""

    form_class, action = forms.FollowUp, discharges.agree_follow_up
    title, verb, done = _("Follow-up"), _("Record follow-up"), _("Follow-up agreed.")


class Close(Move):
    """Nothing more is awaited."""

    form_class, action = forms.Close, episodes.close
    title, verb, done = _("Close the episode"), _("Close"), _("Episode closed.")


class Reopen(EpisodeAct):
    """A discharge was a mistake; two people take it back."""

    form_class = forms.Reopen
    template_name = "clinics/episodes/move.html"
    title, verb, done = (
        _("Take back a discharge"),
        _("Take back"),
        _("The discharge is taken back."),
    )
    lead = _("Within 30 days, and only for a mistake. Who comes back later is admitted again. A "
             "year that was reported already is counted anew in the next report. Prescriptions "
             "stay ended: write them again.")  # fmt: skip

    def perform(self, form: forms.Reopen) -> Any:
        """Take it back, with the second person's signature."""
        arguments = form.arguments()
        signature = {name: arguments.pop(f"second_{name}") for name in ("username", "password")}
        who = second_person(self.request, **signature, first=self.request.user)
        return reopening.reopen(
            episode=self.episode, **arguments, seconded_by=who, now=self.now, by=self.request.user
        )
