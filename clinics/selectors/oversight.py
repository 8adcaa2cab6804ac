"""The manager's room: the clinic's own numbers, and who works with how many patients.

Exact counts of the own clinic (security reference, 3.1: unsuppressed tables of the organisation);
they leave it only through a release. People are listed by staff code and not ranked.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from clinics import states
from clinics.models import Contact, Dose, Episode
from clinics.models.events import TAKEN
from clinics.rules.thresholds import LONGEST_REVIEW
from clinics.selectors.measure_schedules import scheduled_clinics
from clinics.selectors.quality import Section, clinic_scope, quality_totals
from clinics.vocabulary import Attendance, DischargeReason, DoseMode, EpisodeState, RecordState
from kernel import audit
from kernel.models import Organisation, OrganisationUserGrant, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import CARE_ROLES, Permission, has_somewhere, organisations_where


MONTH, WEEK = 30, 7
"""Days up to today, today included."""
MOST_STAFF = 300
ENDED = (EpisodeState.DISCHARGED, EpisodeState.FOLLOW_UP, EpisodeState.CLOSED)


@dataclass(frozen=True)
class Flow:
    """What happened today and in the last 30 days."""

    today: int = 0
    month: int = 0


@dataclass(frozen=True)
class Numbers:
    """The clinic in numbers."""

    in_treatment: int
    interrupted: int
    waiting: int
    longest_wait: int | None
    """Days since the earliest referral of those who wait; None when nobody does."""
    started: Flow
    ended: Flow
    ended_by_reason: list[tuple[str, Flow]]
    not_admitted: Flow
    doses: Flow
    missed: Flow


@dataclass(frozen=True)
class StaffLine:
    """One person who cares for patients."""

    uid: UUID
    code: str
    is_active: bool
    open_episodes: int = 0
    contacts_week: int = 0
    contacts_month: int = 0
    overdue_reviews: int = 0
    signed_in_on: date | None = None


@dataclass(frozen=True)
class Oversight:
    """The room as one page shows it."""

    organisations: list[Organisation]
    numbers: Numbers
    staff: list[StaffLine]
    without_worker: int
    """Open episodes that have no key worker."""
    quality: list[Section]
    figures_url: str = ""
    """The clinic's own figures, for who may read them."""
    can_read_records: bool = False
    quality_total: int = field(default=0)


def may_oversee(*, viewer: User) -> bool:
    """Whether the viewer has a clinic to oversee; no query beyond the scope's."""
    return has_somewhere(viewer, Permission.WORK_OVERSEE)


def may_put_right(*, viewer: User) -> bool:
    """Whether the viewer has records of their own to keep."""
    return has_somewhere(viewer, Permission.RECORD_READ)


def oversight(*, viewer: User, today: date) -> Oversight:
    """The clinics that the viewer oversees; leaves an event for each. Nobody is shown."""
    here = organisations_where(viewer, Permission.WORK_OVERSEE)
    organisations, repeated = scheduled_clinics(here)
    for organisation in organisations:
        audit.record(
            audit.Event.OVERSIGHT_READ, by=viewer, action=AuditAction.READ,
            organisation=organisation, target=organisation,
        )  # fmt: skip
    scope = clinic_scope(viewer=viewer)
    quality = quality_totals(scope=scope, today=today, repeated=repeated)
    caseloads = _caseloads(here, today)
    may_read_figures = has_somewhere(viewer, Permission.FIGURES_OWN)
    return Oversight(
        organisations=organisations,
        numbers=numbers_of(here, today=today),
        staff=_staff(here, caseloads, today),
        without_worker=caseloads.get(None, (0, 0))[0],
        quality=quality,
        quality_total=sum(section.total for section in quality),
        figures_url=reverse("work:figures:home") if may_read_figures else "",
    )


def numbers_of(organisations: frozenset[int], *, today: date) -> Numbers:
    """The numbers of some clinics, exact; two queries.

    Examples of a demonstration count as in every list of the clinic; no report tells of them.
    """
    since = today - timedelta(days=MONTH - 1)
    rows = _episode_rows(organisations, since, today)
    by_state, reasons = Counter[str](), dict[str, Flow]()
    started, ended, not_admitted = Flow(), Flow(), Flow()
    waits = []
    for row in rows:
        by_state[row["state"]] += row["n"]
        started = _plus(started, row["started_today"], row["started_month"])
        if row["state"] in ENDED:
            end = Flow(row["ended_today"], row["ended_month"])
            ended = _plus(ended, end.today, end.month)
            reason = row["discharge_reason"]
            reasons[reason] = _plus(reasons.get(reason, Flow()), end.today, end.month)
        elif row["state"] == EpisodeState.CLOSED_NOT_ADMITTED:
            not_admitted = _plus(not_admitted, row["ended_today"], row["ended_month"])
        elif row["state"] in states.BEFORE_ADMISSION:
            waits.append((today - row["first_referred"]).days)
    doses, missed = _doses(organisations, since, today)
    return Numbers(
        in_treatment=by_state[EpisodeState.IN_TREATMENT] + by_state[EpisodeState.ADMITTED],
        interrupted=by_state[EpisodeState.INTERRUPTED],
        waiting=sum(by_state[state] for state in states.BEFORE_ADMISSION),
        longest_wait=max(waits, default=None),
        started=started,
        ended=ended,
        ended_by_reason=[
            (str(reason.label), reasons[reason])
            for reason in DischargeReason
            if reason in reasons and reasons[reason].month
        ],
        not_admitted=not_admitted,
        doses=doses,
        missed=missed,
    )


