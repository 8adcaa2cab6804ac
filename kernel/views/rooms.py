"""What the kernel's views share: a room with a lock, a list with pages, an act to confirm."""

from typing import Any, ClassVar, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.generic import FormView, TemplateView, View

from kernel.errors import Refused
from kernel.forms.base import Form
from kernel.models import User
from kernel.paging import Page, Place
from kernel.permissions import Permission, has_somewhere


class Room(View):
    """A page that does not exist for whoever holds its permission nowhere."""

    permission: ClassVar[Permission]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer 404, as for any other page that is not there."""
        if not has_somewhere(self.viewer, self.permission):
            raise Http404
        self.find()
        return super().dispatch(request, *args, **kwargs)

    @property
    def viewer(self) -> User:
        """The person at the screen; the door's middleware let nobody else in."""
        return cast("User", self.request.user)

    def find(self) -> None:
        """Load what the address names; 404 when the viewer may not see it."""


def place_of(request: HttpRequest) -> Place:
    """Where the page asked for begins. A mark that is no uid means the first page."""
    marks = {side: _uid(request.GET.get(side, "")) for side in ("after", "before")}
    return Place(**marks)


def page_links(request: HttpRequest, page: Page[Any]) -> dict[str, str]:
    """Addresses of the pages before and after, keeping the search and the filters."""
    return {
        "earlier_url": _link(request, "before", page.earlier),
        "later_url": _link(request, "after", page.later),
    }


class List(Room, TemplateView):
    """Rows in pages, narrowed by a search."""

    def rows(self, place: Place, search: str) -> Page[Any]:
        """The page that begins at `place`."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Rows, the pages around them, and what was searched."""
        search = self.request.GET.get("q", "").strip()[:40]
        page = self.rows(place_of(self.request), search)
        links = page_links(self.request, page)
        return super().get_context_data(rows=page.rows, search_text=search, **links, **kwargs)


class Act(Room, FormView):
    """A form whose one domain call may be refused; the refusal stands above the form."""

    form_class: Any = Form
    done: Any = ""
    """What the person reads after the act; empty says nothing."""

    def act(self, form: Any) -> Any:
        """Make the one domain call."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        """Act, or say why not."""
        try:
            result = self.act(form)
        except (Refused, ValidationError) as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        if self.done:
            messages.success(self.request, self.done)
        return self.answer(result)

    def answer(self, result: Any) -> HttpResponse:
        """Where to go afterwards."""
        return redirect(self.get_success_url())


class Confirm(Act):
    """One question on a page of its own, so that it works without a script."""

    template_name = "kernel/confirm.html"
    title: Any = ""
    text: Any = ""
    verb: Any = ""
    is_dangerous = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The question, the dangerous and the safe answer."""
        return super().get_context_data(
            title=self.title,
            text=self.text,
            verb=self.verb,
            is_dangerous=self.is_dangerous,
            back_url=self.get_success_url(),
            subject=self.subject(),
            action=self.request.path,
            **kwargs,
        )

    def subject(self) -> object:
        """Whom or what it is about."""
        raise NotImplementedError


def _link(request: HttpRequest, side: str, mark: str) -> str:
    if not mark:
        return ""
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    query[side] = mark
    return f"?{query.urlencode()}"


def _uid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""
