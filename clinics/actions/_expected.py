"""Who is expected no more: what was planned ends with the treatment, or with the patient's life."""

from datetime import date, datetime, timedelta

from django.db.models import F, Q

from clinics.choices import AppointmentState
from clinics.models import Appointment, Episode
from clinics.selectors.appointments import start_of
from clinics.vocabulary import DischargeReason
from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction


def called_off(episode: Episode, *, on: date, reason: str, now: datetime, by: User) -> int:
    """Cancel what is planned when a locked episode ends; how many.

    A death cancels whatever is planned with the patient. Any other end cancels what is still to
    come in this episode: what was due until the day of discharge can still be answered. Follow-up
    that is agreed on with the discharge is made afterwards, and stays.
    """
    planned = Appointment.objects.select_for_update(of=("self",)).filter(
        state=AppointmentState.PLANNED
    )
    if reason == DischargeReason.DIED:
        planned = planned.filter(episode__patient=episode.patient_id)
    else:
        ahead = Q(starts_at__gt=now) | Q(starts_at__gte=start_of(on + timedelta(days=1)))
        planned = planned.filter(ahead, episode=episode)
    rows = list(planned.order_by("starts_at", "pk"))
    if not rows:
        return 0
    Appointment.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=AppointmentState.CANCELLED, was_called_off=True, row_version=F("row_version") + 1
    )
    audit.record(
        audit.Event.APPOINTMENT_CHANGED, by=by, action=AuditAction.UPDATE,
        organisation=episode.organisation, target=rows[0],
        object_uids=[episode.uid, episode.patient.uid], reason_code="CANCELLED", rows=len(rows),
    )  # fmt: skip
    return len(rows)


def called_back(episode: Episode, *, now: datetime, by: User) -> int:
    """Plan again what the end of a locked episode called off and is still to come; how many.

    Those that a person cancelled stay so, and so does a time that was agreed on anew meanwhile.
    """
    rows = Appointment.objects.select_for_update(of=("self",)).filter(
        episode=episode, was_called_off=True, starts_at__gt=now
    )
    taken = set(
        Appointment.objects.filter(episode=episode, state=AppointmentState.PLANNED)
        .values_list("starts_at", flat=True)
    )  # fmt: skip
    again: dict[datetime, Appointment] = {}
    for row in rows.order_by("-pk"):
        if row.starts_at not in taken:
            again.setdefault(row.starts_at, row)
    if not again:
        return 0
    back = sorted(again.values(), key=lambda row: (row.starts_at, row.pk))
    Appointment.objects.filter(pk__in=[row.pk for row in back]).update(
        state=AppointmentState.PLANNED, was_called_off=False, row_version=F("row_version") + 1
    )
    audit.record(
        audit.Event.APPOINTMENT_CHANGED, by=by, action=AuditAction.UPDATE,
        organisation=episode.organisation, target=back[0],
        object_uids=[episode.uid, episode.patient.uid], reason_code="REOPENED", rows=len(back),
    )  # fmt: skip
    return len(back)
