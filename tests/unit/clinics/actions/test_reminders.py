"""Reminders: what leaves the house tells nothing, and leaves only when the patient agreed."""

import logging
import traceback
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from clinics import reminders
from clinics.actions.patients import register_patient
from clinics.actions.reminders import (
    JustReminded,
    NoConsentToContact,
    NoNumber,
    NothingToRemindOf,
    SenderFailed,
    print_slip,
    send_message,
)
from clinics.models import Appointment, Episode, Reminder
from clinics.vocabulary import ConsentPurpose
from kernel.audit import Event
from kernel.models import AuditEvent
from kernel.permissions import NotPermitted
from tests.factories.appointments import AppointmentFactory
from tests.factories.clinics import ConsentFactory
from tests.factories.kernel import nurse
from tests.factories.work import KeptEpisode, make_room
from vault.api import Identity
from vault.models import VaultAuditEvent


pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 16, 6, 0, tzinfo=UTC)
PHONE = "+77015550142"
KEY = UUID(int=7)
SENT: list[dict] = []


class Kept:
    """A sender that remembers what it was given."""

    def send(self, **what: object) -> None:
        SENT.append(what)


class Broken:
    """A sender that nothing leaves."""

    def send(self, **what: object) -> None:
        raise reminders.NotSent


class Bursting:
    """A sender whose own code fails, with the number in its words."""

    def send(self, *, to: str, **what: object) -> None:
        message = f"no route to {to}"
        raise ConnectionError(message)


@pytest.fixture(autouse=True)
def _sender(settings):
    SENT.clear()
    settings.REMINDER_SENDER = f"{__name__}.Kept"


@pytest.fixture
def room():
    """A clinic with its clinician."""
    return make_room()


@pytest.fixture
def register(room):
    """A patient with a name, and a phone unless told otherwise."""

    def registered(phone=PHONE):
        identity = Identity(given="Probira", surname="Probova", phone=phone)
        return register_patient(
            organisation=room.organisation, identity=identity, sex="FEMALE", sex_null="",
            birth_year=1991, birth_year_null="", key=KEY, now=NOW, by=room.clinician,
        ).patient  # fmt: skip

    return registered


@pytest.fixture
def planned(room, register):
    """An appointment of tomorrow with a patient who agreed to be contacted."""

    def made(*, phone=PHONE, agreed=True, **fields):
        patient = register(phone)
        episode = KeptEpisode(patient=patient, site=room.site)
        if agreed:
            ConsentFactory(patient=patient, purpose=ConsentPurpose.CONTACT)
        values = {"starts_at": NOW + timedelta(days=1), "made_by": room.clinician} | fields
        return AppointmentFactory(episode=episode, **values)

    return made


def send(appointment, by, *, now=NOW):
    """Send a message in English."""
    return send_message(appointment=appointment, language="en", now=now, by=by)


def test_the_message_holds_day_and_time_and_nothing_else(planned, room):
    appointment = planned()

    reminder = send(appointment, room.clinician)

    assert [
        {"reminder": reminder.uid, "channel": "SMS", "to": PHONE,
         "text": "Reminder: Tuesday 17 March, 11:00."}
    ] == SENT  # fmt: skip
    said = SENT[0]["text"]
    assert room.organisation.name not in said
    assert appointment.episode.patient.code not in said


def test_the_vault_is_asked_with_a_reason_and_nothing_of_it_is_kept(planned, room):
    reminder = send(planned(), room.clinician)

    asked = VaultAuditEvent.objects.get(event=Event.CONTACTS_READ)
    event = AuditEvent.objects.get(event=Event.REMINDER_SENT)
    assert (asked.purpose, event.detail) == ("CALL", {"channel": "SMS"})
    assert PHONE not in str([vars(event), vars(reminder), vars(asked)])


def test_nobody_is_written_to_without_consent(planned, room):
    appointment = planned(agreed=False)

    with pytest.raises(NoConsentToContact):
        send(appointment, room.clinician)

    assert not VaultAuditEvent.objects.filter(event=Event.CONTACTS_READ).exists()


def test_a_consent_that_was_withdrawn_holds_no_more(planned, room):
    appointment = planned(agreed=False)
    ConsentFactory(
        patient=appointment.episode.patient, purpose=ConsentPurpose.CONTACT,
        withdrawn_on=NOW.date(),
    )  # fmt: skip

    with pytest.raises(NoConsentToContact):
        send(appointment, room.clinician)


def test_without_a_number_nothing_is_sent(planned, room):
    with pytest.raises(NoNumber):
        send(planned(phone=""), room.clinician)

    assert (SENT, Reminder.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    "fields", [{"starts_at": NOW - timedelta(minutes=1)}, {"state": "CANCELLED"}]
)
def test_only_what_is_to_come_is_reminded_of(fields, planned, room):
    appointment = planned(**fields)

    with pytest.raises(NothingToRemindOf):
        send(appointment, room.clinician)
    with pytest.raises(NothingToRemindOf):
        print_slip(appointment=appointment, now=NOW, by=room.clinician)


