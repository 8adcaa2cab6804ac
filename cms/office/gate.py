"""The gate between rooms: what an address names must be the room's own.

Wagtail and its translating add-on ask in most views, not in all: some need only a right held
somewhere, some ask nothing (docs/wagtail-traps.md lists them). Here every request of somebody who
works in an NGO's room is asked before any view: each page, picture, paper, translation and step
that the address or its parameters name must belong to the room. People of the nation pass.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, TaskState, WorkflowState
from wagtail_localize.models import Translation, TranslationSource

from cms.access import ROLES
from cms.models import OrganisationRoom
from cms.office.translating import ALIAS


PAGES = ("page_id", "page_to_move_id", "page_pk")
PLACES = ("parent_page_id", "destination_id")
"""A place may also be above the room, or published: people look around, and link."""
PICTURES, PAPERS = ("image_id",), ("document_id", "doc_id")
CHOOSERS = {"wagtailimages_chooser": "image_id", "wagtaildocs_chooser": "document_id"}
CLOSED = frozenset(
    {
        "wagtailadmin_reports:site_history",
        "wagtailadmin_reports:site_history_results",
        "wagtailadmin_reports:workflow",
        "wagtailadmin_reports:workflow_results",
        "wagtailadmin_reports:workflow_tasks",
        "wagtailadmin_reports:workflow_tasks_results",
        "wagtailadmin_reports:page_types_usage",
        "wagtailadmin_reports:page_types_usage_results",
        "wagtail_localize:translations_report",
        "wagtail_localize:translations_report_results",
        "wagtailadmin_api:images:listing",
        "wagtailadmin_api:images:detail",
        "wagtailadmin_api:images:find",
        "wagtailadmin_api:documents:listing",
        "wagtailadmin_api:documents:detail",
        "wagtailadmin_api:documents:find",
    }
)
"""Views that show what belongs to everybody: Wagtail's own reports, its interface for data."""
CLOSED_TO_ALL = frozenset({ALIAS})
"""Views that go past the review."""
CLOSED_MENU = frozenset({"site-history", "workflows", "workflow-tasks", "page-types-usage",
                         "translations"})  # fmt: skip


@dataclass(frozen=True)
class Rooms:
    """The rooms of one person."""

    paths: tuple[str, ...]
    collections: frozenset[int]

    def pages(self) -> Q:
        """Pages in the rooms."""
        below = Q(pk__in=[])
        for path in self.paths:
            below |= Q(path__startswith=path)
        return below

    def places(self) -> Q:
        """Pages in the rooms, above them, or published."""
        above = {path[:end] for path in self.paths for end in range(4, len(path), 4)}
        return self.pages() | Q(path__in=above) | Q(live=True)


def rooms_of(user: AbstractBaseUser) -> Rooms | None:
    """Return the rooms that a person is held to; None for people of the nation."""
    names = set(user.groups.values_list("name", flat=True))
    if user.is_superuser or names & set(ROLES):
        return None
    uids = {name.partition("@")[2] for name in names if "@" in name}
    rooms = list(OrganisationRoom.objects.filter(organisation__uid__in=uids).select_related("page"))
    return Rooms(
        paths=tuple(page.path for room in rooms for page in room.roots()),
        collections=frozenset(room.collection_id for room in rooms),
    )


class Gate:
    """The middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through to where its view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        """Refuse what belongs to another room.

        Raises:
            PermissionDenied: the office answers 403.
        """
        if request.door != "office" or not request.user.is_authenticated:
            return
        match = request.resolver_match
        if match.view_name in CLOSED_TO_ALL:
            raise PermissionDenied
        named = [*_named(match), *_asked(request, match)]
        if not named and match.view_name not in CLOSED:
            return
        rooms = rooms_of(request.user)
        if rooms is None:
            return
        if match.view_name in CLOSED or not all(_is_own(each, rooms) for each in named):
            raise PermissionDenied


@dataclass(frozen=True)
class Named:
    """A thing that an address names, by the name of its place there."""

    kind: str
    pk: object


def _named(match: ResolverMatch) -> Iterable[Named]:
    known = {*PAGES, *PLACES, *PICTURES, *PAPERS, *OTHERS}
    for name, value in match.kwargs.items():
        if name in known:
            yield Named(name, value)
        elif name == "pk" and match.namespace in CHOOSERS:
            yield Named(CHOOSERS[match.namespace], value)
    if match.view_name == "wagtailadmin_pages:revisions_compare":
        yield Named("page_id", match.args[0])


BULK = {"page": "page_id", "image": "image_id", "document": "document_id"}
MANY = {
    "wagtailadmin_choose_page_chosen_multiple": "parent_page_id",
    "wagtailimages_chooser:chosen_multiple": "image_id",
    "wagtaildocs_chooser:chosen_multiple": "document_id",
}


def _asked(request: HttpRequest, match: ResolverMatch) -> Iterable[Named]:
    """The things that come as `?id=1&id=2`."""
    if match.view_name == "wagtail_bulk_action":
        kind = BULK.get(match.kwargs["model_name"])
    else:
        kind = MANY.get(match.view_name)
    if kind:
        for value in request.GET.getlist("id"):
            yield Named(kind, value)


def _is_own(named: Named, rooms: Rooms) -> bool:
    try:
        pk = int(str(named.pk))
    except ValueError:  # "all", for one: of everybody's
        return False
    if named.kind in PAGES:
        return Page.objects.filter(rooms.pages(), pk=pk).exists()
    if named.kind in PLACES:
        return Page.objects.filter(rooms.places(), pk=pk).exists()
    if named.kind in PICTURES:
        return _in_collection(get_image_model().objects.all(), pk, rooms)
    if named.kind in PAPERS:
        return _in_collection(get_document_model().objects.all(), pk, rooms)
    return OTHERS[named.kind](pk, rooms)


def _in_collection(rows: QuerySet, pk: int, rooms: Rooms) -> bool:
    return rows.filter(pk=pk, collection__in=rooms.collections).exists()


def _collection(pk: int, rooms: Rooms) -> bool:
    return pk in rooms.collections


def _translation(pk: int, rooms: Rooms) -> bool:
    row = Translation.objects.filter(pk=pk).first()
    return row is not None and _source(row.source_id, rooms)


def _source(pk: int, rooms: Rooms) -> bool:
    keys = TranslationSource.objects.filter(pk=pk).values("object_id")
    return Page.objects.filter(rooms.pages(), translation_key__in=keys).exists()


def _task_state(pk: int, rooms: Rooms) -> bool:
    row = TaskState.objects.filter(pk=pk).first()
    return row is not None and _workflow_state(row.workflow_state_id, rooms)


def _workflow_state(pk: int, rooms: Rooms) -> bool:
    row = WorkflowState.objects.filter(pk=pk, base_content_type__model="page").first()
    return row is not None and Page.objects.filter(rooms.pages(), pk=row.object_id).exists()


OTHERS: dict[str, Callable[[int, Rooms], bool]] = {
    "collection_id": _collection,
    "translation_id": _translation,
    "translation_source_id": _source,
    "task_state_id": _task_state,
    "workflow_state_id": _workflow_state,
}


def choosable(pages: QuerySet[Page], user: AbstractBaseUser) -> QuerySet[Page]:
    """Of the pages to link to: one's own, those above, and what is published."""
    rooms = rooms_of(user)
    return pages if rooms is None else pages.filter(rooms.places())
