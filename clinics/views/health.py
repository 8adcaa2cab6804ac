"""The part Health of a record, and the small forms that write it."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clinics.actions import diagnoses, health
from clinics.choices import DiagnosisSystem, InfectionResult, OverdoseOutcome
from clinics.diagnoses import codes
from clinics.forms import health as forms
from clinics.selectors.health import (
    ENTRIES,
    Line,
    health_page,
    next_dose_number,
    substances_of,
    visible_health,
    words_of,
)
from clinics.views import conflicts, one_entry
from clinics.views.base import Act, EpisodeAct, PartPage
from clinics.views.one_entry import OneEntry
from clinics.vocabulary import CorrectionReason


class Health(PartPage):
    """Infections, vaccination, pregnancy and children, overdose and naloxone, diagnoses."""

    part, title, fields = "health", _("Health"), ("code", "health")
    template_name = "clinics/health/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything that holds."""
        page = health_page(viewer=self.request.user, patient=self.patient, today=self.today)
        return super().get_context_data(page=page, **kwargs)


class OfHealth(Act):
    """What every act on health shares: it comes from the part Health and leads back there."""

    patient: Any

    def next_url(self, result: Any) -> str:
        """The part Health of the patient."""
        return reverse("work:health", args=[self.patient.uid])

    def back_url(self) -> str:
        """The part Health, as it is."""
        return self.next_url(None)


class Record(OfHealth, EpisodeAct):
    """One entry about health."""

    keeps_draft = True
    kind = ""
    action: Any = None
    begins: dict[str, Any] = {}
    from_query: tuple[str, ...] = ()

    def get_initial(self) -> dict[str, Any]:
        """The common case, and what the link that led here has chosen."""
        asked = {
            name: self.request.GET[name] for name in self.from_query if name in self.request.GET
        }
        return super().get_initial() | self.begins | asked

    def perform(self, form: Any) -> Any:
        """Record the entry."""
        return type(self).action(
            episode=self.episode, **form.arguments(), confirmed=self.confirmed(), now=self.now,
            by=self.request.user,
        )  # fmt: skip


class RecordTest(Record):
    """A test of an infection."""

    form_class, action = forms.InfectionTest, health.record_infection_test
    title, verb, done = _("Test of an infection"), _("Record test"), _("Test recorded.")
    begins, from_query = {"result": InfectionResult.AWAITED.value}, ("test",)


class RecordCare(Record):
    """A step of the care of an infection."""

    form_class, action = forms.InfectionCare, health.record_infection_care
    title, verb, done = _("Care of an infection"), _("Record step"), _("Step recorded.")
    from_query = ("care",)


class RecordVaccination(Record):
    """A dose of the vaccine against hepatitis B."""

    form_class, action = forms.Vaccination, health.record_vaccination
    title, verb = _("Vaccination against hepatitis B"), _("Record dose")
    done = _("Vaccination recorded.")

    def get_initial(self) -> dict[str, Any]:
        """The next dose."""
        return super().get_initial() | {"number": next_dose_number(patient=self.patient)}


class RecordPregnancy(Record):
    """Pregnancy as of a day."""

    form_class, action = forms.Pregnancy, health.record_pregnancy
    title, verb, done = _("Pregnancy"), _("Record"), _("Pregnancy recorded.")


class RecordChildren(Record):
    """Children as of a day."""

    form_class, action = forms.Children, health.record_children
    title, verb, done = _("Children"), _("Record"), _("Children recorded.")
    lead = _("Numbers only: no child is named here.")
    begins = {"living_with_patient": 0, "in_care": 0}


class RecordOverdose(Record):
    """An overdose."""

    form_class, action = forms.Overdose, health.record_overdose
    title, verb, done = _("Overdose"), _("Record overdose"), _("Overdose recorded.")
    begins = {"outcome": OverdoseOutcome.RECOVERED.value}


class RecordNaloxone(Record):
    """What happened with take-home naloxone."""

    form_class, action = forms.Naloxone, health.record_naloxone
    title, verb, done = _("Take-home naloxone"), _("Record"), _("Naloxone recorded.")
    begins = {"kits": 1, "step": "SUPPLIED"}


class WithCodes(Act):
    """The codes of both classifications, offered while one is typed."""

    template_name = "clinics/health/diagnosis.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Every code with its title."""
        language = get_language()
        offered = [
            (code.code, code.title(language))
            for system in DiagnosisSystem
            for code in codes(system).values()
        ]
        return super().get_context_data(offered=offered, **kwargs)


class RecordDiagnosis(WithCodes, Record):
    """A diagnosis."""

    form_class, action = forms.Diagnosis, diagnoses.record_diagnosis
    title, verb, done = _("Diagnosis"), _("Record diagnosis"), _("Diagnosis recorded.")
    begins = {"system": DiagnosisSystem.ICD10.value}


