"""Measures: what was measured, filling a questionnaire in, the clinic's own wording."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clinics.actions import measures
from clinics.forms import measures as forms
from clinics.instruments import BandedBy, InvalidAnswers, instrument
from clinics.selectors.measure_trends import substance_of
from clinics.selectors.measures import (
    current_texts,
    lines_of,
    measure_entry,
    measures_page,
    texts_of,
    usual_substance,
    visible_measures,
)
from clinics.selectors.roots import organisations_to
from clinics.selectors.scores import panel, usual_occasion
from clinics.views.base import Act, EpisodeAct, PartPage, toast
from clinics.views.entries import Correct, Void
from kernel.errors import Refused
from kernel.permissions import Permission


SHOW = "show"
"""The button that shows the score without a script."""


class Measures(PartPage):
    """The measures of an episode: the newest scores, their trends, and what is due."""

    part, title, fields = "measures", _("Measures"), ("code", "measures")
    template_name = "clinics/measures/page.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, or lead to the questionnaire that was chosen from the list."""
        chosen, episode = request.GET.get("fill", ""), request.GET.get("episode", "")
        if chosen and episode:
            try:
                return redirect("work:measure", UUID(episode), instrument(chosen).code)
            except (KeyError, ValueError):
                raise Http404 from None
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The measures of the episode that is shown."""
        page = measures_page(
            viewer=self.request.user, patient=self.patient, today=self.today,
            episode_uid=self.request.GET.get("episode", ""),
        )  # fmt: skip
        return super().get_context_data(page=page, today=self.today, **kwargs)


class Filling(Act):
    """What filling in and correcting share: the wording, the score, refusals item by item."""

    template_name = "clinics/measures/fill.html"
    keeps_draft = True
    instrument: Any = None
    text: Any = None

    def get_form_kwargs(self) -> dict[str, Any]:
        """The questionnaire, and the clinic's wording of it."""
        wording = self.text.items if self.text else {}
        return super().get_form_kwargs() | {"instrument": self.instrument, "wording": wording}

    def get_form(self, form_class: Any = None) -> Any:
        """The form; of one that is taken up the answers are read, and nothing is judged yet."""
        form = super().get_form(form_class)
        if self.draft is not None:
            form.full_clean()
            form.errors.clear()
        return form

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save, or only show the score when that button was pressed."""
        if SHOW not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        form.is_valid()
        form.errors.clear()
        return self.render_to_response(self.get_context_data(form=form))

    def panel_of(self, form: Any) -> Any:
        """What the form comes to so far."""
        substance = getattr(form, "cleaned_data", {}).get("substance") or ""
        return panel(self.instrument, form.answers(), sex=self.patient.sex, substance=substance)

    def refuse(self, form: Any, refusal: Refused) -> None:
        """Put what is wrong with an answer beside its item."""
        if not isinstance(refusal, InvalidAnswers):
            super().refuse(form, refusal)
            return
        for key, message in refusal.messages.items():
            form.add_error(key if key in form.fields else None, str(message))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The questionnaire, and its score once something was sent."""
        context = super().get_context_data(**kwargs)
        form = context["form"]
        return context | {
            "instrument": self.instrument,
            "text": self.text,
            "panel": self.panel_of(form) if form.is_bound else None,
        }


