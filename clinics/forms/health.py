"""Health on small forms: one for each kind of entry, with the common case already chosen."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.choices import (
    CareStep,
    DiagnosisRole,
    DiagnosisSystem,
    Infection,
    InfectionResult,
    InfectionTestKind,
    Intent,
    NaloxoneStep,
    OverdoseOutcome,
    OverdosePlace,
    PregnancyStatus,
)
from clinics.forms.events import Correction
from clinics.forms.fields import ActForm, EntryForm, choice, coded, day, offered
from clinics.rules.health import STEPS, kinds_of
from clinics.vocabulary import YesNo


def _groups(of: Any, choices: Any) -> list[tuple[Any, Any]]:
    """Infections as groups, each with what it knows: HCV:RNA."""
    labels = dict(choices.choices)
    return [
        ("", _("Choose")),
        *(
            (each.label, [(f"{each.value}:{code}", labels[code]) for code in of(each.value)])
            for each in Infection
        ),
    ]


def _whole(label: Any, *, lowest: int, highest: int, **kwargs: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "class": "u-w3"})
    return forms.IntegerField(
        label=label, min_value=lowest, max_value=highest, widget=widget, **kwargs
    )


def _split(cleaned: dict[str, Any], name: str, second: str) -> dict[str, Any]:
    """HCV:RNA as the two arguments of the action."""
    infection, code = cleaned.pop(name).split(":")
    return cleaned | {"infection": infection, second: code}


class InfectionTestFields(forms.Form):
    """What is written of a test of an infection."""

    test = forms.ChoiceField(label=_("Kind of test"), choices=_groups(kinds_of, InfectionTestKind))
    on = day(_("Offered or taken on"))
    result = choice(_("Result"), InfectionResult)
    result_on = day(_("Result on"), required=False, help_text=_("Empty: on the day of the test."))
    copies = _whole(
        _("Copies in 1 ml"), lowest=0, highest=2_000_000_000, required=False,
        help_text=_("Only for tests that count them."),
    )  # fmt: skip

    def arguments(self) -> dict[str, Any]:
        """The arguments of the action."""
        values = super().arguments()  # type: ignore[misc] # mixed into an ActForm
        return _split(values, "test", "kind")


class InfectionTest(InfectionTestFields, EntryForm):
    """A test as it is recorded."""


class CorrectTest(InfectionTestFields, Correction):
    """A test as it should read."""


class Result(EntryForm):
    """The result of a test that was awaited."""

    result = choice(
        _("Result"),
        offered(InfectionResult, {InfectionResult.NEGATIVE, InfectionResult.POSITIVE,
                                  InfectionResult.UNCLEAR}),
    )  # fmt: skip
    result_on = day(_("Result on"))
    copies = _whole(
        _("Copies in 1 ml"), lowest=0, highest=2_000_000_000, required=False,
        help_text=_("Only for tests that count them."),
    )  # fmt: skip


class CareFields(forms.Form):
    """What is written of a step of care."""

    care = forms.ChoiceField(label=_("Step"), choices=_groups(STEPS.__getitem__, CareStep))
    on = day(_("Day"))

    def arguments(self) -> dict[str, Any]:
        """The arguments of the action."""
        values = super().arguments()  # type: ignore[misc] # mixed into an ActForm
        return _split(values, "care", "step")


class InfectionCare(CareFields, EntryForm):
    """A step of care as it is recorded."""


class CorrectCare(CareFields, Correction):
    """A step of care as it should read."""


class VaccinationFields(forms.Form):
    """What is written of a vaccination."""

    number = _whole(_("Dose"), lowest=1, highest=4)
    on = day(_("Day"))


class Vaccination(VaccinationFields, EntryForm):
    """A dose of the vaccine as it is recorded."""


class CorrectVaccination(VaccinationFields, Correction):
    """A dose of the vaccine as it should read."""


class PregnancyFields(forms.Form):
    """What is written of pregnancy."""

    status = choice(_("Pregnancy"), PregnancyStatus)
    weeks = _whole(_("Week"), lowest=1, highest=44, required=False)
    antenatal_care = coded(_("In antenatal care"), YesNo, required=False)
    on = day(_("As of"))

    def clean(self) -> dict[str, Any]:
        """Weeks are counted of a pregnancy."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("weeks") and cleaned.get("status") != PregnancyStatus.PREGNANT:
            self.add_error("weeks", _("Weeks are for a pregnancy that goes on. Leave them empty"))
        return cleaned


class Pregnancy(PregnancyFields, EntryForm):
    """Pregnancy as it is recorded."""


class CorrectPregnancy(PregnancyFields, Correction):
    """Pregnancy as it should read."""


class ChildrenFields(forms.Form):
    """What is written of children: numbers, no names."""

    children = _whole(_("Children under 18"), lowest=0, highest=20)
    living_with_patient = _whole(_("Of them live with the patient"), lowest=0, highest=20)
    in_care = _whole(_("Of them in public care"), lowest=0, highest=20)
    childcare_needed = coded(_("Childcare needed for treatment"), YesNo, required=False)
    childcare_provided = coded(_("Childcare provided"), YesNo, required=False)
    on = day(_("As of"))


class Children(ChildrenFields, EntryForm):
    """Children as they are recorded."""


class CorrectChildren(ChildrenFields, Correction):
    """Children as they should read."""


