"""What the screens of the record share: loading, refusing, saying what was recorded."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from clinics.actions import records
from clinics.selectors.parts import parts_of
from clinics.selectors.roots import visible_episodes, visible_patients
from clinics.selectors.wording import person_text
from clinics.views import conflicts, drafts, leaks
from kernel.errors import Refused
from ui import acts
from ui.acts import find, refuse
from ui.forms import Form


__all__ = [
    "Act", "EpisodeAct", "PartPage", "PatientAct", "find", "note_refusal", "patient_url", "refuse",
    "toast",
]  # fmt: skip


class Act(acts.Act):
    """A form of the record: drafts, what a note tells of a person, two people at one record."""

    template_name = "clinics/act.html"
    keeps_draft = False
    """Whether what is typed is kept on the server until it is sent; only for acts on a patient."""
    may_be_overtaken = False
    """Whether it matters that somebody wrote a newer row than the one the form began from."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Begin without leaks, a draft or a conflict."""
        super().setup(request, *args, **kwargs)
        self.leaks: list = []
        self.draft: drafts.Kept | None = None
        self.conflict: conflicts.Conflict | None = None
        self.basis = request.POST.get(conflicts.BASIS, "")

    def get_initial(self) -> dict[str, Any]:
        """Also the latest step that the page shows."""
        return super().get_initial() | {"seen": partial(conflicts.seen, self)}

    def row_version(self) -> int | None:
        """The version of the row that the page shows, where there is one."""
        return None

    def begun_from(self) -> Any:
        """The row that an act which `may_be_overtaken` puts another in the place of; None yet."""
        raise NotImplementedError

    def as_begun(self, row: Any) -> dict[str, Any]:
        """What this form takes over from such a row."""
        return {}

    def mark_of(self, row: Any) -> str:
        """By what a page knows later which row it began from."""
        return str(row.uid)

    def address(self) -> dict[str, Any]:
        """What the address of this form names."""
        match: Any = self.request.resolver_match
        return dict(match.kwargs)

    def drafted_as(self) -> list[dict[str, Any]]:
        """What earlier addresses of the same form named."""
        return []

    def afresh_url(self) -> str:
        """This form as it begins."""
        return self.request.get_full_path()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or take up the draft of it that the same person left."""
        self.draft = drafts.kept(self)
        self.basis = conflicts.basis_of(self)
        return super().get(request, *args, **kwargs)

    def get_form(self, form_class: Any = None) -> Form:
        """The form; one that was not sent comes back as it was left, not judged yet."""
        if self.draft is None:
            return super().get_form(form_class)
        return drafts.taken_up(self, form_class or self.get_form_class())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Act, or keep or drop the draft."""
        return drafts.handle(self) or super().post(request, *args, **kwargs)

    def is_settled(self, form: Form) -> bool:
        """Whether nobody wrote what the form began from meanwhile, and its notes may be stored."""
        self.conflict = conflicts.overtaken(self, form)
        return self.conflict is None and self.has_settled_leaks(form)

    def has_settled_leaks(self, form: Form) -> bool:
        """Whether the notes of the form may be stored: nothing found, blotted out, or insisted on.

        Only a form about a patient is looked through. Nothing is blocked: one click masks what was
        found, another stores it as it is and leaves a trace.
        """
        patient = getattr(self, "patient", None)
        if patient is None:
            return True
        found = leaks.checked(form, viewer=self.request.user, patient=patient)
        if not found.leaks:
            return True
        answer = self.request.POST.get(leaks.ANSWER)
        if answer == leaks.MASK:
            leaks.mask(form, found)
        elif answer == leaks.KEEP:
            records.keep_leak(
                patient=patient, act=drafts.act_of(self), kinds=found.kinds(), by=self.request.user
            )
        else:
            self.leaks = found.shown(form)
        return answer in {leaks.MASK, leaks.KEEP}

    def conclude(self) -> None:
        """Forget the draft."""
        drafts.forget(self)

    def refuse(self, form: Form, refusal: Refused) -> None:
        """Put a refusal on the form; one for want of a permission leaves a trace.

        Who was too late is shown what the other one wrote beside what they typed themselves.
        """
        note_refusal(self, refusal)
        self.conflict = conflicts.conflict_of(self, form, refusal)
        refuse(form, refusal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What was found and kept, and what somebody else wrote."""
        return super().get_context_data(
            leaks=self.leaks, keeps_draft=self.keeps_draft, draft=self.draft,
            conflict=self.conflict, basis=self.basis, **kwargs,
        )  # fmt: skip


class PatientAct(Act):
    """An act on a patient whose record the person may read; other patients do not exist.

    `shows` names the parts of the record that the screen shows, for the trace of who read them.
    """

    shows: tuple[str, ...] = ("code",)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the patient."""
        super().setup(request, *args, **kwargs)
        patients = visible_patients(viewer=request.user)
        self.patient = find(patients, request=request, uid=kwargs["patient"])

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Showing the form, also once more, is reading the record."""
        records.open_record(patient=self.patient, by=self.request.user, fields=self.shows)
        return super().render_to_response(context, **kwargs)

    def next_url(self, result: Any) -> str:
        """Back to the patient's page."""
        return patient_url(self.patient)

    def back_url(self) -> str:
        """The patient's page."""
        return patient_url(self.patient)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The patient's code, and whose patient it is."""
        return super().get_context_data(
            code=self.patient.code,
            patient_uid=self.patient.uid,
            organisation=self.patient.organisation.name,
            **kwargs,
        )


class EpisodeAct(PatientAct):
    """An act in an episode that the person may read; other episodes do not exist."""

    shows: tuple[str, ...] = ("code", "state", "site")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the episode, and with it the patient."""
        Act.setup(self, request, *args, **kwargs)
        episodes = visible_episodes(viewer=request.user)
        self.episode = find(episodes, request=request, uid=kwargs["episode"])
        self.patient = self.episode.patient

    def row_version(self) -> int | None:
        """The version of the episode that the page shows."""
        return self.episode.row_version

    def next_url(self, result: Any) -> str:
        """The patient's page, with this episode."""
        return f"{patient_url(self.patient)}?episode={self.episode.uid}"

    def back_url(self) -> str:
        """The patient's page, with this episode."""
        return self.next_url(None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The episode's state and site."""
        return super().get_context_data(
            episode_uid=self.episode.uid,
            state=self.episode.state,
            state_label=self.episode.get_state_display(),
            site=self.episode.site.name,
            **kwargs,
        )


def patient_url(patient: Any) -> str:
    """The address of a patient's page."""
    return reverse("work:patient", args=[patient.uid])


def note_refusal(view: Any, refusal: Refused) -> None:
    """Leave a trace when the act of a view was refused for want of a permission."""
    patient = getattr(view, "patient", None)
    acts.note_refusal(
        view, refusal, about=[patient.uid] if patient else (),
        organisation=patient.organisation if patient else None,
    )  # fmt: skip


def toast(text: Any, url: str) -> Any:
    """What was recorded, with the way to put it right."""
    return format_html('{} <a href="{}">{}</a>', text, url, _("Correct"))


class PartPage(TemplateView):
    """A page of one part of a patient's record: showing it is reading the record.

    A part names itself in `part` (see `clinics.selectors.parts`) and its title, and fills the block
    `part` of `clinics/patients/part.html`.
    """

    part: str = ""
    title: Any = ""
    fields: tuple[str, ...] = ()

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the patient and know what day it is."""
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        self.today = timezone.localdate(self.now)
        found = visible_patients(viewer=request.user)
        self.patient = find(found, request=request, uid=kwargs["patient"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The patient's code and the tabs."""
        records.open_record(patient=self.patient, by=self.request.user, fields=self.fields)
        return super().get_context_data(
            title=self.title,
            code=self.patient.code,
            patient_uid=self.patient.uid,
            person=person_text(self.patient, today=self.today),
            organisation=self.patient.organisation.name,
            parts=parts_of(viewer=self.request.user, patient=self.patient, here=self.part),
            **kwargs,
        )