class EntryAct(OfHealth, OneEntry):
    """An act on one entry about health."""

    kind = ""
    template_name = "clinics/health/entry.html"
    shows = ("code", "health")

    def rows(self) -> QuerySet[Any]:
        """The entries of this kind."""
        return visible_health(ENTRIES[self.kind], viewer=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The entry as it reads, and where it is voided."""
        void_url = reverse(f"work:health-{self.kind}-void", args=[self.entry.uid])
        return super().get_context_data(
            entry=words_of(self.entry), void_url="" if self.is_late else void_url, **kwargs
        )


class Correct(EntryAct, one_entry.Correct):
    """An entry about health as it should read."""

    action: Any = health.correct_health


class CorrectTest(Correct):
    """A test as it should read."""

    kind, form_class, title = "test", forms.CorrectTest, _("Correct a test")
    copied = ("on", "result", "result_on", "copies")

    def get_initial(self) -> dict[str, Any]:
        """The infection and the test as one choice."""
        return super().get_initial() | {"test": f"{self.entry.infection}:{self.entry.kind}"}


class CorrectCare(Correct):
    """A step of care as it should read."""

    kind, form_class, title = "care", forms.CorrectCare, _("Correct a step of care")
    copied = ("on",)

    def get_initial(self) -> dict[str, Any]:
        """The infection and the step as one choice."""
        return super().get_initial() | {"care": f"{self.entry.infection}:{self.entry.step}"}


class CorrectVaccination(Correct):
    """A vaccination as it should read."""

    kind, form_class = "vaccination", forms.CorrectVaccination
    title = _("Correct a vaccination")
    copied = ("number", "on")


class CorrectPregnancy(Correct):
    """Pregnancy as it should read."""

    kind, form_class, title = "pregnancy", forms.CorrectPregnancy, _("Correct pregnancy")
    copied, answered = ("status", "weeks", "on"), ("antenatal_care",)


class CorrectChildren(Correct):
    """Children as they should read."""

    kind, form_class, title = "children", forms.CorrectChildren, _("Correct children")
    copied = ("children", "living_with_patient", "in_care", "on")
    answered = ("childcare_needed", "childcare_provided")


class CorrectOverdose(Correct):
    """An overdose as it should read."""

    kind, form_class, title = "overdose", forms.CorrectOverdose, _("Correct an overdose")
    lead = _("Leave the substances empty to keep them as they are.")
    copied, answered = ("on", "outcome"), ("place", "naloxone_given", "intent")

    def as_stored(self) -> dict[str, Any]:
        """The substances by their names; the form itself asks for words anew."""
        return super().as_stored() | {"said": substances_of(self.entry)}


class CorrectNaloxone(Correct):
    """Naloxone as it should read."""

    kind, form_class, title = "naloxone", forms.CorrectNaloxone, _("Correct naloxone")
    copied = ("step", "expires_on", "on")

    def get_initial(self) -> dict[str, Any]:
        """At least one kit, as the form counts them."""
        return super().get_initial() | {"kits": self.entry.kits or 1}


class CorrectDiagnosis(WithCodes, Correct):
    """A diagnosis as it should read."""

    kind, form_class, title = "diagnosis", forms.CorrectDiagnosis, _("Correct a diagnosis")
    action = diagnoses.correct_diagnosis
    copied = ("system", "code", "role", "on", "ended_on")


CORRECTIONS: dict[str, type[Correct]] = {
    each.kind: each
    for each in (
        CorrectTest, CorrectCare, CorrectVaccination, CorrectPregnancy, CorrectChildren,
        CorrectOverdose, CorrectNaloxone, CorrectDiagnosis,
    )
}  # fmt: skip
"""Kind of entry -> the form that says all of it."""


class Result(EntryAct):
    """The result of a test that was awaited."""

    kind, form_class = "test", forms.Result
    title, verb, done = _("Enter a result"), _("Record result"), _("Result recorded.")

    def get_initial(self) -> dict[str, Any]:
        """Today."""
        return {"token": uuid4(), "result_on": self.today}

    def as_stored(self) -> dict[str, Any]:
        """What is known of the result."""
        row = self.entry
        is_awaited = row.result == InfectionResult.AWAITED
        result = InfectionResult(row.result).label if is_awaited else row.result
        return {"result": result, "result_on": row.result_on, "copies": row.copies}

    def again(self, row: Any) -> tuple[str, dict[str, Any]]:
        """A test that has its result by now is corrected."""
        if row.result == InfectionResult.AWAITED:
            return super().again(row)
        return reverse("work:health-test-correct", args=[row.uid]), {
            "test": f"{row.infection}:{row.kind}", "on": row.on.isoformat(),
            "reason": CorrectionReason.NEW_INFORMATION.value,
        }  # fmt: skip

    def perform(self, form: forms.Result) -> Any:
        """Record the result."""
        return health.record_result(
            test=self.entry, **form.arguments(), now=self.now, by=self.request.user
        )


class EndDiagnosis(EntryAct):
    """Until when a diagnosis held."""

    kind, form_class = "diagnosis", forms.EndDiagnosis
    title, verb, done = _("End a diagnosis"), _("Record end"), _("End recorded.")

    def as_stored(self) -> dict[str, Any]:
        """Until when it held as far as is known."""
        return {"on": self.entry.ended_on}

    def perform(self, form: forms.EndDiagnosis) -> Any:
        """Record the end."""
        return diagnoses.end_diagnosis(
            diagnosis=self.entry, **form.arguments(), now=self.now, by=self.request.user
        )


def in_full(entry: Any) -> Line:
    """One entry with all that its form says, for who comes second with voiding it."""
    kind = next(kind for kind, model in ENTRIES.items() if isinstance(entry, model))
    view = CORRECTIONS[kind]()
    view.entry = entry
    said = conflicts.in_words(view.get_form_class()(), view.as_stored())
    return replace(words_of(entry), detail=said)


class Void(EntryAct, one_entry.Void):
    """An entry about health that does not count."""

    words: Any = staticmethod(in_full)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """It is voided here."""
        return super().get_context_data(**kwargs) | {"void_url": ""}
