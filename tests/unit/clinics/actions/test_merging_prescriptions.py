"""What merging does to prescriptions that have run out, and to the account of who looked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clinics.actions import merging
from clinics.actions.records import open_record
from clinics.models import Prescription
from clinics.selectors.accounting import looks_at
from kernel.audit import Event
from kernel.models import AuditEvent
from tests.factories.clinics import PatientFactory
from tests.factories.kernel import clinic_manager
from tests.factories.prescriptions import PrescriptionFactory
from tests.factories.work import KeptEpisode, make_room
from vault.codes import new_code


pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def room(db):
    """A clinic with a patient in treatment."""
    return make_room()


@pytest.fixture
def other(room):
    """A second record, with an episode of last year."""
    patient = PatientFactory(
        organisation=room.organisation, code=new_code(), registered_by=room.clinician
    )
    days = TODAY - timedelta(days=400)
    KeptEpisode(
        patient=patient, site=room.site, state="DISCHARGED", referred_on=days, admitted_on=days,
        started_on=days, ended_on=days + timedelta(days=30), discharge_reason="MOVED",
        last_seen_on=days + timedelta(days=30),
    )  # fmt: skip
    return patient


def prescribed(patient, *, until):
    """A prescription that nobody ended and that reaches until a day."""
    return PrescriptionFactory(
        episode=patient.episodes.get(), starts_on=until - timedelta(days=28), ends_on=until
    )


def merged(room, other):
    merge = merging.propose_merge(
        kept=room.patient, given_up=other, evidence="SAME_DOCUMENT", now=NOW, by=room.clinician
    )
    manager = clinic_manager(at=room.organisation)
    return merging.decide_merge(merge=merge, is_agreed=True, now=NOW, by=manager)


def test_two_that_run_are_refused(room, other):
    for patient in (room.patient, other):
        prescribed(patient, until=TODAY)

    with pytest.raises(merging.NotMergeable, match="running prescription"):
        merged(room, other)


@pytest.mark.parametrize("is_ours_expired", [True, False])
def test_one_that_ran_out_stands_in_no_ones_way(is_ours_expired, room, other):
    old, new = (room.patient, other) if is_ours_expired else (other, room.patient)
    expired = prescribed(old, until=TODAY - timedelta(days=1))
    running = prescribed(new, until=TODAY)

    merged(room, other)

    rows = {row.pk: row for row in Prescription.objects.filter(patient=room.patient)}
    assert set(rows) == {expired.pk, running.pk}
    assert (rows[expired.pk].ended_on, rows[running.pk].ended_on) == (expired.ends_on, None)


def test_two_that_ran_out_are_merged_as_well(room, other):
    for patient in (room.patient, other):
        prescribed(patient, until=TODAY - timedelta(days=9))

    merged(room, other)

    rows = Prescription.objects.filter(patient=room.patient)
    assert sorted(rows.values_list("ended_on", flat=True), key=str) == [
        TODAY - timedelta(days=9), None,
    ]  # fmt: skip
    assert AuditEvent.objects.filter(event=Event.PRESCRIPTION_ENDED).count() == 1


def test_undoing_gives_each_record_its_prescription_back(room, other):
    expired = prescribed(other, until=TODAY - timedelta(days=1))
    running = prescribed(room.patient, until=TODAY)

    merging.undo_merge(merge=merged(room, other), now=NOW, by=room.clinician)

    expired.refresh_from_db()
    running.refresh_from_db()
    assert (expired.patient, running.patient) == (other, room.patient)


def looked(room, patient) -> int:
    """How often somebody opened the record, as the patient is told."""
    return sum(
        look.times
        for look in looks_at(viewer=room.clinician, patient=patient)
        if look.what == "read the record"
    )


def test_who_looked_at_either_record_is_told_of_the_one_that_was_kept(room, other):
    for patient, times in ((room.patient, 1), (other, 2)):
        for _time in range(times):
            open_record(patient=patient, by=room.clinician)

    merge = merged(room, other)

    assert looked(room, room.patient) == 3
    merging.undo_merge(merge=merge, now=NOW, by=room.clinician)
    room.patient.refresh_from_db()
    assert (looked(room, room.patient), looked(room, other)) == (1, 2)


def test_the_record_that_was_given_up_tells_of_its_own_looks_only(room, other):
    for patient in (room.patient, other, other):
        open_record(patient=patient, by=room.clinician)

    merged(room, other)

    assert looked(room, other) == 2
