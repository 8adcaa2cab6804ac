"""Screenings for violence and worries about children: pages of their own, on no list and no print.

For who does not hold their permission they do not exist, and reading them leaves a trace of its
own.
"""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from clinics.actions import violence
from clinics.forms import health as forms
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
from clinics.views.base import Act, EpisodeAct, find
from clinics.views.one_entry import Correct, OneEntry, Void
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


class ApartEntry(OneEntry):
    """An act on one entry that stands apart, for who holds its permission."""

    root: Any = None
    leads_to = ""

    def rows(self) -> QuerySet[Any]:
        """The entries of this kind."""
        return type(self).root(viewer=self.request.user)

    def next_url(self, result: Any) -> str:
        """The page apart."""
        return reverse(self.leads_to, args=[self.patient.uid])

    def back_url(self) -> str:
        """The page apart."""
        return self.next_url(None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The day of the entry, and nothing that it says."""
        return super().get_context_data(entry=words_of(self.entry), **kwargs)


class CorrectApart(ApartEntry, Correct):
    """An entry apart as it should read. Its form says what the entry says: that is reading it."""

    tell: Any = None

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Leave the trace of reading what stands apart, in place of that of the record."""
        type(self).tell(patient=self.patient, by=self.request.user)
        return Act.render_to_response(self, context, **kwargs)


class CorrectViolence(CorrectApart):
    """A screening as it should read."""

    root, leads_to = visible_violence_screens, "work:violence"
    form_class, template_name = forms.CorrectViolence, "clinics/health/correct_screen.html"
    action, tell = violence.correct_violence_screen, violence.read_violence_screens
    title = _("Correct a screening")
    copied = ("on",)
    answered = ("humiliation", "afraid", "rape", "kick", "safety_plan", "referral")


class CorrectSafeguarding(CorrectApart):
    """A worry as it should read."""

    root, leads_to = visible_safeguarding, "work:safeguarding"
    form_class, template_name = forms.CorrectSafeguarding, "clinics/health/correct_apart.html"
    action, tell = violence.correct_safeguarding, violence.read_safeguarding
    title = _("Correct a worry")
    copied = ("on", "concern", "plan")


class VoidApart(ApartEntry, Void):
    """An entry apart that does not count. What it says is not shown here."""

    template_name = "clinics/health/entry.html"
    words = words_of


class VoidViolence(VoidApart):
    """A screening that does not count."""

    root, action = visible_violence_screens, violence.void_violence_screen
    leads_to = "work:violence"


class VoidSafeguarding(VoidApart):
    """A worry that does not count."""

    root, action = visible_safeguarding, violence.void_safeguarding
    leads_to = "work:safeguarding"