class OverdoseFields(forms.Form):
    """What is written of an overdose."""

    on = day(_("Day"))
    outcome = choice(_("How it ended"), OverdoseOutcome)
    said = forms.CharField(
        label=_("Substances"), required=False, max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("As the patient calls them, with commas between."),
    )  # fmt: skip
    naloxone_given = coded(_("Naloxone given"), YesNo, required=False)
    place = coded(_("Where"), OverdosePlace, required=False)
    intent = coded(_("Intent"), Intent, required=False)

    def clean_said(self) -> list[str]:
        """The words, one by one."""
        words = self.cleaned_data["said"].replace(";", ",").split(",")
        return [word.strip()[:80] for word in words if word.strip()]


class Overdose(OverdoseFields, EntryForm):
    """An overdose as it is recorded."""


class CorrectOverdose(OverdoseFields, Correction):
    """An overdose as it should read; without words, the substances stay as they are."""

    kept_when_empty = ("said",)

    def arguments(self) -> dict[str, Any]:
        """The arguments of the correction."""
        values = super().arguments()
        return values if values["said"] else {k: v for k, v in values.items() if k != "said"}


class NaloxoneFields(forms.Form):
    """What is written of take-home naloxone."""

    step = choice(_("What"), NaloxoneStep)
    kits = _whole(_("Kits"), lowest=1, highest=10, help_text=_("Not counted for a training."))
    expires_on = day(_("Use before"), required=False)
    on = day(_("Day"))


class Naloxone(NaloxoneFields, EntryForm):
    """Naloxone as it is recorded."""


class CorrectNaloxone(NaloxoneFields, Correction):
    """Naloxone as it should read."""


class DiagnosisFields(forms.Form):
    """What is written of a diagnosis."""

    system = choice(_("Classification"), DiagnosisSystem)
    code = forms.CharField(
        label=_("Code"), max_length=12,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "class": "u-w6", "list": "diagnosis-codes"}
        ),
        help_text=_("F11.2 or 6C43.2; the dot may be left out."),
    )  # fmt: skip
    role = choice(_("Role"), DiagnosisRole)
    on = day(_("Diagnosed on"))


class Diagnosis(DiagnosisFields, EntryForm):
    """A diagnosis as it is recorded."""


class CorrectDiagnosis(DiagnosisFields, Correction):
    """A diagnosis as it should read."""

    ended_on = day(_("Until"), required=False)


class EndDiagnosis(EntryForm):
    """Until when a diagnosis held."""

    on = day(_("Until"))


class ViolenceFields(forms.Form):
    """What is written of HARK: four questions about the past year, and what follows one yes."""

    humiliation = coded(_("Has a partner or ex-partner humiliated you or hurt you emotionally?"),
                        YesNo)  # fmt: skip
    afraid = coded(_("Have you been afraid of a partner or ex-partner?"), YesNo)
    rape = coded(_("Has a partner or ex-partner forced you into any sexual act?"), YesNo)
    kick = coded(_("Has a partner or ex-partner hurt you physically?"), YesNo)
    safety_plan = coded(_("Safety plan made"), YesNo, required=False)
    referral = coded(_("Referral accepted"), YesNo, required=False)
    on = day(_("Day"))
    besides: tuple[str, ...] = ("on",)
    before: tuple[str, ...] = ()

    def arguments(self) -> dict[str, Any]:
        """The arguments of the action."""
        values = super().arguments()  # type: ignore[misc] # mixed into an ActForm
        plain = {name: values.pop(name) for name in self.besides}
        return plain | {"answers": values}

    def screening(self) -> list[forms.BoundField]:
        """The questions, and what is asked before them."""
        return [self[name] for name in (*self.before, "humiliation", "afraid", "rape", "kick")]

    def following(self) -> list[forms.BoundField]:
        """What follows one yes."""
        return [self[name] for name in ("safety_plan", "referral")]


class ViolenceScreen(ViolenceFields, EntryForm):
    """HARK as it is asked."""

    is_alone = forms.BooleanField(
        label=_("The patient is alone with me, and nobody can hear us"), required=True
    )
    besides = ("on", "is_alone", "token")
    before = ("is_alone",)


class CorrectViolence(ViolenceFields, Correction):
    """HARK as it should read."""

    besides = ("on", "reason")
    before = ("reason",)


class SafeguardingFields(forms.Form):
    """What is written of a worry about a child."""

    concern = forms.CharField(
        label=_("Concern"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("No names: write “daughter, 6”."),
    )  # fmt: skip
    plan = forms.CharField(
        label=_("What is done"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    on = day(_("Day"))


class Safeguarding(SafeguardingFields, EntryForm):
    """A worry about a child."""


class CorrectSafeguarding(SafeguardingFields, Correction):
    """A worry about a child as it should read."""


__all__ = [
    "ActForm", "Children", "CorrectCare", "CorrectChildren", "CorrectDiagnosis", "CorrectNaloxone",
    "CorrectOverdose", "CorrectPregnancy", "CorrectSafeguarding", "CorrectTest",
    "CorrectVaccination", "CorrectViolence", "Diagnosis", "EndDiagnosis", "InfectionCare",
    "InfectionTest", "Naloxone", "Overdose", "Pregnancy", "Result", "Safeguarding", "Vaccination",
    "ViolenceScreen",
]  # fmt: skip