@pytest.mark.parametrize(
    "ended",
    [
        {"state": "DISCHARGED", "discharge_reason": "DIED"},
        {"state": "DISCHARGED", "discharge_reason": "COMPLETED"},
        {"state": "CLOSED", "discharge_reason": "COMPLETED"},
    ],
)
def test_who_was_discharged_or_died_is_reminded_of_nothing_left_over(ended, planned, room):
    made = planned(made_at=NOW - timedelta(days=9))
    Episode.objects.update(ended_on=NOW.date(), **ended)
    appointment = Appointment.objects.select_related("episode").get(pk=made.pk)

    with pytest.raises(NothingToRemindOf):
        send(appointment, room.clinician)
    with pytest.raises(NothingToRemindOf):
        print_slip(appointment=appointment, now=NOW, by=room.clinician)


def test_follow_up_that_was_agreed_on_with_the_discharge_is_reminded_of(planned, room):
    made = planned(kind="REVIEW", made_at=NOW)
    Episode.objects.update(
        state="FOLLOW_UP", discharge_reason="COMPLETED", ended_on=NOW.date() - timedelta(days=2)
    )

    assert send(Appointment.objects.get(pk=made.pk), room.clinician)


def test_what_did_not_leave_is_not_written(planned, room, settings):
    settings.REMINDER_SENDER = f"{__name__}.Broken"

    with pytest.raises(SenderFailed):
        send(planned(), room.clinician)

    assert not Reminder.objects.exists()
    assert not AuditEvent.objects.filter(event=Event.REMINDER_SENT).exists()


def test_whatever_a_sender_raises_is_refused_without_the_number(planned, room, settings, caplog):
    settings.REMINDER_SENDER = f"{__name__}.Bursting"

    with pytest.raises(SenderFailed) as refused:
        send(planned(), room.clinician)

    assert PHONE not in "".join(traceback.format_exception(refused.value))
    assert PHONE not in caplog.text
    assert not Reminder.objects.exists()


def test_a_sender_that_is_not_there_is_a_refusal_too(planned, room, settings):
    settings.REMINDER_SENDER = "nowhere.Sender"

    with pytest.raises(SenderFailed):
        send(planned(), room.clinician)


def test_a_double_tap_sends_one_message(planned, room):
    appointment = planned()
    send(appointment, room.clinician)
    asked = VaultAuditEvent.objects.count()

    with pytest.raises(JustReminded):
        send(appointment, room.clinician, now=NOW + timedelta(minutes=4))

    assert (len(SENT), Reminder.objects.count()) == (1, 1)
    assert VaultAuditEvent.objects.count() == asked


def test_after_five_minutes_another_message_may_leave(planned, room):
    appointment = planned()
    send(appointment, room.clinician)

    send(appointment, room.clinician, now=NOW + timedelta(minutes=5))

    assert len(SENT) == 2


def test_neither_a_slip_nor_another_appointment_holds_a_message_back(planned, room):
    first = planned()
    print_slip(appointment=first, now=NOW, by=room.clinician)
    send(first, room.clinician)
    second = AppointmentFactory(
        episode=first.episode, starts_at=NOW + timedelta(days=2), made_by=room.clinician
    )

    assert send(second, room.clinician)


def test_a_slip_needs_no_consent_and_no_name(room):
    appointment = AppointmentFactory(
        episode=room.episode, starts_at=NOW + timedelta(days=1), made_by=room.clinician
    )

    reminder = print_slip(appointment=appointment, now=NOW, by=room.clinician)

    assert (reminder.channel, SENT) == ("SLIP", [])
    assert AuditEvent.objects.get(event=Event.REMINDER_SENT).detail == {"channel": "SLIP"}


def test_who_may_not_read_contacts_prints_a_slip_and_sends_nothing(planned, room):
    appointment, person = planned(), nurse(at=room.organisation)

    with pytest.raises(NotPermitted):
        send(appointment, person)

    assert print_slip(appointment=appointment, now=NOW, by=person)


def test_strangers_remind_nobody(planned):
    appointment, stranger = planned(), make_room().clinician

    with pytest.raises(NotPermitted):
        send(appointment, stranger)
    with pytest.raises(NotPermitted):
        print_slip(appointment=appointment, now=NOW, by=stranger)


def test_the_usual_sender_says_neither_number_nor_text(capsys, caplog, settings):
    del settings.REMINDER_SENDER
    caplog.set_level(logging.DEBUG)

    reminders.sender().send(reminder=KEY, channel="SMS", to=PHONE, text="Reminder: Tuesday")

    assert capsys.readouterr().out == f"reminder {KEY} sms\n"
    assert caplog.records == []


@pytest.mark.parametrize(
    ("language", "text"), [("en", "Reminder: Tuesday 17 March, 11:00."), ("ru", "17 марта")]
)
def test_the_text_is_in_the_language_chosen(language, text):
    assert text in reminders.neutral_text(NOW + timedelta(days=1), language=language)
