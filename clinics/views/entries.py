"""All contacts, doses and drug tests of a patient; correcting and voiding one of them."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from clinics.actions import contacts, doses, drug_tests, records
from clinics.forms import events as forms
from clinics.selectors.entries import (
    contact_entry,
    contacts_page,
    dose_entry,
    doses_page,
    drug_test_entry,
    drug_tests_page,
)
from clinics.selectors.roots import (
    visible_contacts,
    visible_doses,
    visible_drug_tests,
    visible_patients,
)
from clinics.selectors.wording import plain
from clinics.views import one_entry
from clinics.views.base import find, patient_url
from clinics.views.one_entry import OneEntry
from kernel.second_person import second_person


class EntryList(TemplateView):
    """All entries of one kind of one patient, newest first, some at a time."""

    template_name = "clinics/patients/entries.html"
    title: Any = ""
    fields: tuple[str, ...] = ()
    page: Any = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the patient."""
        super().setup(request, *args, **kwargs)
        found = visible_patients(viewer=request.user)
        self.patient = find(found, request=request, uid=kwargs["patient"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of entries; reading them is reading the record."""
        records.open_record(patient=self.patient, by=self.request.user, fields=self.fields)
        entries = type(self).page(
            viewer=self.request.user,
            patient=self.patient,
            before=self.request.GET.get("before", ""),
            after=self.request.GET.get("after", ""),
        )
        return super().get_context_data(
            title=self.title,
            code=self.patient.code,
            patient_uid=self.patient.uid,
            organisation=self.patient.organisation.name,
            entries=entries.rows,
            earlier_url=f"?before={entries.earlier}" if entries.earlier else "",
            later_url=f"?after={entries.later}" if entries.later else "",
            **kwargs,
        )


class Contacts(EntryList):
    """All contacts."""

    title, fields, page = _("Contacts"), ("contacts",), contacts_page


class Doses(EntryList):
    """All doses."""

    title, fields, page = _("Doses"), ("doses",), doses_page


class DrugTests(EntryList):
    """All drug tests."""

    title, fields, page = _("Drug tests"), ("drug_tests",), drug_tests_page


PARTS = {"contact": "contacts", "dose": "doses", "test": "drug_tests", "measure": "measures"}
"""The part of the record that an entry belongs to, as the trace of reading names it."""


class EntryAct(OneEntry):
    """An act on one contact, dose, drug test or measure."""

    template_name = "clinics/entries/correct.html"
    kind = ""
    root: Any = None
    words: Any = None

    def rows(self) -> QuerySet[Any]:
        """The entries of this kind."""
        return type(self).root(viewer=self.request.user)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the entry; the trace of reading names the part that it belongs to."""
        super().setup(request, *args, **kwargs)
        self.shows = ("code", PARTS[self.kind])

    def next_url(self, result: Any) -> str:
        """The patient's page, with the episode of the entry."""
        return f"{patient_url(self.patient)}?episode={self.entry.episode.uid}"

    def back_url(self) -> str:
        """The patient's page."""
        return self.next_url(None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The entry as it reads, and where it is voided."""
        void_url = reverse(f"work:{self.kind}-void", args=[self.entry.uid])
        return super().get_context_data(
            entry=type(self).words(self.entry),
            kind=self.kind,
            void_url="" if self.is_late else void_url,
            **kwargs,
        )


class Correct(EntryAct, one_entry.Correct):
    """A contact, dose, drug test or measure as it should read."""


class Void(EntryAct, one_entry.Void):
    """A contact, dose, drug test or measure that does not count."""

    template_name = "clinics/entries/void.html"


class OfContacts:
    """Contacts as entries."""

    kind, root, words = "contact", visible_contacts, contact_entry


class OfDoses:
    """Doses as entries."""

    kind, root, words = "dose", visible_doses, dose_entry


class OfDrugTests:
    """Drug tests as entries."""

    kind, root, words = "test", visible_drug_tests, drug_test_entry


class CorrectContact(OfContacts, Correct):
    """A contact as it should read."""

    form_class, action, parameter = forms.CorrectContact, contacts.correct_contact, "contact"
    title = _("Correct a contact")
    copied = ("kind", "on", "at", "absence_reason", "minutes", "note")
    answered = ("mode", "attendance")


class CorrectDose(OfDoses, Correct):
    """A dose as it should read."""

    template_name = "clinics/doses/correct.html"
    form_class, action, parameter = forms.CorrectDose, doses.correct_dose, "dose"
    title = _("Correct a dose")
    copied = ("medicine", "unit", "on", "at")
    answered = ("mode",)

    def perform(self, form: Any) -> Any:
        """Correct the dose, with the second person if one signed."""
        arguments = form.arguments()
        signature = {name: arguments.pop(f"second_{name}") for name in ("username", "password")}
        if any(signature.values()):
            who = second_person(self.request, **signature, first=self.request.user)
            arguments["override_by"] = who
        return doses.correct_dose(dose=self.entry, **arguments, now=self.now, by=self.request.user)

    def get_initial(self) -> dict[str, Any]:
        """Amounts without needless zeros."""
        amounts = {name: plain(getattr(self.entry, name)) for name in ("amount", "prescribed")}
        return super().get_initial() | amounts


class CorrectDrugTest(OfDrugTests, Correct):
    """A drug test as it should read."""

    template_name = "clinics/drug_tests/correct.html"
    form_class, action, parameter = (
        forms.CorrectDrugTest, drug_tests.correct_drug_test, "drug_test",
    )  # fmt: skip
    title = _("Correct a drug test")
    copied = ("on", "matrix")
    answered = ("temperature", "witnessed")

    def get_initial(self) -> dict[str, Any]:
        """What was found of each analyte."""
        found = {
            forms.finding_name(result.analyte): result.finding
            for result in self.entry.results.all()
        }
        return super().get_initial() | found


class VoidContact(OfContacts, Void):
    """A contact that does not count."""


class VoidDose(OfDoses, Void):
    """A dose that does not count."""


class VoidDrugTest(OfDrugTests, Void):
    """A drug test that does not count."""
