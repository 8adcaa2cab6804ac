"""Reading the audit: one page over all streams, as far as the viewer's organisations reach."""

from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from kernel.models import AuditRecord, Organisation, User
from kernel.paging import PAGE, Page, Place, beyond, cut
from kernel.permissions import Permission, organisations_where
from kernel.scope import scope_of
from kernel.streams import Stream, streams


KEYS = ("at", "uid")
"""The order in which events of all streams are read, newest first."""


@dataclass(frozen=True)
class Filters:
    """What the reader asks for; an empty value asks for everything."""

    event: str = ""
    action: str = ""
    actor: str = ""
    organisation: UUID | None = None
    object_uid: UUID | None = None
    since: datetime | None = None
    before: datetime | None = None
    stream: str = ""

    @property
    def used(self) -> list[str]:
        """Names of the filters that are set."""
        return sorted(name for name, value in vars(self).items() if value)


def audit_events(*, viewer: User, filters: Filters) -> dict[str, QuerySet[Any]]:
    """Stream name -> the events that the viewer may read there, filtered, unordered."""
    held = organisations_where(viewer, Permission.AUDIT_READ)
    if not held:
        return {}
    everything = "*" in scope_of(viewer).reach(Permission.AUDIT_READ)
    uids = () if everything else _uids(held)
    return {
        stream.name: _events(stream, filters).filter(
            Q() if everything else _within(stream, uids, held)
        )
        for stream in streams()
        if filters.stream in {"", stream.name}
    }


def audit_page(
    *, viewer: User, filters: Filters, place: Place, size: int = PAGE
) -> Page[AuditRecord]:
    """One page of events of all streams, newest first; marks are the events' uids."""
    found = audit_events(viewer=viewer, filters=filters)
    mark = _mark(found, place)
    if mark is None:
        place = Place()
    rows = [_slice(events, mark, place, size=size) for events in found.values()]
    newest_first = not place.before
    together = merge(*rows, key=lambda event: (event.at, event.uid), reverse=newest_first)
    return cut(list(together)[: size + 1], place, size=size, key=lambda event: str(event.uid))


def organisation_names(events: list[AuditRecord]) -> dict[UUID | None, str]:
    """The names of the organisations of some events, in one query."""
    wanted = {event.organisation_uid for event in events if event.organisation_uid}
    return dict(Organisation.objects.filter(uid__in=wanted).values_list("uid", "name"))


def readable_organisations(*, viewer: User) -> QuerySet[Organisation]:
    """Organisations whose events the viewer may read."""
    return Organisation.objects.filter(pk__in=organisations_where(viewer, Permission.AUDIT_READ))


def _slice(events: QuerySet[Any], mark: Any, place: Place, *, size: int) -> list[Any]:
    rising = bool(place.before)
    if mark is not None:
        events = events.filter(beyond(KEYS, (mark.at, mark.uid), rising=rising))
    order = KEYS if rising else [f"-{key}" for key in KEYS]
    return list(events.order_by(*order)[: size + 1])


def _mark(found: dict[str, QuerySet[Any]], place: Place) -> AuditRecord | None:
    if not place.mark:
        return None
    for events in found.values():
        if event := events.filter(uid=place.mark).first():
            return event
    return None


def _within(stream: Stream, uids: tuple[UUID, ...], held: frozenset[int]) -> Q:
    """Events at these organisations; sign-ins and the like name none and follow their people."""
    here = Q(organisation_uid__in=uids)
    if stream.name != "default":
        return here
    people = User.objects.filter(organisationusergrant__content_object__in=held).values("uid")
    return here | Q(organisation_uid__isnull=True, actor_uid__in=people)


def _uids(held: frozenset[int]) -> tuple[UUID, ...]:
    return tuple(Organisation.objects.filter(pk__in=held).values_list("uid", flat=True))


def _events(stream: Stream, filters: Filters) -> QuerySet[Any]:
    events = stream.model._default_manager.using(stream.name).all()
    exact = {
        "event": filters.event,
        "action": filters.action,
        "actor": filters.actor,
        "organisation_uid": filters.organisation,
        "at__gte": filters.since,
        "at__lt": filters.before,
    }
    events = events.filter(**{name: value for name, value in exact.items() if value})
    if filters.object_uid:
        as_text = Cast("object_uids", TextField())
        events = events.annotate(uids=as_text).filter(uids__contains=str(filters.object_uid))
    return events
