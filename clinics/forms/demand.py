"""Treatment demand on one screen: sixteen questions and up to four substances."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.actions.demand import UNKNOWN_WHICH, Question
from clinics.choices import Resolution
from clinics.forms.fields import EntryForm, choice, coded, day, number, spread, stored, year
from clinics.forms.names import NamedField, SaidWidget
from clinics.selectors.substances import name_of, named_label
from clinics.vocabulary import (
    Accommodation,
    CorrectionReason,
    Education,
    Frequency,
    Labour,
    LivingWith,
    NullFlavour,
    OatHistory,
    PreviouslyTreated,
    Recency,
    Route,
    Substance,
    Testing,
    YesNo,
)
from ui.forms import Answer, Form


SUBSTANCES = 4
_ONLY_CLASS = _("Only the class is known")
SECTIONS: tuple[tuple[str, Any, Any, tuple[str, ...]], ...] = (
    ("living", _("Living situation"), _("At the start of treatment"),
     ("living_with", "has_children", "lives_with_children", "accommodation", "labour",
      "education")),
    ("treatment", _("Treatment so far"), _("Anywhere, in the whole life"),
     ("previously_treated", "first_treatment_year", "oat_history", "oat_first_year")),
    ("injecting", _("Injecting"), "",
     ("injecting", "age_first_injection", "sharing")),
    ("tests", _("Tests and several substances"), _("When last tested, never the result"),
     ("hiv_testing", "hcv_testing", "polydrug")),
)  # fmt: skip
IMPLIED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("has_children", YesNo.NO, ("lives_with_children",)),
    ("previously_treated", PreviouslyTreated.NEVER, ("first_treatment_year",)),
    ("oat_history", OatHistory.NEVER, ("oat_first_year",)),
    ("injecting", Recency.NEVER, ("age_first_injection", "sharing")),
)
"""An answer -> the questions to which it makes the answer: does not apply."""


class Demand(EntryForm):
    """The answers of one day. Each question is answered, or says why it is not."""

    as_of = day(_("Asked on"))
    living_with = coded(_("Lives with"), LivingWith)
    has_children = coded(_("Has children"), YesNo)
    lives_with_children = coded(
        _("Lives with children"), YesNo,
        help_text=_("Only asked of parents."),
    )  # fmt: skip
    accommodation = coded(_("Housing"), Accommodation)
    labour = coded(_("Work and study"), Labour)
    education = coded(_("Education completed"), Education)
    previously_treated = coded(_("Treated before"), PreviouslyTreated)
    first_treatment_year = year(_("Year of first treatment"))
    oat_history = coded(_("Opioid agonist treatment"), OatHistory)
    oat_first_year = year(_("Year of first opioid agonist treatment"))
    injecting = coded(_("Injecting"), Recency)
    age_first_injection = number(
        _("Age at first injection"), lowest=5, highest=99,
        help_text=_("In whole years. A guess is fine."),
    )  # fmt: skip
    sharing = coded(_("Sharing needles or syringes"), Recency)
    hiv_testing = coded(_("Tested for HIV"), Testing)
    hcv_testing = coded(_("Tested for hepatitis C"), Testing)
    polydrug = coded(_("Problem with several substances"), YesNo)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rest_not_asked = bool(self.data and self.data.get("rest"))
        for stem in QUESTIONS:
            self.fields[stem].required = not self.rest_not_asked

    def clean(self) -> dict[str, Any]:
        """Let answers imply others; demand the rest, unless it is said that it was not asked."""
        cleaned = super().clean() or self.cleaned_data
        for stem, answer, implied in IMPLIED:
            given = cleaned.get(stem)
            if given and given.value == answer:
                for other in implied:
                    cleaned.setdefault(other, None)
                    cleaned[other] = cleaned[other] or Answer(null=NullFlavour.NA)
        for stem in QUESTIONS:
            if cleaned.get(stem):
                if self.has_error(stem, "required"):
                    del self.errors[stem]
            elif self.rest_not_asked and stem not in self.errors:
                cleaned[stem] = Answer(null=NullFlavour.NASK)
        return cleaned

    def arguments(self) -> dict[str, Any]:
        """The arguments of `record_demand`, but for the substances."""
        answers = spread({stem: self.cleaned_data[stem] for stem in QUESTIONS}, self.fields)
        return {
            "as_of": self.cleaned_data["as_of"],
            "token": self.cleaned_data["token"],
            "answers": answers,
        }

    def head(self) -> list[forms.BoundField]:
        """What is asked about the answers as a whole."""
        return [self["as_of"]]

    def sections(self) -> list[dict[str, Any]]:
        """The questions under their headings, as the page draws them."""
        return [
            {"id": ident, "title": title, "lead": lead, "fields": [self[stem] for stem in stems]}
            for ident, title, lead, stems in SECTIONS
        ]


QUESTIONS = tuple(stem for _id, _title, _lead, stems in SECTIONS for stem in stems)


class CorrectDemand(Demand):
    """The answers as they should have been written down, and why they are corrected."""

    reason = choice(_("Why it is corrected"), CorrectionReason)

    def head(self) -> list[forms.BoundField]:
        """The day, and the reason."""
        return [*super().head(), self["reason"]]

    def arguments(self) -> dict[str, Any]:
        """The arguments of `correct_demand`, but for the substances."""
        return super().arguments() | {"reason": self.cleaned_data["reason"]}


class SubstanceUse(Form):
    """One substance: the first is the one that brings the patient here."""

    substance = coded(_("Substance"), Substance, required=False)
    as_said = forms.CharField(
        label=_("As the patient says it"), required=False, max_length=80,
        widget=SaidWidget,
        help_text=_("In any language. The word is kept as said, and says which substance it is."),
    )  # fmt: skip
    named = NamedField()
    route = coded(_("Usual way of use"), Route, required=False)
    frequency = coded(_("Days of use, last 30"), Frequency, required=False)
    age_first_use = number(
        _("Age at first use"), lowest=5, highest=99, required=False,
        help_text=_("In whole years. A guess is fine."),
    )  # fmt: skip
    is_prescribed = forms.BooleanField(label=_("Taken as prescribed"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = str(self["named"].value() or "")
        option = self.initial.get("named_option", ("", ""))
        if chosen and option[0] != chosen:
            option = (chosen, _ONLY_CLASS if chosen == UNKNOWN_WHICH else name_of(chosen))
        self.offer([option] if option[0] else [], chosen)

    def offer(self, options: Iterable[tuple[str, Any]], chosen: str = "") -> None:
        """Offer what the word may mean, under the word."""
        self.fields["as_said"].widget.offer(list(options), chosen)

    def clean(self) -> dict[str, Any]:
        """What is said of a substance needs the substance, or a word for it."""
        cleaned = super().clean() or self.cleaned_data
        said = [name for name, value in cleaned.items() if value and name not in NAMING]
        if said and not self.is_given() and "substance" not in self.errors:
            self.add_error("substance", _("Choose the substance, or say why it is not known"))
        return cleaned

    def is_given(self) -> bool:
        """Whether this substance is part of the answers."""
        return any(self.cleaned_data.get(name) for name in NAMING)


NAMING = ("substance", "as_said", "named")
"""What says which substance it is: one of these is enough."""


class BaseSubstances(forms.BaseFormSet):
    """Up to four substances in the order of the patient's own ranking."""

    def rows(self) -> list[dict[str, Any]]:
        """The substances that were given, ranked from 1 without a gap."""
        given = [form for form in self.forms if form.is_given()]
        return [
            {"rank": rank} | spread(form.cleaned_data, form.fields)
            for rank, form in enumerate(given, start=1)
        ]

    def ask(self, questions: Iterable[Question]) -> None:
        """Put the questions of `NameUnclear` to the person, each at the word that it is about."""
        given = [form for form in self.forms if form.is_given()]
        for question in questions:
            form = given[question.place]
            form.offer(question.options, form["named"].value() or "")
            form.add_error("as_said", question.text)


