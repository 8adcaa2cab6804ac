"""Reminding a patient of an appointment: on paper, or by a message that tells nothing.

The number is asked of the vault at the moment of sending, and kept nowhere else.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clinics import reminders
from clinics.actions._locking import day_of
from clinics.choices import AppointmentState, ReminderChannel
from clinics.models import Appointment, Consent, Patient, Reminder
from clinics.rules.appointments import EXPECTED
from clinics.vocabulary import ConsentPurpose, DischargeReason
from kernel import audit
from kernel.errors import Refused
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from vault import api as vault


class NothingToRemindOf(Refused):
    """The appointment is past, or planned no more."""

    code = "nothing-to-remind-of"


class NoConsentToContact(Refused):
    """The patient did not agree to be contacted, or withdrew it."""

    code = "no-consent-to-contact"


class NoNumber(Refused):
    """The vault knows no phone of this patient."""

    code = "no-number"


class JustReminded(Refused):
    """A message of this appointment left a moment ago: a double tap, or two people at it."""

    code = "just-reminded"


class SenderFailed(Refused):
    """The message did not leave the house."""

    code = "sender-failed"


ONCE_IN = timedelta(minutes=5)
"""How soon after a message another one of the same appointment is a slip of the hand."""


@transaction.atomic(durable=True)
def print_slip(*, appointment: Appointment, now: datetime, by: User) -> Reminder:
    """Write that a slip was handed over. It needs no consent: the patient holds it.

    Raises:
        NotPermitted, NothingToRemindOf.
    """
    require(by, Permission.APPOINTMENT_WRITE, at=appointment.organisation)
    _check_ahead(appointment, now)
    return _written(appointment, ReminderChannel.SLIP, now=now, by=by)


def send_message(*, appointment: Appointment, language: str, now: datetime, by: User) -> Reminder:
    """Send a text message with day and time, in `language`, to the number that the vault knows.

    The event is written before the message leaves, and undone when it does not. Whatever a sender
    raises holds the number in its trace, so nothing of it goes on.

    Raises:
        NotPermitted: `by` plans nothing here, or may not read contacts.
        NothingToRemindOf, JustReminded, NoConsentToContact, NoNumber, SenderFailed.
        Locked: the vault is locked.
    """
    require(by, Permission.APPOINTMENT_WRITE, at=appointment.organisation)
    _check_ahead(appointment, now)
    _check_not_just_sent(appointment, now)
    patient = appointment.episode.patient
    _check_consent(patient, now)
    number = _number(patient, by=by)
    text = reminders.neutral_text(appointment.starts_at, language=language)
    return _sent(appointment, number, text, now=now, by=by)


@transaction.atomic(durable=True)
def _sent(appointment: Appointment, number: str, text: str, *, now: datetime, by: User) -> Reminder:
    locked = Appointment.objects.select_for_update(of=("self",)).select_related("episode")
    _check_ahead(locked.get(pk=appointment.pk), now)
    _check_not_just_sent(appointment, now)
    reminder = _written(appointment, ReminderChannel.SMS, now=now, by=by)
    try:
        reminders.sender().send(
            reminder=UUID(str(reminder.uid)), channel=ReminderChannel.SMS, to=number, text=text
        )
    except Exception:  # noqa: BLE001 - senders are others' code: whatever they raise is a refusal
        raise SenderFailed(
            _("The message could not be sent. Print a slip, or try again later.")
        ) from None
    return reminder


def _written(
    appointment: Appointment, channel: ReminderChannel, *, now: datetime, by: User
) -> Reminder:
    reminder = Reminder(appointment=appointment, channel=channel, sent_at=now, sent_by=by)
    reminder.save(force_insert=True)
    patient = appointment.episode.patient
    audit.record(
        audit.Event.REMINDER_SENT, by=by, action=AuditAction.CREATE,
        organisation=appointment.organisation, target=reminder,
        object_uids=[appointment.uid, patient.uid], channel=channel.value,
    )  # fmt: skip
    return reminder


def _check_ahead(appointment: Appointment, now: datetime) -> None:
    """Demand that the patient is still expected. What an ended episode still plans was agreed on
    with the discharge or after it; anything older was left over.
    """
    if appointment.state != AppointmentState.PLANNED or appointment.starts_at <= now:
        raise NothingToRemindOf(_("Only planned appointments are reminded of."))
    episode = appointment.episode
    is_over = episode.state not in EXPECTED or episode.discharge_reason == DischargeReason.DIED
    is_left_over = episode.ended_on is not None and day_of(appointment.made_at) < episode.ended_on
    if is_over or is_left_over:
        raise NothingToRemindOf(_("This episode is over. Cancel the appointment instead."))


def _check_not_just_sent(appointment: Appointment, now: datetime) -> None:
    sent = Reminder.objects.filter(
        appointment=appointment, channel=ReminderChannel.SMS, sent_at__gt=now - ONCE_IN
    )
    if sent.exists():
        raise JustReminded(
            _("A message left a moment ago. Wait five minutes before you send another.")
        )


def _check_consent(patient: Patient, now: datetime) -> None:
    day = day_of(now)
    holding = Consent.objects.filter(
        patient=patient, purpose=ConsentPurpose.CONTACT, given_on__lte=day
    ).exclude(withdrawn_on__lte=day)
    if not holding.exists():
        raise NoConsentToContact(
            _("The patient did not agree to be contacted. Print a slip, or record the consent.")
        )


def _number(patient: Patient, *, by: User) -> str:
    context = vault.Context(by=by, organisation=patient.organisation, purpose=vault.Purpose.CALL)
    number = vault.contacts(context, patient_uid=patient.uid).phone
    if not number:
        raise NoNumber(_("No phone number is known. Print a slip."))
    return number
