"""Triage of one person, and the list of all who wait."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from clinics.actions import triage
from clinics.forms import triage as forms
from clinics.forms.fields import stored
from clinics.rules.triage import QUESTIONS
from clinics.selectors.roots import workplace
from clinics.selectors.triage import current_triage, waiting_list
from clinics.views.base import EpisodeAct


class WaitingList(TemplateView):
    """Who waits for a place: the most urgent first, then the longest wait."""

    template_name = "clinics/triage/waiting_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of the list."""
        asked = self.request.GET
        page = waiting_list(
            viewer=self.request.user, today=timezone.localdate(), site=asked.get("site", ""),
            before=asked.get("before", ""), after=asked.get("after", ""),
        )  # fmt: skip
        return super().get_context_data(
            page=page,
            earlier_url=_way(page.site, before=page.earlier),
            later_url=_way(page.site, after=page.later),
            organisation=workplace(viewer=self.request.user),
            **kwargs,
        )


def _way(site: str, **mark: str) -> str:
    """The address of the page beside this one, if there is one."""
    if not any(mark.values()):
        return ""
    query = mark | ({"site": site} if site else {})
    return f"{reverse('work:waiting-list')}?{urlencode(query)}"


class Triage(EpisodeAct):
    """The four questions, asked or asked again."""

    form_class = forms.Triage
    shows = (*EpisodeAct.shows, "triage")
    title, verb, done = _("Triage"), _("Save"), _("Triage recorded.")
    lead = _("Pregnancy, an overdose or a release from prison: a place today. Injecting: within a "
             "week. All others in turn.")  # fmt: skip

    def get_initial(self) -> dict[str, Any]:
        """The answers that hold, asked again today."""
        initial = super().get_initial() | {"token": uuid4()}
        known = current_triage(viewer=self.request.user, episode=self.episode)
        if known is None:
            return initial
        answers = {q: stored(getattr(known, q), getattr(known, f"{q}_null")) for q in QUESTIONS}
        urgency = known.urgency if known.is_overruled else ""
        return initial | answers | {"reason": known.reason, "urgency": urgency}

    def perform(self, form: forms.Triage) -> Any:
        """Record the triage."""
        return triage.triage(
            episode=self.episode, **form.arguments(), now=self.now, by=self.request.user
        )
