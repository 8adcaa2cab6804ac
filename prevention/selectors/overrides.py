"""Requests to set a blocking warning aside: those that wait, and what was decided."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from kernel.models import User
from kernel.paging import Page, Place
from kernel.permissions import Permission, countries_where, organisations_where
from prevention.models import WarningOverride
from prevention.rules.warnings import RULES
from prevention.selectors.paging import page_of


MESSAGES = {rule.code: rule.message for rule in RULES}
MOST_WAITING = 100


@dataclass(frozen=True)
class Asked:
    """A request and its answer."""

    uid: UUID
    rule: str
    message: str
    run_uid: UUID
    run: str
    programme: str
    organisation: str
    reason: str
    asked_by: str
    asked_at: datetime
    is_allowed: bool | None
    decision: str
    decided_by: str
    decided_at: datetime | None
    is_own: bool
    may_decide: bool


def visible_overrides(*, viewer: User) -> QuerySet[WarningOverride]:
    """Requests of organisations that the viewer manages, and of countries they coordinate."""
    held = organisations_where(viewer, Permission.PROGRAMME_MANAGE)
    reach = countries_where(viewer, Permission.PROGRAMME_COORDINATE)
    seen = Q(organisation__in=held) | Q(organisation__country__in=reach)
    rows = WarningOverride.objects.all() if "*" in reach else WarningOverride.objects.filter(seen)
    return rows.select_related(
        "organisation", "implementation__programme_version__programme", "asked_by", "decided_by"
    ).prefetch_related("implementation__programme_version__programme__texts")


def overrides_to_decide(*, viewer: User) -> QuerySet[WarningOverride]:
    """Those that the viewer may decide as a coordinator."""
    reach = countries_where(viewer, Permission.PROGRAMME_COORDINATE)
    rows = visible_overrides(viewer=viewer)
    return rows if "*" in reach else rows.filter(organisation__country__in=reach)


def waiting(*, viewer: User) -> list[Asked]:
    """Requests without an answer, the oldest first."""
    rows = visible_overrides(viewer=viewer).filter(is_allowed__isnull=True)
    return [asked(viewer, row) for row in rows.order_by("asked_at", "pk")[:MOST_WAITING]]


def decided(*, viewer: User, place: Place) -> Page[Asked]:
    """One page of what was decided, the latest first."""
    rows = visible_overrides(viewer=viewer).filter(is_allowed__isnull=False)
    page = page_of(rows, place, keys=("decided_at", "pk"), rising=False)
    lines = [asked(viewer, row) for row in page.rows]
    return Page(lines, earlier=page.earlier, later=page.later)


def count_waiting(*, viewer: User) -> int:
    """How many wait for the viewer's decision."""
    rows = overrides_to_decide(viewer=viewer).filter(is_allowed__isnull=True)
    return rows.exclude(asked_by=viewer).count()


def asked(viewer: User, row: WarningOverride) -> Asked:
    """A request as the screens show it."""
    reach = countries_where(viewer, Permission.PROGRAMME_COORDINATE)
    run, organisation = row.implementation, row.organisation
    is_own = row.asked_by_id == viewer.pk
    return Asked(
        row.uid, row.rule, str(MESSAGES.get(row.rule, "")), run.uid, run.title,
        str(run.programme_version.programme), organisation.name, row.reason,
        _who(row.asked_by), row.asked_at, row.is_allowed, row.decision,
        _who(row.decided_by), row.decided_at, is_own,
        row.is_allowed is None and not is_own and bool({"*", organisation.country} & reach),
    )  # fmt: skip


def _who(user: User | None) -> str:
    return (user.staff_code or user.username) if user else ""
