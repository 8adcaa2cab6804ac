"""Telling what happened in a session: one screen on a phone, or a table for what is late."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from kernel.permissions import Permission, has_permission
from prevention.actions.observing import observe_session
from prevention.actions.printing import note_printed
from prevention.actions.recording import record_late, record_session
from prevention.choices import EnrolmentMode, Rater, SessionStatus
from prevention.documents.printing import Paper as Drawn
from prevention.documents.printing import ask_for_sheets, paper_of
from prevention.documents.registers import group_sheets, is_long, session_sheet
from prevention.forms import recording as forms
from prevention.policies.sessions import is_locked
from prevention.selectors.registers import items_of, leads_of, register_of
from prevention.selectors.sessions import (
    absent_numbers,
    list_answers,
    may_observe,
    named_sessions,
    observed_answers,
    past_sessions,
    title_of,
)
from prevention.views.base import Act, Room, find
from prevention.views.sessions import DELIVERS, OfGroup, OfSession
from ui.papers import NoPdf


MOST_ROWS = 40
"""Rows of the table of past sessions."""
ALL_YES = "all_yes"


class WithList(OfSession):
    """A screen with a fidelity list, which one button fills with yes, with or without a script."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Fill the lines that have no answer with yes, and save nothing yet."""
        view: Any = self
        if ALL_YES in request.POST:
            given = view.get_form_kwargs() | {"data": None, "files": None}
            form = view.form_class.with_all_yes(request.POST, **given)
            shown: HttpResponse = view.render_to_response(view.get_context_data(form=form))
            return shown
        parent: Any = super()
        answer: HttpResponse = parent.post(request, *args, **kwargs)
        return answer


class Record(WithList, Act):
    """One session: date, minutes, who came, how faithful it was; saving it means delivered."""

    permissions = DELIVERS
    form_class = forms.RecordForm
    template_name = "prevention/sessions/record.html"
    verb = _("Save as delivered")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send away who comes after the lock; the page of the session says why."""
        if self.is_closed():
            return redirect(self.session_url())
        return super().get(request, *args, **kwargs)

    def is_closed(self) -> bool:
        """Whether the session is a manager's alone by now."""
        manages = has_permission(
            self.request.user, Permission.PROGRAMME_MANAGE, at=self.row.organisation
        )
        return is_locked(self.row, on=self.today) and not manages

    @property
    def title(self) -> Any:
        """The session."""
        return title_of(self.row)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The register of that day, the list and who leads."""
        named = self.row.cohort.mode == EnrolmentMode.NAMED
        register = list(register_of(self.row, on=self.row.on))
        return super().get_form_kwargs() | {
            "register": register if named else None,
            "items": items_of(self.row),
            "leads": leads_of(self.row),
        }

    def get_initial(self) -> dict[str, Any]:
        """Everybody came, as long as planned, today at the latest; or what was told already."""
        given = super().get_initial()
        if self.row.status != SessionStatus.SCHEDULED:
            return given
        cohort, plan = self.row.cohort, self.row.plan
        return given | {
            "on": min(self.row.on, self.today),
            "minutes": plan.minutes if plan else None,
            "girls": cohort.girls, "boys": cohort.boys, "others": cohort.others,
        }  # fmt: skip

    def stored(self, row: Any) -> dict[str, Any]:
        """What was told of it."""
        told = {
            name: getattr(row, name)
            for name in ("on", "minutes", "girls", "boys", "others", "note")
        }
        answers, _version = list_answers(row, Rater.SELF)
        leads = [str(each.uid) for each in row.facilitators.all()]
        return told | {"absent": absent_numbers(row), "delivered_by": leads} | answers

    def perform(self, form: forms.RecordForm) -> Any:
        """Record."""
        return record_session(
            session=self.row,
            told=form.told(),
            token=form.cleaned_data["token"],
            row_version=form.cleaned_data["row_version"],
            today=self.today,
            now=self.now,
            confirmed=self.confirmed(),
            by=self.request.user,
        )

    def said(self, result: Any) -> Any:
        """How many came."""
        words = ngettext(
            "Recorded: %(count)s was present.", "Recorded: %(count)s were present.", result.present
        )
        return words % {"count": result.present}

    def next_url(self, result: Any) -> str:
        """Back to what is due, where the next one waits."""
        return reverse("work:prevention-sessions")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The group around the form."""
        is_told = self.row.status == SessionStatus.DELIVERED
        given = {
            "cohort": self.row.cohort, "is_told": is_told, "organisation": self.row.organisation,
        }  # fmt: skip
        return super().get_context_data(**kwargs | given)


