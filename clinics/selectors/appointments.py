"""Appointments that a person may see: of a patient, of a day, of somebody who works here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.choices import AppointmentState, Repeat
from clinics.models import Appointment, Episode, Patient
from clinics.rules.appointments import EXPECTED
from clinics.vocabulary import AbsenceReason, ContactKind, DischargeReason, EpisodeState
from kernel.models import Organisation, Site, User
from kernel.permissions import ROLE_PERMISSIONS, Permission, has_permission, organisations_where
from vault.api import format_code


TONES = {
    AppointmentState.PLANNED: "quiet",
    AppointmentState.KEPT: "go",
    AppointmentState.MISSED: "past",
    AppointmentState.CANCELLED: "past",
}
MOST_SHOWN = 50


@dataclass(frozen=True)
class Visit:
    """One appointment as the lists draw it; everything in words."""

    uid: UUID
    starts_at: datetime
    minutes: int
    kind: str
    code: str
    patient_uid: UUID
    with_whom: str
    site: str
    state: str
    label: str
    tone: str
    why: str
    repeats: str
    is_planned: bool
    is_due: bool
    """Whether its time has come and nobody has said yet what became of it."""
    is_ahead: bool
    may_write: bool


@dataclass(frozen=True)
class PatientAppointments:
    """What was agreed with one patient: what is to come, and what was."""

    ahead: list[Visit]
    past: list[Visit]
    make_url: str


def visible_appointments(*, viewer: User) -> QuerySet[Appointment]:
    """Every appointment of a record that the viewer may read."""
    organisations = organisations_where(viewer, Permission.RECORD_READ)
    return Appointment.objects.filter(organisation__in=organisations).select_related(
        "episode__patient__organisation", "organisation", "site", "with_whom"
    )


def appointments_of(*, viewer: User, patient: Patient, now: datetime) -> PatientAppointments:
    """The appointments of one patient, the next and the last first."""
    rows = visible_appointments(viewer=viewer).filter(episode__patient=patient)
    begins = start_of(timezone.localdate(now))
    ahead = rows.filter(starts_at__gte=begins).order_by("starts_at", "pk")
    past = rows.filter(starts_at__lt=begins).order_by("-starts_at", "-pk")
    episode = patient.episodes.filter(state__in=EXPECTED).order_by("-referred_on", "-pk").first()
    may = episode and has_permission(viewer, Permission.APPOINTMENT_WRITE, at=patient.organisation)
    return PatientAppointments(
        ahead=[visit_of(row, viewer=viewer, now=now) for row in ahead[:MOST_SHOWN]],
        past=[visit_of(row, viewer=viewer, now=now) for row in past[:MOST_SHOWN]],
        make_url=reverse("work:make-appointment", args=[episode.uid]) if episode and may else "",
    )


def visit_of(row: Appointment, *, viewer: User, now: datetime) -> Visit:
    """One appointment in words; costs no query."""
    state, who = AppointmentState(row.state), row.with_whom
    is_planned = state is AppointmentState.PLANNED
    return Visit(
        uid=row.uid, starts_at=timezone.localtime(row.starts_at), minutes=row.minutes,
        kind=str(ContactKind(row.kind).label), code=format_code(row.episode.patient.code),
        patient_uid=row.episode.patient.uid,
        with_whom=(who.staff_code or who.username) if who else "", site=row.site.name,
        state=row.state, label=_("Is expected") if is_planned else str(state.label),
        tone=TONES[state],
        why=str(AbsenceReason(row.absence_reason).label) if row.absence_reason else "",
        repeats=str(Repeat(row.repeat).label) if row.series else "", is_planned=is_planned,
        is_due=is_planned and row.starts_at <= now, is_ahead=is_planned and row.starts_at > now,
        may_write=has_permission(viewer, Permission.APPOINTMENT_WRITE, at=row.organisation),
    )  # fmt: skip


def start_of(day: date) -> datetime:
    """The moment at which a day begins where the clinic is."""
    return timezone.make_aware(datetime.combine(day, time()))


def within(rows: QuerySet[Appointment], first: date, days: int) -> QuerySet[Appointment]:
    """Those appointments that begin on `first` or the days after it, `days` in all."""
    return rows.filter(
        starts_at__gte=start_of(first), starts_at__lt=start_of(first + timedelta(days=days))
    )


def without_the_dead(rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """Those appointments but what is planned with somebody who died: nobody is expected then.

    A death that was written by mistake, and voided, is none.
    """
    died = Episode.objects.filter(
        patient=OuterRef("episode__patient"), discharge_reason=DischargeReason.DIED,
        referred_on__gte=OuterRef("episode__referred_on"),
    ).exclude(state=EpisodeState.VOIDED)  # fmt: skip
    return rows.exclude(Q(Exists(died)) & Q(state=AppointmentState.PLANNED))


def colleagues(*, at: Organisation) -> list[User]:
    """Who sees patients at an organisation, by staff code."""
    return people_at([at.pk])


def people_at(organisations: Collection[int]) -> list[User]:
    """Who sees patients at any of some organisations, by staff code."""
    roles = [role for role, held in ROLE_PERMISSIONS.items() if Permission.CONTACT_WRITE in held]
    return list(
        User.objects.filter(
            is_active=True,
            organisationusergrant__content_object__in=organisations,
            organisationusergrant__permission__codename__in=[f"hold_{role}" for role in roles],
        )
        .distinct()
        .order_by("staff_code", "username")
    )


def places_of(*, at: Organisation) -> list[Site]:
    """The sites in use of an organisation, by name."""
    return list(Site.objects.filter(organisation=at, retired_at__isnull=True))
