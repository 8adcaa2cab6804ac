"""What the rooms of prevention share: who enters, loading, refusing, late forms."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refused
from kernel.paging import Page, Place
from kernel.permissions import Permission, has_somewhere
from prevention.actions.reading import note_reading
from prevention.selectors.roots import visible_runs, with_programme
from prevention.selectors.runs import Frame, frame_of
from ui import acts
from ui.acts import find, note_refusal, refuse
from ui.conflicts import STALE, Conflict, conflict_of
from ui.forms import Form


__all__ = [
    "EVERYBODY",
    "OVERSEEN",
    "Act",
    "Gate",
    "Room",
    "RunPage",
    "find",
    "note_refusal",
    "refuse",
]

EVERYBODY = (
    Permission.PROGRAMME_MANAGE, Permission.SESSION_DELIVER, Permission.PROGRAMME_COORDINATE,
)  # fmt: skip
OVERSEEN = (Permission.PROGRAMME_MANAGE, Permission.PROGRAMME_COORDINATE)


class Gate(acts.Gate):
    """Whose work it is enters; for everybody else the address does not exist."""

    permissions: tuple[Permission, ...] = (Permission.PROGRAMME_MANAGE,)
    """One of these is needed, at any organisation; which rows are seen is the selectors' matter."""

    def may_enter(self) -> bool:
        """Whether the person holds one of the permissions anywhere."""
        view: Any = self
        return any(has_somewhere(view.request.user, each) for each in self.permissions)


class Room(Gate, acts.Room):
    """A page of prevention."""


class RunPage(Room):
    """A page of one implementation, under its head and tabs. Others do not exist.

    Showing it to a coordinator, who belongs to another organisation, leaves a trace.
    """

    permissions: tuple[Permission, ...] = EVERYBODY
    tab = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the implementation."""
        super().setup(request, *args, **kwargs)
        self.run: Any = find(self.rows(), request=request, uid=kwargs["run"])

    def rows(self) -> Any:
        """The implementations of which the viewer may open this page."""
        return with_programme(visible_runs(viewer=self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The head and the tabs."""
        frame = frame_of(viewer=self.request.user, run=self.run)
        self.note(frame)
        crumbs = ((_("Programmes"), reverse("work:prevention-runs")),)
        return super().get_context_data(
            frame=frame, tab=self.tab, crumbs=crumbs, organisation=frame.organisation, **kwargs
        )

    def note(self, frame: Frame) -> None:
        """Leave a trace when somebody of another organisation looks."""
        if frame.may_coordinate and not frame.may_manage:
            note_reading(row=self.run, part=self.tab, by=self.request.user)


class Act(Gate, acts.Act):
    """A form of prevention; one that comes too late is shown what the other person wrote.

    A screen that changes a row gives it in `row` once it is loaded, puts `row_version` into its
    form and reads the row afresh in `row_now`.
    """

    template_name = "prevention/act.html"
    row: Any = None
    crumbs: Any = ()
    """Pairs of words and address: the way to this screen."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Begin without a conflict."""
        super().setup(request, *args, **kwargs)
        self.conflict: Conflict | None = None

    def row_version(self) -> int | None:
        """The version of the row that the page shows."""
        return self.row.version if self.row is not None else None

    def get_initial(self) -> dict[str, Any]:
        """Also what the row holds."""
        stored = self.stored(self.row) if self.row is not None else {}
        return super().get_initial() | stored

    def stored(self, row: Any) -> dict[str, Any]:
        """What the form of this screen holds about `row`."""
        return {}

    def row_now(self) -> Any:
        """The row as somebody else left it."""
        return type(self.row)._default_manager.get(pk=self.row.pk)

    def refuse(self, form: Form, refusal: Refused) -> None:
        """Who was too late sees both versions and chooses."""
        super().refuse(form, refusal)
        if refusal.code == STALE and self.row is not None:
            now = self.row_now()
            self.conflict = conflict_of(form, now=self.stored(now), version=self.version_now(now))

    def version_now(self, row: Any) -> int:
        """The version with which the form replaces what somebody else left."""
        version: int = row.version
        return version

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What somebody else wrote meanwhile, and the way here."""
        given = {"conflict": self.conflict, "crumbs": self.crumbs}
        return super().get_context_data(**given | kwargs)


def place_in(request: HttpRequest) -> Place:
    """Where the page that was asked for begins."""
    return Place(after=request.GET.get("after", ""), before=request.GET.get("before", ""))


def pager(page: Page[Any], address: str) -> dict[str, str]:
    """The addresses of the pages beside this one; `address` ends where the place is added."""
    return {
        "earlier_url": f"{address}before={page.earlier}" if page.earlier else "",
        "later_url": f"{address}after={page.later}" if page.later else "",
    }