class Observe(WithList, Act):
    """What a second person saw in the session, without sight of the first list."""

    permissions = DELIVERS
    form_class = forms.ObserverForm
    template_name = "prevention/sessions/observe.html"
    title = _("Observer's list")
    lead = _("Fill it in by yourself: it is kept apart from the facilitator's list.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """For who may not observe the session, this page does not exist."""
        super().setup(request, *args, **kwargs)
        if not may_observe(viewer=request.user, session=self.row, on=self.today):
            find(self.rows().none(), request=request, uid=self.row.uid)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The same list."""
        return super().get_form_kwargs() | {"items": items_of(self.row)}

    def row_version(self) -> int | None:
        """The version of the observer's list, where there is one."""
        return observed_answers(viewer=self.request.user, session=self.row)[1]

    def stored(self, row: Any) -> dict[str, Any]:
        """What an observer has written, where it is theirs to read."""
        return observed_answers(viewer=self.request.user, session=row)[0]

    def version_now(self, row: Any) -> int:
        """That of the list, not of the session."""
        return self.row_version() or 0

    def perform(self, form: forms.ObserverForm) -> Any:
        """Write the list."""
        return observe_session(
            session=self.row,
            rated=form.rated_whole(),
            list_version=form.cleaned_data["row_version"],
            on=self.today,
            by=self.request.user,
        )


class LateEntry(OfGroup, Act):
    """Several past sessions of a group in one table."""

    permissions = DELIVERS
    form_class = forms.LateForm
    template_name = "prevention/sessions/late.html"
    title = _("Past sessions")
    verb = _("Save all")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The sessions that the page has shown, or those that are late."""
        keys = [
            int(name.removeprefix("version_"))
            for name in self.request.POST
            if name.removeprefix("version_").isdecimal()
        ]
        if self.request.method == "POST":
            sessions = named_sessions(self.cohort, keys=keys[:MOST_ROWS])
        else:
            sessions = past_sessions(self.cohort, on=self.today, most=MOST_ROWS)
        return super().get_form_kwargs() | {"cohort": self.cohort, "sessions": sessions}

    def perform(self, form: forms.LateForm) -> Any:
        """Record all rows that say something."""
        return record_late(
            rows=form.late(),
            token=form.cleaned_data["token"],
            today=self.today,
            now=self.now,
            confirmed=self.confirmed(),
            by=self.request.user,
        )

    def said(self, result: Any) -> Any:
        """How many."""
        words = ngettext("%(count)s session recorded.", "%(count)s sessions recorded.", len(result))
        return words % {"count": len(result)}


def pdf(content: bytes) -> HttpResponse:
    """A register to look at and to print."""
    headers = {"Content-Disposition": 'inline; filename="register.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


class Paper(Room):
    """A paper as a PDF; that it was made is logged before it leaves."""

    permissions = DELIVERS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The PDF, or a word on why there is none."""
        try:
            content = self.printed()
        except NoPdf as refusal:
            messages.error(request, str(refusal))
            return redirect(self.back_url())
        return pdf(content)

    def printed(self) -> bytes:
        """Make it."""
        raise NotImplementedError

    def back_url(self) -> str:
        """Where one goes when there is none."""
        raise NotImplementedError


class SessionSheet(OfSession, Paper):
    """The register and the list of one session."""

    def printed(self) -> bytes:
        """One sheet."""
        content = session_sheet(self.row, language=get_language() or "en")
        note_printed(row=self.row, by=self.request.user)
        return content


class GroupSheets(OfGroup, Paper):
    """The register of a group over all its sessions, and a sheet for each that is to come.

    Many sheets are drawn in the background, and the page says how far they are.
    """

    template_name = "prevention/sessions/sheets.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Few sheets at once; of many, the page about them, or the file once it is ready."""
        if not is_long(self.cohort):
            return super().get(request, *args, **kwargs)
        paper = self.paper()
        if "file" in request.GET and paper is not None and paper.content:
            return pdf(paper.content)
        name = "prevention/sessions/_sheets.html" if getattr(request, "htmx", False) else None
        return render(request, name or self.template_name, self.get_context_data(paper=paper))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let them be drawn."""
        ask_for_sheets(self.cohort, language=self.language(), by=self.user())
        return redirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The group."""
        return super().get_context_data(cohort=self.cohort, crumbs=self.crumbs, **kwargs)

    def paper(self) -> Drawn | None:
        """What there is of it for the person who asks."""
        return paper_of(self.cohort, language=self.language(), by=self.user())

    def printed(self) -> bytes:
        """All sheets."""
        content = group_sheets(self.cohort, language=self.language())
        note_printed(row=self.cohort, by=self.user())
        return content

    def language(self) -> str:
        """The reader's."""
        return get_language() or "en"

    def user(self) -> Any:
        """Who asks."""
        return self.request.user
