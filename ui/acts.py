"""A screen for one act: what was typed stays, a refusal stands beside its field.

Both rooms of the work door, the treatment record and prevention, derive their forms from `Act`.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView

from kernel.errors import NeedsConfirmation, Refused, RuleBroken
from kernel.models import Organisation
from kernel.permissions import NotPermitted
from kernel.refusals import tell_refusal
from ui.forms import Form


class Gate:
    """A screen for those who may enter; for others it does not exist, and trying leaves a trace."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer 404 to who has nothing to do here."""
        if not self.may_enter():
            tell_refusal(
                outcome="NOT_PERMITTED", act=request.resolver_match.url_name, uids=[],
                by=request.user,
            )  # fmt: skip
            raise Http404
        view: Any = super()
        answer: HttpResponseBase = view.dispatch(request, *args, **kwargs)
        return answer

    def may_enter(self) -> bool:
        """Whether the person has anything to do here."""
        raise NotImplementedError


class Room(Gate, TemplateView):
    """A page behind a gate that knows what day it is."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Know what day it is, once for the whole request."""
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        self.today = timezone.localdate(self.now)


class Act(FormView):
    """A form for one act: what was typed stays, a refusal stands beside its field."""

    title: Any = ""
    lead: Any = ""
    verb: Any = _("Save")
    done: Any = _("Recorded")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Know what day it is, once for the whole request."""
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        self.today = timezone.localdate(self.now)
        self.doubts: list = []

    def get_initial(self) -> dict[str, Any]:
        """Today, and a token of this page's own."""
        return {"on": self.today, "token": uuid4(), "row_version": self.row_version()}

    def row_version(self) -> int | None:
        """The version of the row that the page shows, where there is one."""
        return None

    def form_valid(self, form: Form) -> HttpResponse:
        """Act; a refusal goes back to the form, all else leads on with a word of what is so."""
        if not self.is_settled(form):
            return self.form_invalid(form)
        try:
            result = self.perform(form)
        except NeedsConfirmation as doubt:
            self.doubts = list(doubt.rules)
            return self.form_invalid(form)
        except Refused as refusal:
            self.refuse(form, refusal)
            return self.form_invalid(form)
        self.conclude()
        messages.success(self.request, self.said(result))
        return redirect(self.next_url(result))

    def is_settled(self, form: Any) -> bool:
        """Whether nothing has to be asked before the act."""
        return True

    def conclude(self) -> None:
        """Put away what was kept until the act was done."""

    def perform(self, form: Any) -> Any:
        """Call the one action of this screen."""
        raise NotImplementedError

    def refuse(self, form: Form, refusal: Refused) -> None:
        """Put a refusal on the form; one for want of a permission leaves a trace."""
        note_refusal(self, refusal)
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
        return super().get_context_data(
            title=self.title, lead=self.lead, verb=self.verb, doubts=self.doubts,
            confirmed=self.confirmed(), back_url=self.back_url(), **kwargs,
        )  # fmt: skip


def find(rows: QuerySet[Any], *, request: Any, uid: UUID) -> Any:
    """The row that the person may read. Any other does not exist, and asking for it leaves a trace.

    Whether it exists elsewhere is not looked up: answer, trace and time are the same.
    """
    try:
        return get_object_or_404(rows, uid=uid)
    except Http404:
        tell_refusal(
            outcome="NOT_YOURS", act=request.resolver_match.url_name, uids=[uid],
            object_type=rows.model._meta.label_lower, by=request.user,
        )  # fmt: skip
        raise


def note_refusal(
    view: Any,
    refusal: Refused,
    *,
    about: Iterable[UUID] = (),
    organisation: Organisation | None = None,
) -> None:
    """Leave a trace when the act of a view was refused for want of a permission.

    `about` are uids that the address does not name.
    """
    if isinstance(refusal, NotPermitted):
        tell_refusal(
            outcome="NOT_PERMITTED", act=view.request.resolver_match.url_name,
            uids=[*view.kwargs.values(), *about], organisation=organisation,
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
