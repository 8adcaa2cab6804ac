"""Papers of one patient. A page asks what the print shall say; sending it makes the PDF."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clinics.actions import papers
from clinics.choices import Document
from clinics.documents import render_pdf
from clinics.forms import papers as forms
from clinics.selectors.accounting import looks_at
from clinics.selectors.identities import reveal
from clinics.selectors.papers import code_of, name_for_letter, papers_for, summary_of
from clinics.selectors.subject import held_on
from clinics.views.base import PartPage, PatientAct
from kernel.errors import Refused
from ui.qr import drawing_of


class Papers(PartPage):
    """Which papers there are; each is one tap away."""

    part, title, fields = "papers", _("Papers"), ("code",)
    template_name = "clinics/papers/papers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The papers that the viewer may print."""
        may = papers_for(viewer=self.request.user, patient=self.patient)
        return super().get_context_data(may=may, **kwargs)


class Paper(PatientAct):
    """One paper: `printed` gathers what it says; the print is logged before it leaves."""

    document: Document
    template: str = ""
    verb = _("Print")
    form_class: Any = forms.Plain

    def form_valid(self, form: Any) -> HttpResponse:
        """Make the PDF; a refusal goes back to the form."""
        try:
            return self.answer(form)
        except Refused as refusal:
            self.refuse(form, refusal)
            return self.form_invalid(form)

    def answer(self, form: Any) -> HttpResponse:
        """The PDF, once the trace is written. Its name tells nothing."""
        viewer, patient = self.request.user, self.patient
        papers.check_may_print(patient=patient, document=self.document, by=viewer)
        content = render_pdf(
            self.template,
            self.printed(form) | {"printed_on": self.today},
            language=get_language() or "en",
            title=str(self.document.label),
        )
        papers.note_printed(
            patient=patient, document=self.document, by=viewer, **self.noted(form)
        )  # fmt: skip
        name = f"{self.document.value.lower()}.pdf"
        headers = {"Content-Disposition": f'inline; filename="{name}"'}
        return HttpResponse(content, content_type="application/pdf", headers=headers)

    def printed(self, form: Any) -> dict[str, Any]:
        """What the template says."""
        raise NotImplementedError

    def noted(self, form: Any) -> dict[str, Any]:
        """What the trace says besides."""
        return {}


class Card(Paper):
    """The patient's card: a code and its QR code, and nothing that tells anybody anything."""

    document, template = Document.CARD, "card.html"
    title = _("Patient card")
    lead = _("Credit-card size. The code and nothing else: no name, no clinic.")

    def printed(self, form: Any) -> dict[str, Any]:
        """The code, twice."""
        return {"code": code_of(self.patient), "qr": drawing_of(self.patient.code)}


class Summary(Paper):
    """The last episode for another clinician, by code."""

    document, template = Document.SUMMARY, "summary.html"
    title = _("Clinical summary")
    lead = _("The last episode by code, without a name and without notes.")

    def printed(self, form: Any) -> dict[str, Any]:
        """The summary."""
        return {
            "summary": summary_of(viewer=self.request.user, patient=self.patient, today=self.today)
        }


class Letter(Paper):
    """A letter to somebody who goes on treating, by code or with the name."""

    form_class: Any = forms.Letter
    document, template = Document.LETTER, "letter.html"
    title = _("Referral letter")
    lead = _("The addressee and your words are printed and not kept.")

    def printed(self, form: Any) -> dict[str, Any]:
        """Addressee and words as typed, the chosen parts, and the name when it is wanted."""
        typed, viewer = form.cleaned_data, self.request.user
        name, born = "", None
        if typed["with_name"]:
            name, born = name_for_letter(viewer=viewer, patient=self.patient)
        return {
            "summary": summary_of(
                viewer=viewer, patient=self.patient, parts=typed["parts"], today=self.today
            ),
            "addressee": typed["addressee"], "text": typed["text"], "name": name,
            "birth_date": born,
        }  # fmt: skip

    def noted(self, form: Any) -> dict[str, Any]:
        """Which parts, and whether with the name."""
        typed = form.cleaned_data
        return {
            "purpose": "REFERRAL_LETTER", "with_name": typed["with_name"],
            "fields": typed["parts"],
        }  # fmt: skip


class Subject(Paper):
    """Everything that is held on the patient, and who looked, for the patient."""

    form_class: Any = forms.Subject
    document, template = Document.SUBJECT, "subject.html"
    title = _("Everything that is held")
    lead = _("For the patient, in person: all entries in plain words, and who looked at them. "
             "Answers about violence and concerns for children are not printed.")  # fmt: skip

    def printed(self, form: Any) -> dict[str, Any]:
        """All of it."""
        viewer, patient, purpose = self.request.user, self.patient, form.cleaned_data["purpose"]
        facts = reveal(viewer=viewer, patient=patient, purpose=purpose) if purpose else []
        return {
            "code": code_of(patient),
            "clinic": patient.organisation.name,
            "facts": facts,
            "tables": held_on(viewer=viewer, patient=patient, today=self.today),
            "looks": looks_at(viewer=viewer, patient=patient),
        }

    def noted(self, form: Any) -> dict[str, Any]:
        """Whether with the name, and why."""
        purpose = form.cleaned_data["purpose"]
        return {"purpose": purpose, "with_name": bool(purpose)}
