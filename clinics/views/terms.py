"""The expert's room: names that nobody knows, and what they are decided to mean.

An expert sees names of substances and no patient. Every decision stays; the last one holds.
"""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from clinics.actions import terms
from clinics.forms import terms as forms
from clinics.selectors.terms import (
    candidates_of,
    decisions,
    term_in_words,
    visible_terms,
    waiting_terms,
)
from clinics.views.base import Act, find
from kernel.permissions import Permission, has_somewhere


class ForExperts:
    """A page that does not exist for who resolves no names."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer 404, as for any other page that is not there."""
        if not has_somewhere(request.user, Permission.SUBSTANCE_RESOLVE):
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc] # mixed into a view


class Terms(ForExperts, TemplateView):
    """The queue, what is due first on top, and what was decided lately."""

    template_name = "clinics/terms/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Names that wait and the latest decisions."""
        today = timezone.localdate()
        viewer = self.request.user
        return super().get_context_data(
            title=_("Unknown names"),
            terms=waiting_terms(viewer=viewer, today=today),
            decisions=decisions(viewer=viewer),
            **kwargs,
        )


class TermAct(ForExperts, Act):
    """A decision on one name."""

    template_name = "clinics/terms/act.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Nothing is loaded before it is known who asks."""
        super().setup(request, *args, **kwargs)
        self.term: Any = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Load the name; other countries' names do not exist."""
        if has_somewhere(request.user, Permission.SUBSTANCE_RESOLVE):
            rows = visible_terms(viewer=request.user)
            self.term = find(rows, request=request, uid=kwargs["uid"])
        return super().dispatch(request, *args, **kwargs)

    def row_version(self) -> int | None:
        """The version of the name that the page shows."""
        return self.term.row_version

    def next_url(self, result: Any) -> str:
        """The queue."""
        return reverse("work:terms")

    def back_url(self) -> str:
        """The name's page."""
        return reverse("work:term", args=[self.term.uid])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The name as the queue shows it."""
        words = term_in_words(self.term, today=self.today)
        return super().get_context_data(term=words, **kwargs)


class Term(TermAct):
    """One name: what it may mean, what was decided, and a new decision."""

    template_name = "clinics/terms/detail.html"
    form_class = forms.Resolve
    title, verb = _("What a name means"), _("Save decision")
    done = _("Decided. It holds from now on.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """What the name may mean."""
        return super().get_form_kwargs() | {
            "candidates": candidates_of(self.term), "country": self.term.country,
        }  # fmt: skip

    def perform(self, form: forms.Resolve) -> Any:
        """Decide."""
        return terms.resolve_term(
            term=self.term, **form.arguments(), now=self.now, by=self.request.user
        )

    def back_url(self) -> str:
        """The queue."""
        return reverse("work:terms")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The decisions so far."""
        found = decisions(viewer=self.request.user, term=self.term)
        return super().get_context_data(decisions=found, uid=self.term.uid, **kwargs)


class AddSubstance(TermAct):
    """A substance that the list lacks, which the name means."""

    form_class = forms.AddSubstance
    title, verb = _("Add a substance"), _("Add substance")
    lead = _("It joins the list of this country, and the name means it from now on.")
    done = _("Added. The name means it from now on.")

    def perform(self, form: forms.AddSubstance) -> Any:
        """Add the substance and resolve the name."""
        return terms.add_substance(
            term=self.term, **form.arguments(), now=self.now, by=self.request.user
        )


class SetAside(TermAct):
    """A name that is no substance."""

    form_class = forms.SetAside
    title, verb = _("Not a substance"), _("Set aside")
    lead = _("The name leaves the queue. What was written stays as it was.")
    done = _("Set aside.")

    def perform(self, form: forms.SetAside) -> Any:
        """Set the name aside."""
        return terms.set_aside(
            term=self.term, **form.arguments(), now=self.now, by=self.request.user
        )
