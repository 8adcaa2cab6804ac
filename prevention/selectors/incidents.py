"""The safeguarding log, for managers of the organisation and the country's coordinator."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, QuerySet
from django.utils import timezone

from kernel.models import User
from kernel.permissions import Permission, organisations_where
from prevention.models import Implementation, Incident
from prevention.selectors.outcomes import overseen_runs


MOST = 200
"""More in one implementation is no log any more."""


@dataclass(frozen=True)
class Line:
    """An incident of the log."""

    uid: UUID
    on: date
    kind: str
    done: str
    referred_to: str
    ending: str
    closed_on: date | None


def incidents_of(run: Implementation, *, viewer: User) -> list[Line]:
    """The log of an implementation, open incidents first; nothing for anybody else."""
    runs = overseen_runs(viewer=viewer).filter(pk=run.pk).values("pk")
    rows = Incident.objects.filter(implementation__in=runs)
    found = rows.order_by(F("closed_at").desc(nulls_first=True), "-on", "-pk")[:MOST]
    return [
        Line(
            row.uid, row.on, row.get_kind_display(), row.done, row.get_referred_to_display(),
            row.ending, timezone.localdate(row.closed_at) if row.closed_at else None,
        )
        for row in found
    ]  # fmt: skip


def open_counts(runs: Collection[int], *, viewer: User) -> dict[int, int]:
    """How many incidents are open, by implementation of which the viewer reads the log."""
    read = overseen_runs(viewer=viewer).filter(pk__in=runs).values("pk")
    rows = Incident.objects.filter(implementation__in=read, closed_at__isnull=True).order_by()
    return dict(rows.values_list("implementation").annotate(n=Count("pk")))


def open_incidents(*, viewer: User) -> QuerySet[Incident]:
    """Incidents that the viewer may close."""
    held = organisations_where(viewer, Permission.PROGRAMME_MANAGE)
    rows = Incident.objects.filter(organisation__in=held, closed_at__isnull=True)
    return rows.select_related("organisation", "implementation")
