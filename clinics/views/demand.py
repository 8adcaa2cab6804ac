"""Treatment demand: sixteen questions and up to four substances on one screen."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from clinics.actions import demand
from clinics.forms import demand as forms
from clinics.rules import RuleBroken
from clinics.selectors.demand import latest_demand
from clinics.views import drafts
from clinics.views.base import EpisodeAct


class Demand(EpisodeAct):
    """What the patient answers at entry, and again at a review."""

    form_class = forms.Demand
    shows = (*EpisodeAct.shows, "demand")
    template_name = "clinics/episodes/demand.html"
    keeps_draft = True
    title, verb = _("Treatment demand"), _("Save answers")
    done = _("Answers recorded.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Take up the answers that exist."""
        super().setup(request, *args, **kwargs)
        known = latest_demand(viewer=request.user, episode=self.episode)
        self.answers, self.uses = forms.initial_of(known) if known else ({}, [])

    def get_initial(self) -> dict[str, Any]:
        """The answers so far, asked again today."""
        return self.answers | {"as_of": self.today, "token": uuid4()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check answers and substances together, so that all that is wrong is said at once."""
        if kept := drafts.handle(self):
            return kept
        form, self.substances = self.get_form(), self._substances(request.POST)
        is_right = [form.is_valid(), self.substances.is_valid()]
        return self.form_valid(form) if all(is_right) else self.form_invalid(form)

    def _begun(self) -> Any:
        """The substances of the draft that is taken up, or those that are known."""
        return self._substances(drafts.data_of(self.draft) if self.draft else None)

    def perform(self, form: forms.Demand) -> Any:
        """Record the answers; what a rule says of a substance goes to that substance."""
        try:
            return demand.record_demand(
                episode=self.episode,
                **form.arguments(),
                substances=self.substances.rows(),
                confirmed=self.confirmed(),
                now=self.now,
                by=self.request.user,
            )
        except RuleBroken as broken:
            self._refuse_substance(broken)
            raise
        except demand.NameUnclear as unclear:
            self.substances.ask(unclear.questions)
            raise

    def _refuse_substance(self, broken: RuleBroken) -> None:
        """Say it at the main substance as well: rules look at all of them together."""
        for rule in broken.rules:
            if "substances" in rule.fields:
                place = PLACES.get(rule.code, "substance")
                self.substances.forms[0].add_error(place, str(rule.message))

    def _substances(self, data: Any = None) -> Any:
        return forms.Substances(data, initial=self.uses, prefix="substance")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The substances beside the questions."""
        substances = getattr(self, "substances", None) or self._begun()
        return super().get_context_data(substances=substances, **kwargs)


PLACES = {"V05": "age_first_use", "V08": "route", "V09": "route", "V15": "is_prescribed"}
"""Where a rule about substances is answered; all others at the substance itself."""
