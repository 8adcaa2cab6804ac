"""Screenings for violence and worries about children: pages of their own, on no list and no print.

For who does not hold their permission they do not exist, and reading them leaves a trace of its
own.
"""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from clinics.actions import violence
from clinics.forms import events as entry_forms
from clinics.forms import health as forms
from clinics.policies import can, check_is_current
from clinics.selectors.health import words_of
from clinics.selectors.restricted import (
    concerns,
    episodes_read_with,
    open_episode_uid,
    patients_read_with,
    violence_screens,
    visible_safeguarding,
    visible_violence_screens,
)
from clinics.views.base import Act, EpisodeAct, PatientAct, find
from kernel.permissions import Permission


class Apart(TemplateView):
    """What stands apart, of one patient."""

    permission: Permission
    template_name = ""
    title: Any = ""
    rows: Any = None
    tell: Any = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the patient, for who holds the permission."""
        super().setup(request, *args, **kwargs)
        found = patients_read_with(self.permission, viewer=request.user)
        self.patient = find(found, request=request, uid=kwargs["patient"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The entries; the trace is written before they are read."""
        viewer = self.request.user
        type(self).tell(patient=self.patient, by=viewer)
        return super().get_context_data(
            title=self.title,
            code=self.patient.code,
            patient_uid=self.patient.uid,
            organisation=self.patient.organisation.name,
            episode_uid=open_episode_uid(viewer=viewer, patient=self.patient),
            entries=type(self).rows(viewer=viewer, patient=self.patient),
            back_url=reverse("work:health", args=[self.patient.uid]),
            **kwargs,
        )


class Violence(Apart):
    """Screenings for violence."""

    permission, title = Permission.VIOLENCE_SCREEN, _("Violence at home")
    template_name = "clinics/health/violence.html"
    rows, tell = violence_screens, violence.read_violence_screens


class Safeguarding(Apart):
    """Worries about children."""

    permission, title = Permission.SAFEGUARD, _("Worry about a child")
    template_name = "clinics/health/safeguarding.html"
    rows, tell = concerns, violence.read_safeguarding


class ApartAct(EpisodeAct):
    """Writing what stands apart."""

    permission: Permission
    leads_to = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the episode, for who holds the permission."""
        Act.setup(self, request, *args, **kwargs)
        episodes = episodes_read_with(self.permission, viewer=request.user)
        self.episode = find(episodes, request=request, uid=kwargs["episode"])
        self.patient = self.episode.patient

    def next_url(self, result: Any) -> str:
        """The page apart."""
        return reverse(self.leads_to, args=[self.patient.uid])

    def back_url(self) -> str:
        """The page apart."""
        return self.next_url(None)


class ScreenViolence(ApartAct):
    """HARK, asked alone."""

    permission, leads_to = Permission.VIOLENCE_SCREEN, "work:violence"
    form_class, template_name = forms.ViolenceScreen, "clinics/health/screen.html"
    title, verb, done = _("Violence at home"), _("Save"), _("Saved.")
    lead = _("About the past year.")

    def perform(self, form: forms.ViolenceScreen) -> Any:
        """Record the screening."""
        return violence.record_violence_screen(
            episode=self.episode, **form.arguments(), confirmed=self.confirmed(), now=self.now,
            by=self.request.user,
        )  # fmt: skip


class RecordSafeguarding(ApartAct):
    """A worry about a child."""

    permission, leads_to = Permission.SAFEGUARD, "work:safeguarding"
    form_class = forms.Safeguarding
    title, verb, done = _("Worry about a child"), _("Save"), _("Saved.")

    def perform(self, form: forms.Safeguarding) -> Any:
        """Record the concern."""
        return violence.record_safeguarding(
            episode=self.episode, **form.arguments(), confirmed=self.confirmed(), now=self.now,
            by=self.request.user,
        )  # fmt: skip


class VoidApart(PatientAct):
    """An entry apart that does not count. What it says is not shown here."""

    form_class = entry_forms.Void
    template_name = "clinics/health/entry.html"
    title, verb, done = _("Void this entry"), _("Void"), _("Voided.")
    lead = _("The entry stays in the record, marked as voided, and counts nowhere.")
    root: Any = None
    action: Any = None
    leads_to = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the entry, and with it the patient."""
        Act.setup(self, request, *args, **kwargs)
        rows = type(self).root(viewer=request.user)
        self.entry: Any = find(rows, request=request, uid=kwargs["entry"])
        if not can(check_is_current, self.entry):
            raise Http404
        self.patient = self.entry.episode.patient

    def perform(self, form: Any) -> Any:
        """Void the entry."""
        return type(self).action(
            entry=self.entry, **form.arguments(), now=self.now, by=self.request.user
        )

    def next_url(self, result: Any) -> str:
        """The page apart."""
        return reverse(self.leads_to, args=[self.patient.uid])

    def back_url(self) -> str:
        """The page apart."""
        return self.next_url(None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The day of the entry, and nothing that it says."""
        return super().get_context_data(entry=words_of(self.entry), **kwargs)


class VoidViolence(VoidApart):
    """A screening that does not count."""

    root, action = visible_violence_screens, violence.void_violence_screen
    leads_to = "work:violence"


class VoidSafeguarding(VoidApart):
    """A worry that does not count."""

    root, action = visible_safeguarding, violence.void_safeguarding
    leads_to = "work:safeguarding"
