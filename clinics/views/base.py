"""What the screens of the record share: loading, refusing, saying what was recorded."""

from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView

from clinics.actions import records
from clinics.rules import NeedsConfirmation, RuleBroken
from clinics.selectors.parts import parts_of
from clinics.selectors.roots import visible_episodes, visible_patients
from clinics.selectors.wording import person_text
from clinics.views import conflicts, drafts, leaks
from kernel.errors import Refused
from kernel.permissions import NotPermitted
from ui.forms import Form


class Act(FormView):
    """A form for one act: what was typed stays, a refusal stands beside its field."""

    title: Any = ""
    lead: Any = ""
    verb: Any = _("Save")
    done: Any = _("Recorded")
    template_name = "clinics/act.html"
    keeps_draft = False
    """Whether what is typed is kept on the server until it is sent; only for acts on a patient."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Know what day it is, once for the whole request."""
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        self.today = timezone.localdate(self.now)
        self.doubts: list = []
        self.leaks: list = []
        self.draft: drafts.Kept | None = None
        self.conflict: conflicts.Conflict | None = None

    def get_initial(self) -> dict[str, Any]:
        """Today, and a token of this page's own."""
        return {
            "on": self.today, "token": uuid4(), "row_version": self.row_version(),
            "seen": partial(conflicts.seen, self),
        }  # fmt: skip

    def row_version(self) -> int | None:
        """The version of the row that the page shows, where there is one."""
        return None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or take up the draft of it that the same person left."""
        self.draft = drafts.kept(self)
        return super().get(request, *args, **kwargs)

    def get_form(self, form_class: Any = None) -> Form:
        """The form; one that was not sent comes back as it was left, not judged yet."""
        if self.draft is None:
            return super().get_form(form_class)
        return drafts.taken_up(self, form_class or self.get_form_class())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Act, or keep or drop the draft."""
        return drafts.handle(self) or super().post(request, *args, **kwargs)

    def form_valid(self, form: Form) -> HttpResponse:
        """Act; a refusal goes back to the form, all else leads on with a word of what is so."""
        if not self.has_settled_leaks(form):
            return self.form_invalid(form)
        try:
            result = self.perform(form)
        except NeedsConfirmation as doubt:
            self.doubts = list(doubt.rules)
            return self.form_invalid(form)
        except Refused as refusal:
            self.refuse(form, refusal)
            return self.form_invalid(form)
        drafts.forget(self)
        messages.success(self.request, self.said(result))
        return redirect(self.next_url(result))

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

    def perform(self, form: Any) -> Any:
        """Call the one action of this screen."""
        raise NotImplementedError

    def refuse(self, form: Form, refusal: Refused) -> None:
        """Put a refusal on the form; one for want of a permission leaves a trace.

        Who was too late is shown what the other one wrote beside what they typed themselves.
        """
        note_refusal(self, refusal)
        self.conflict = conflicts.conflict_of(self, form, refusal)
        refuse(form, refusal)

    def confirmed(self) -> list[str]:
        """The numbers of the warnings that the person has said are right."""
        return self.request.POST.getlist("confirmed")

    def said(self, result: Any) -> Any:
        """What the toast says."""
        return self.done

    def next_url(self, result: Any) -> str:
        """Where the act leads."""
        raise NotImplementedError

    def back_url(self) -> str:
        """Where one goes without acting."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words around the form."""
        words = {"title": self.title, "lead": self.lead, "verb": self.verb}
        return super().get_context_data(
            **words, doubts=self.doubts, leaks=self.leaks, confirmed=self.confirmed(),
            back_url=self.back_url(), keeps_draft=self.keeps_draft, draft=self.draft,
            conflict=self.conflict, **kwargs,
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


def find(rows: QuerySet[Any], *, request: Any, uid: UUID) -> Any:
    """The row that the person may read. Any other does not exist, and asking for it leaves a trace.

    Whether it exists elsewhere is not looked up: answer, trace and time are the same.
    """
    try:
        return get_object_or_404(rows, uid=uid)
    except Http404:
        records.tell_refusal(
            outcome="NOT_YOURS", act=request.resolver_match.url_name, uids=[uid],
            object_type=rows.model._meta.label_lower, by=request.user,
        )  # fmt: skip
        raise


def note_refusal(view: Any, refusal: Refused) -> None:
    """Leave a trace when the act of a view was refused for want of a permission."""
    if isinstance(refusal, NotPermitted):
        records.tell_refusal(
            outcome="NOT_PERMITTED", act=view.request.resolver_match.url_name,
            uids=view.kwargs.values(), patient=getattr(view, "patient", None),
            by=view.request.user,
        )  # fmt: skip


def refuse(form: Form, refusal: Refused) -> None:
    """Put a refusal beside the field that it concerns, or above the form."""
    if not isinstance(refusal, RuleBroken):
        form.add_error(None, str(refusal))
        return
    for rule in refusal.rules:
        field = next((name for name in rule.fields if name in form.fields), None)
        form.add_error(field, str(rule.message))


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
