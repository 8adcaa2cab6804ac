"""Treatment demand: sixteen questions and up to four substances on one screen."""

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from clinics.actions import demand
from clinics.forms import demand as forms
from clinics.policies import can, check_is_current
from clinics.rules import RuleBroken
from clinics.selectors.demand import days_asked, latest_demand, visible_demands
from clinics.views import conflicts, drafts
from clinics.views.base import Act, EpisodeAct, find
from clinics.views.one_entry import OneEntry


class Demand(EpisodeAct):
    """What the patient answers at entry, and again at a review."""

    form_class = forms.Demand
    shows = (*EpisodeAct.shows, "demand")
    template_name = "clinics/episodes/demand.html"
    keeps_draft = True
    may_be_overtaken = True
    title, verb = _("Treatment demand"), _("Save answers")
    done = _("Answers recorded.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Take up the answers that exist."""
        super().setup(request, *args, **kwargs)
        self.known = latest_demand(viewer=request.user, episode=self.episode)
        self.answers, self.uses = forms.initial_of(self.known) if self.known else ({}, [])

    def begun_from(self) -> Any:
        """The answers that exist."""
        return self.known

    def as_begun(self, row: Any) -> dict[str, Any]:
        """The answers of a day, and the day."""
        return forms.initial_of(row)[0] | {"as_of": row.as_of} if row else {}

    def more_lines(self, then: Any, now: Any) -> list[conflicts.Line]:
        """The substances, in one line."""
        before, after = (forms.initial_of(row)[1] if row else [] for row in (then, now))
        uses = (before, after, self.substances.rows())
        said = [", ".join(use["as_said"] for use in each) for each in uses]
        return [conflicts.Line(_("Substances"), *said)] if len(set(said)) > 1 else []

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
            return self.record(
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

    def record(self, **answers: Any) -> Any:
        """Write the answers as new ones."""
        return demand.record_demand(episode=self.episode, **answers)

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
        days = days_asked(viewer=self.request.user, episode=self.episode)
        return super().get_context_data(substances=substances, days=days, **kwargs)


class CorrectDemand(Demand):
    """Answers that were written down wrongly: the row that replaces them counts from now on."""

    form_class = forms.CorrectDemand
    keeps_draft = may_be_overtaken = False
    again = OneEntry.again
    title, verb = _("Correct the treatment demand"), _("Save correction")
    done = _("Corrected.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the answers, and with them the episode; what holds no more has no page to open."""
        Act.setup(self, request, *args, **kwargs)
        rows = visible_demands(viewer=request.user).prefetch_related("substances")
        self.entry = find(rows, request=request, uid=kwargs["entry"])
        if request.method != "POST" and not can(check_is_current, self.entry):
            raise Http404
        self.episode = self.entry.episode
        self.patient = self.episode.patient
        self.answers, self.uses = forms.initial_of(self.entry)

    def get_initial(self) -> dict[str, Any]:
        """The answers as they stand, with their day."""
        return super().get_initial() | {"as_of": self.entry.as_of}

    def record(self, **answers: Any) -> Any:
        """Replace the answers."""
        return demand.correct_demand(demand=self.entry, **answers)

    def as_stored(self) -> dict[str, Any]:
        """The answers of the row that is asked about."""
        return self.as_begun(self.entry)


PLACES = {"V05": "age_first_use", "V08": "route", "V09": "route", "V15": "is_prescribed"}
"""Where a rule about substances is answered; all others at the substance itself."""
