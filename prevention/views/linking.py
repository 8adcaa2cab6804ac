"""Linking the questionnaires of a study, and destroying its codes."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from prevention.actions.linking import ask_to_link, destroy_codes
from prevention.choices import WaveKind, WaveStatus
from prevention.forms.services import Confirm
from prevention.selectors.linkage import page_of_linkage, reason_not_to
from prevention.selectors.linking import (
    has_key,
    managed_waves,
    progress_of,
    standings,
    waves_of_study,
)
from prevention.views.base import Act, find


class OfWave(Act):
    """A step with the codes of the study to which a wave belongs. Others do not exist."""

    form_class = Confirm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the wave."""
        super().setup(request, *args, **kwargs)
        self.row = find(managed_waves(viewer=request.user), request=request, uid=kwargs["wave"])
        run = self.row.implementation
        self.crumbs = (
            (_("Programmes"), reverse("work:prevention-runs")),
            (run.title, reverse("work:prevention-run-results", args=[run.uid])),
        )

    def back_url(self) -> str:
        """The results of the implementation."""
        return reverse("work:prevention-run-results", args=[self.row.implementation.uid])

    def next_url(self, result: Any) -> str:
        """Here: what came of it."""
        return self.request.path


class Link(OfWave):
    """Comparing the codes of a wave with those of the first; later, what came of it."""

    template_name = "prevention/linking/link.html"
    title = _("Link the questionnaires")
    lead = _(
        "Codes of both waves are compared within each group, then within school and grade. "
        "Linking is done once; after it nobody can add or change a questionnaire."
    )
    verb = _("Link now")

    def perform(self, form: Confirm) -> bool:
        """Link."""
        version = form.cleaned_data["row_version"]
        return ask_to_link(self.row, version=version, at=self.now, by=self.request.user)

    def said(self, result: bool) -> Any:  # noqa: FBT001 - as the act gives it
        """Done, or begun."""
        return _("Linked") if result else _("Linking has begun. This page says how far it is.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Both waves, how far linking is, and what came of it."""
        study = waves_of_study(self.row)
        first = [each for each in study if each.kind == WaveKind.PRE and each != self.row]
        linkage = page_of_linkage(viewer=self.request.user, wave=self.row, study=study)
        still = {} if linkage else {
            "progress": progress_of(self.row), "why_not": reason_not_to("link", self.row),
        }  # fmt: skip
        return super().get_context_data(
            standings=standings([*first, self.row]), linkage=linkage, **still, **kwargs
        )


class Destroy(OfWave):
    """Deleting every hash of a study and its key."""

    template_name = "prevention/linking/destroy.html"
    title = _("Destroy the codes")
    lead = _(
        "Every hashed code of this study is deleted and its key is destroyed. The links between "
        "questionnaires stay. They can never be made again, nor checked. This cannot be undone."
    )
    verb = _("Destroy all codes of this study")

    def perform(self, form: Confirm) -> int:
        """Destroy."""
        version = form.cleaned_data["row_version"]
        return destroy_codes(self.row, version=version, at=self.now, by=self.request.user)

    def said(self, result: int) -> Any:
        """How many had a code."""
        return ngettext(
            "Destroyed: the code of %(count)s questionnaire",
            "Destroyed: the codes of %(count)s questionnaires", result,
        ) % {"count": result}  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What would go."""
        waves = waves_of_study(self.row)
        return super().get_context_data(
            standings=standings(waves), has_key=has_key(self.row),
            coming=[wave for wave in waves if wave.status == WaveStatus.DRAFT],
            why_not=reason_not_to("destroy", self.row), **kwargs,
        )  # fmt: skip