Substances = forms.formset_factory(
    SubstanceUse, formset=BaseSubstances, extra=SUBSTANCES, max_num=SUBSTANCES,
    validate_max=True, absolute_max=SUBSTANCES,
)  # fmt: skip


def initial_of(demand: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What a form begins with when answers exist: they are taken up again, not typed again."""
    answers = {
        stem: stored(getattr(demand, stem), getattr(demand, f"{stem}_null")) for stem in QUESTIONS
    }
    substances = [
        {
            stem: stored(getattr(use, stem), getattr(use, f"{stem}_null"))
            for stem in ("substance", "route", "frequency", "age_first_use")
        }
        | {"as_said": use.as_said, "is_prescribed": use.is_prescribed}
        | _named(use, demand)
        for use in demand.substances.all()
    ]
    return answers, substances


def _named(use: Any, demand: Any) -> dict[str, Any]:
    """What was chosen for a word; a class stays a class until somebody says more."""
    if use.named and use.resolution != Resolution.CLASS_LEVEL:
        label = named_label(use.named, organisation_id=demand.organisation_id)
        return {"named": use.named, "named_option": (use.named, label)}
    if use.resolution == Resolution.CLASS_LEVEL:
        return {"named": UNKNOWN_WHICH, "named_option": (UNKNOWN_WHICH, _ONLY_CLASS)}
    return {}