class Fill(Filling, EpisodeAct):
    """A questionnaire on one screen; its score follows while it is filled in."""

    form_class = forms.Measure
    shows = (*EpisodeAct.shows, "sex", "measures")
    verb = _("Save measure")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the questionnaire, and the clinic's wording in the reader's language."""
        super().setup(request, *args, **kwargs)
        try:
            self.instrument = instrument(kwargs["instrument"])
        except KeyError:
            raise Http404 from None
        self.kwargs = {"episode": kwargs["episode"]}  # a trace of a refusal holds uids only
        self.title = self.instrument.code
        self.texts = current_texts(
            viewer=request.user, organisation=self.episode.organisation,
            instrument=self.instrument.code,
        )  # fmt: skip
        self.text = self.chosen_text()

    def get_form(self, form_class: Any = None) -> Any:
        """A form that is taken up keeps the wording in which it was begun."""
        if self.draft is not None:
            self.text = self.chosen_text()
        return super().get_form(form_class)

    def chosen_text(self) -> Any:
        """The wording asked for, or that of the reader's language; else none."""
        begun = self.draft.fields.get("text", [""]) if self.draft else [""]
        asked = self.request.POST.get("text") or self.request.GET.get("text") or begun[0]
        by_uid = {str(text.uid): text for text in self.texts}
        here = {text.language: text for text in self.texts}
        if asked:
            return by_uid.get(asked)
        return here.get((get_language() or "")[:2])

    def get_initial(self) -> dict[str, Any]:
        """Today, at the likely time in the episode."""
        initial = super().get_initial() | {
            "occasion": usual_occasion(self.episode, today=self.today),
        }
        if self.instrument.banded_by is BandedBy.SUBSTANCE:
            initial["substance"] = usual_substance(self.episode)
        return initial

    def perform(self, form: forms.Measure) -> Any:
        """Record the measure."""
        return measures.record_measure(
            episode=self.episode, instrument=self.instrument.code, text=self.text,
            **form.arguments(), confirmed=self.confirmed(), now=self.now, by=self.request.user,
        )  # fmt: skip

    def said(self, result: Any) -> Any:
        """What was recorded, with the way to correct it."""
        text = _("%(measure)s recorded for %(code)s.") % {
            "measure": self.instrument.code, "code": self.patient,
        }  # fmt: skip
        return toast(text, reverse("work:measure-correct", args=[result.uid]))

    def next_url(self, result: Any) -> str:
        """The measures of this episode."""
        return f"{reverse('work:measures', args=[self.patient.uid])}?episode={self.episode.uid}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the score is asked for, and the other wordings."""
        arguments = [self.episode.uid, self.instrument.code]
        return super().get_context_data(
            score_url=reverse("work:measure-score", args=arguments), texts=self.texts, **kwargs
        )


class Score(Fill):
    """The score of a form that is being filled in: a fragment, nothing is stored."""

    keeps_draft = False

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Score what was sent."""
        form = self.get_form()
        form.is_valid()
        context = {"panel": self.panel_of(form), "instrument": self.instrument}
        return render(request, "clinics/measures/_score.html", context)


class OfMeasures:
    """Measures as entries."""

    kind, root, words = "measure", visible_measures, measure_entry

    def next_url(self, result: Any) -> str:
        """The measures of the episode."""
        episode = self.entry.episode
        return f"{reverse('work:measures', args=[self.patient.uid])}?episode={episode.uid}"


class CorrectMeasure(Filling, OfMeasures, Correct):
    """A measure as it should read; it is scored anew."""

    form_class, action, parameter = (
        forms.CorrectMeasure, measures.correct_measure, "measure",
    )  # fmt: skip
    title = _("Correct a measure")
    copied = ("on", "occasion", "administered", "safety_action")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Take the questionnaire and the wording of the measure."""
        super().setup(request, *args, **kwargs)
        self.instrument = instrument(self.entry.instrument)
        self.text = self.entry.text

    def get_initial(self) -> dict[str, Any]:
        """The answers as they were."""
        return super().get_initial() | self.entry.answers | {"substance": substance_of(self.entry)}


class VoidMeasure(OfMeasures, Void):
    """A measure that does not count."""


class Texts(Act):
    """The wording of questionnaires that a clinic holds under its own licence."""

    form_class = forms.Text
    template_name = "clinics/measures/texts.html"
    title, verb = _("Texts of measures"), _("Add text")
    lead = _("No wording is shipped. Paste the translation that your clinic may use.")
    done = _("Text added.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Only those who configure a clinic come here."""
        super().setup(request, *args, **kwargs)
        self.organisations = organisations_to(
            viewer=request.user, permission=Permission.CLINIC_CONFIGURE
        )
        if not self.organisations:
            raise Http404

    def get_form_kwargs(self) -> dict[str, Any]:
        """The clinics that the person configures."""
        return super().get_form_kwargs() | {"organisations": self.organisations}

    def get_initial(self) -> dict[str, Any]:
        """The questionnaire that was chosen from the list."""
        return {"instrument": self.request.GET.get("instrument", "")}

    def perform(self, form: forms.Text) -> Any:
        """Add the text."""
        return measures.add_text(**form.arguments(), now=self.now, by=self.request.user)

    def next_url(self, result: Any) -> str:
        """Here again: the new text stands in the list."""
        return reverse("work:measure-texts")

    def back_url(self) -> str:
        """Where the person's work begins."""
        return reverse("work:home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The texts that are there, and the lines that the chosen questionnaire has."""
        context = super().get_context_data(**kwargs)
        try:
            chosen = instrument(context["form"]["instrument"].value() or "")
        except KeyError:
            chosen = None
        return context | {
            "texts": texts_of(viewer=self.request.user),
            "chosen": chosen,
            "lines": lines_of(chosen) if chosen else (),
        }
