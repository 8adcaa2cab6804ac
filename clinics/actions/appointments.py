"""Appointments: made, moved, cancelled, and answered by a contact when the time has come."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from clinics import policies
from clinics.actions import _entries
from clinics.actions._locking import Stale, day_of, lock_episode, once_more_on_conflict
from clinics.actions.contacts import logged
from clinics.choices import AppointmentState, Repeat
from clinics.models import Appointment, Contact, Episode
from clinics.rules import check
from clinics.rules.appointments import (
    BUSY,
    EXPECTED,
    LONGEST_MINUTES,
    clashes,
    days_of_series,
    is_too_far,
)
from clinics.vocabulary import Attendance, ContactMode, DischargeReason
from kernel import audit
from kernel.errors import Refused
from kernel.models import Site, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, has_permission, require


class EpisodeOver(Refused):
    """Nobody is expected any more in this episode."""

    code = "episode-over"


class InThePast(Refused):
    """An appointment says what is going to happen."""

    code = "in-the-past"


class TooFarAhead(Refused):
    """Nobody agrees on a time years from now."""

    code = "too-far-ahead"


class AlreadyBooked(Refused):
    """The patient has an appointment at that time."""

    code = "already-booked"


class NotPlanned(Refused):
    """The appointment was kept, missed or cancelled already."""

    code = "not-planned"


class NotOfThisClinic(Refused):
    """The site, or the person, belongs to another clinic."""

    code = "not-of-this-clinic"


@once_more_on_conflict
@transaction.atomic(durable=True)
def make_appointment(
    *,
    episode: Episode,
    on: date,
    at: time,
    kind: str,
    minutes: int = 30,
    site: Site | None = None,
    with_whom: User | None = None,
    repeat: str = Repeat.ONCE,
    times: int = 1,
    token: UUID | None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> list[Appointment]:
    """Agree on a time with a patient, or on a series of `times` times at the same hour.

    The same `token` again returns the appointments that are there.

    Raises:
        NotPermitted, TokenReused, EpisodeOver, PatientDied, InThePast, TooFarAhead,
        AlreadyBooked, NotOfThisClinic.
        NeedsConfirmation: A01, `with_whom` has other appointments then.
    """
    require(by, Permission.APPOINTMENT_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk)
    _check_near(on, now)
    days = days_of_series(on, repeat, times)
    _check_near(days[-1], now)
    starts = [moment(day, at) for day in days]
    if (known := _made_before(token, episode, starts)) is not None:
        return known
    _check_episode(episode, starts, now=now)
    place = site or episode.site
    _check_place(episode, place, with_whom)
    _check_free(with_whom, starts, minutes, confirmed=confirmed)
    series = uuid4() if len(starts) > 1 else None
    made = [
        Appointment(
            episode=episode, organisation=episode.organisation, site=place, starts_at=moment_at,
            minutes=minutes, kind=kind, with_whom=with_whom, series=series, repeat=repeat,
            entry_token=token if number == 0 else None, made_at=now, made_by=by,
        )
        for number, moment_at in enumerate(starts)
    ]  # fmt: skip
    for appointment in made:
        appointment.clean_fields(exclude=KNOWN_TO_EXIST)
        appointment.save(force_insert=True)
    _note(audit.Event.APPOINTMENT_MADE, made[0], episode, AuditAction.CREATE, by=by, rows=len(made))
    return made


@transaction.atomic(durable=True)
def move_appointment(
    *,
    appointment: Appointment,
    on: date,
    at: time,
    minutes: int | None = None,
    with_whom: User | None = None,
    row_version: int | None = None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> Appointment:
    """Give a planned appointment another time, and the person who is named; others stay.

    Raises:
        NotPermitted, Stale, NotPlanned, EpisodeOver, PatientDied, InThePast, TooFarAhead,
        AlreadyBooked, NotOfThisClinic.
        NeedsConfirmation: A01.
    """
    require(by, Permission.APPOINTMENT_WRITE, at=appointment.organisation)
    episode, appointment = _locked(appointment, row_version)
    _check_near(on, now)
    starts_at = moment(on, at)
    _check_episode(episode, [starts_at], now=now, but=appointment)
    _check_place(episode, appointment.site, with_whom)
    length = minutes or appointment.minutes
    _check_free(with_whom, [starts_at], length, confirmed=confirmed, but=appointment)
    appointment.starts_at, appointment.minutes = starts_at, length
    appointment.with_whom = with_whom
    _save(appointment, "starts_at", "minutes", "with_whom")
    _note(audit.Event.APPOINTMENT_CHANGED, appointment, episode, by=by, reason_code="MOVED")
    return appointment


@transaction.atomic(durable=True)
def cancel_appointment(
    *,
    appointment: Appointment,
    with_rest: bool = False,
    row_version: int | None = None,
    by: User,
) -> int:
    """Cancel one planned appointment, or it and all later ones of its series; how many.

    Raises:
        NotPermitted, Stale, NotPlanned.
    """
    require(by, Permission.APPOINTMENT_WRITE, at=appointment.organisation)
    episode, appointment = _locked(appointment, row_version)
    ended = [appointment]
    if with_rest and appointment.series:
        later = Appointment.objects.select_for_update(of=("self",)).filter(
            series=appointment.series, state=AppointmentState.PLANNED,
            starts_at__gt=appointment.starts_at,
        )  # fmt: skip
        ended += list(later.order_by("starts_at"))
    for each in ended:
        each.state = AppointmentState.CANCELLED
        _save(each, "state")
    _note(
        audit.Event.APPOINTMENT_CHANGED, appointment, episode, by=by, reason_code="CANCELLED",
        rows=len(ended),
    )  # fmt: skip
    return len(ended)


@once_more_on_conflict
@transaction.atomic(durable=True)
def keep_appointment(
    *,
    appointment: Appointment,
    minutes: int | None = None,
    mode: str = ContactMode.FACE_TO_FACE,
    mode_null: str = "",
    note: str = "",
    token: UUID | None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> Contact:
    """The patient came: write the contact, and say at the appointment that it was kept.

    The same `token` again returns the contact that is there.

    Raises:
        NotPermitted, TokenReused, NotPlanned, EpisodeNotUsable.
        RuleBroken: V03, V04, V52.
    """
    return _answered(
        appointment, AppointmentState.KEPT, token=token, confirmed=confirmed, now=now, by=by,
        mode=mode, mode_null=mode_null, minutes=minutes, note=note,
        attendance=Attendance.ATTENDED,
    )  # fmt: skip


@once_more_on_conflict
@transaction.atomic(durable=True)
def miss_appointment(
    *,
    appointment: Appointment,
    reason: str = "",
    note: str = "",
    token: UUID | None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> Contact:
    """The patient did not come: write a contact that says so, with the reason if it is known.

    Raises:
        as `keep_appointment`.
    """
    return _answered(
        appointment, AppointmentState.MISSED, token=token, confirmed=confirmed, now=now, by=by,
        mode="", mode_null="NA", minutes=None, note=note, attendance=Attendance.ABSENT,
        absence_reason=reason,
    )  # fmt: skip


def moment(on: date, at: time) -> datetime:
    """A day and a time of the clock, as they are said where the clinic is."""
    return timezone.make_aware(datetime.combine(on, at))


KNOWN_TO_EXIST = (
    "episode", "organisation", "site", "with_whom", "contact", "made_by", "entry_token",
)  # fmt: skip


def _answered(
    appointment: Appointment,
    state: AppointmentState,
    *,
    token: UUID | None,
    confirmed: Collection[str],
    now: datetime,
    by: User,
    **values: Any,
) -> Contact:
    require(by, Permission.APPOINTMENT_WRITE, at=appointment.organisation)
    require(by, Permission.CONTACT_WRITE, at=appointment.organisation)
    episode = lock_episode(appointment.episode_id)
    appointment = _again(appointment)
    began = timezone.localtime(appointment.starts_at)
    whole: dict[str, Any] = {
        "on": began.date(), "at": began.time().replace(second=0, microsecond=0),
        "kind": appointment.kind, "attendance_null": "", "absence_reason": "",
    } | values  # fmt: skip
    if appointment.state == state and token and appointment.contact:
        known = _entries.already_written(Contact, token, episode, whole)
        if known is not None and known.pk == appointment.contact.pk:
            return known
    _check_planned(appointment)
    contact = logged(episode, whole, token=token, confirmed=confirmed, now=now, by=by)
    appointment.state, appointment.contact = state, contact
    appointment.absence_reason = whole["absence_reason"]
    _save(appointment, "state", "contact", "absence_reason")
    _note(audit.Event.APPOINTMENT_CHANGED, appointment, episode, by=by, reason_code=str(state))
    return contact


def _locked(appointment: Appointment, row_version: int | None) -> tuple[Episode, Appointment]:
    """The episode, then its appointment: locked, planned, and as the person saw it."""
    episode = lock_episode(appointment.episode_id)
    fresh = _again(appointment)
    if row_version is not None and fresh.row_version != row_version:
        raise Stale(_("Somebody else changed this appointment meanwhile. Open it again."))
    _check_planned(fresh)
    return episode, fresh


def _again(appointment: Appointment) -> Appointment:
    found = Appointment.objects.select_for_update(of=("self",)).select_related("site", "contact")
    return found.get(pk=appointment.pk)


def _check_planned(appointment: Appointment) -> None:
    if appointment.state != AppointmentState.PLANNED:
        state = AppointmentState(appointment.state).label
        raise NotPlanned(
            _("This appointment is no longer planned: %(state)s. Open the list again.")
            % {"state": state}
        )


def _made_before(
    token: UUID | None, episode: Episode, starts: list[datetime]
) -> list[Appointment] | None:
    """The appointments that the same form made before, if any."""
    if token is None:
        return None
    first = Appointment.objects.filter(entry_token=token).first()
    if first is None:
        return None
    made = [first]
    if first.series:
        made = list(Appointment.objects.filter(series=first.series).order_by("starts_at"))
    told = [first.episode_id, *(row.starts_at for row in made)]
    _entries.check_as_sent(told, [episode.pk, *starts])
    return made


def _check_near(day: date, now: datetime) -> None:
    """Demand a day that is not years ahead; before anything is reckoned with it."""
    if is_too_far(day, today=day_of(now)):
        raise TooFarAhead(_("Enter days within the next two years, also for the last of a series."))


def _check_episode(
    episode: Episode,
    starts: list[datetime],
    *,
    now: datetime,
    but: Appointment | None = None,
) -> None:
    if episode.state not in EXPECTED:
        raise EpisodeOver(_("This episode is over. Refer the patient again first."))
    if episode.discharge_reason == DischargeReason.DIED:
        raise policies.PatientDied(_("The patient died. Nothing more is planned."))
    if day_of(min(starts)) < day_of(now):
        raise InThePast(_("Enter a day that is not past. What happened is logged as a contact."))
    taken = _planned(but).filter(episode=episode, starts_at__in=starts)
    first = taken.order_by("starts_at").values_list("starts_at", flat=True).first()
    if first:
        when = date_format(timezone.localtime(first), "j E, H:i")
        raise AlreadyBooked(
            _("The patient has an appointment on %(when)s. Choose another time.") % {"when": when}
        )


def _check_place(episode: Episode, site: Site, with_whom: User | None) -> None:
    if site.organisation_id != episode.organisation_id:
        raise NotOfThisClinic(_("Choose a site of the patient's clinic."))
    if with_whom and not has_permission(
        with_whom, Permission.CONTACT_WRITE, at=episode.organisation
    ):
        raise NotOfThisClinic(_("Choose somebody who sees patients at this clinic."))


def _check_free(
    with_whom: User | None,
    starts: list[datetime],
    minutes: int,
    *,
    confirmed: Collection[str],
    but: Appointment | None = None,
) -> None:
    """Warn when somebody is to be in two places at once."""
    if with_whom is None:
        return
    slack = timedelta(minutes=LONGEST_MINUTES)
    taken = _planned(but).filter(
        with_whom=with_whom,
        starts_at__gt=min(starts) - slack,
        starts_at__lt=max(starts) + slack,
    )
    found = clashes(
        ((moment_at, minutes) for moment_at in starts), taken.values_list("starts_at", "minutes")
    )
    check([BUSY], {"clashing": len(found)}, confirmed=confirmed)


def _planned(but: Appointment | None) -> QuerySet[Appointment]:
    """What is planned, beside the appointment that is about to be moved."""
    planned = Appointment.objects.filter(state=AppointmentState.PLANNED)
    return planned.exclude(pk=but.pk) if but else planned


def _save(appointment: Appointment, *names: str) -> None:
    appointment.row_version += 1
    appointment.clean_fields(exclude=KNOWN_TO_EXIST)
    appointment.save(update_fields=[*names, "row_version"])


def _note(
    event: audit.Event,
    appointment: Appointment,
    episode: Episode,
    action: AuditAction = AuditAction.UPDATE,
    *,
    by: User,
    **detail: Any,
) -> None:
    audit.record(
        event, by=by, action=action, organisation=episode.organisation, target=appointment,
        object_uids=[episode.uid, episode.patient.uid], **detail,
    )  # fmt: skip