def _plus(flow: Flow, today: int, month: int) -> Flow:
    return Flow(flow.today + today, flow.month + month)


def _episode_rows(organisations: frozenset[int], since: date, today: date) -> Any:
    return (
        Episode.objects.filter(organisation__in=organisations)
        .exclude(state=EpisodeState.VOIDED)
        .order_by()
        .values("state", "discharge_reason")
        .annotate(
            n=Count("pk"), first_referred=Min("referred_on"),
            started_today=Count("pk", filter=Q(started_on=today)),
            started_month=Count("pk", filter=Q(started_on__range=(since, today))),
            ended_today=Count("pk", filter=Q(ended_on=today)),
            ended_month=Count("pk", filter=Q(ended_on__range=(since, today))),
        )
    )  # fmt: skip


def _doses(organisations: frozenset[int], since: date, today: date) -> tuple[Flow, Flow]:
    """Doses taken or handed out, and doses missed, by the day for which they were."""
    rows = Dose.objects.filter(
        organisation__in=organisations, on__range=(since, today), state=RecordState.CURRENT
    )
    missed, of_today = Q(mode=DoseMode.MISSED), Q(on=today)
    found = rows.aggregate(
        given_today=Count("pk", filter=TAKEN & of_today), given=Count("pk", filter=TAKEN),
        missed_today=Count("pk", filter=missed & of_today), missed=Count("pk", filter=missed),
    )  # fmt: skip
    return Flow(found["given_today"], found["given"]), Flow(found["missed_today"], found["missed"])


def _caseloads(organisations: frozenset[int], today: date) -> dict[int | None, tuple[int, int]]:
    """Open episodes and overdue reviews (V41) of each key worker, by key; None is nobody."""
    late = Q(
        plans__state=RecordState.CURRENT,
        plans__review_on__lt=today - timedelta(days=LONGEST_REVIEW.value),
    )
    rows = Episode.objects.filter(organisation__in=organisations, state__in=states.OPEN)
    counted = rows.order_by().values("key_worker").annotate(
        n=Count("pk", distinct=True), late=Count("pk", distinct=True, filter=late)
    )  # fmt: skip
    return {row["key_worker"]: (row["n"], row["late"]) for row in counted}


def _staff(
    organisations: frozenset[int],
    caseloads: dict[int | None, tuple[int, int]],
    today: date,
) -> list[StaffLine]:
    """Who cares for patients here, and who did and is still key worker of somebody."""
    grants = OrganisationUserGrant.objects.filter(
        content_object__in=organisations,
        permission__codename__in=[f"hold_{role}" for role in CARE_ROLES],
    )
    workers = [key for key in caseloads if key is not None]
    people = User.objects.filter(
        Q(pk__in=grants.values("user"), is_active=True) | Q(pk__in=workers), is_system=False
    ).order_by("staff_code", "username")[:MOST_STAFF]
    contacts = _contacts(organisations, today)
    return [
        StaffLine(
            uid=person.uid,
            code=person.staff_code or person.username,
            is_active=person.is_active,
            open_episodes=caseloads.get(person.pk, (0, 0))[0],
            overdue_reviews=caseloads.get(person.pk, (0, 0))[1],
            contacts_week=contacts.get(person.pk, (0, 0))[0],
            contacts_month=contacts.get(person.pk, (0, 0))[1],
            signed_in_on=timezone.localdate(person.last_login) if person.last_login else None,
        )
        for person in people
    ]


def _contacts(organisations: frozenset[int], today: date) -> dict[int, tuple[int, int]]:
    """Contacts of the last 7 and 30 days that took place, by who wrote them."""
    week, month = (today - timedelta(days=days - 1) for days in (WEEK, MONTH))
    rows = Contact.objects.filter(
        organisation__in=organisations, on__range=(month, today), state=RecordState.CURRENT
    ).exclude(attendance=Attendance.ABSENT)
    counted = rows.order_by().values("recorded_by").annotate(
        week=Count("pk", filter=Q(on__gte=week)), month=Count("pk")
    )  # fmt: skip
    return {row["recorded_by"]: (row["week"], row["month"]) for row in counted}
