"""Two records of one person become one by two people's word, and two again within 90 days."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from clinics.actions import consents, episodes, merging
from clinics.actions._locking import MergedAway
from clinics.models import Dose, Episode, Patient
from clinics.selectors.caseload import patients_by_code
from clinics.selectors.rounds import patient_at_window
from kernel.models import AuditEvent
from kernel.permissions import NotPermitted
from tests.factories.clinics import (
    ConsentFactory,
    DoseFactory,
    InterventionFactory,
    PatientFactory,
)
from tests.factories.kernel import clinic, clinic_manager, clinician, nurse
from tests.factories.work import KeptEpisode, make_room
from vault.codes import new_code


pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def room(db):
    return make_room()


@pytest.fixture
def other(room):
    """A second record: an episode of last year with two doses, and a consent."""
    patient = PatientFactory(organisation=room.organisation, code=new_code())
    days = timezone.localdate() - timedelta(days=400)
    episode = KeptEpisode(
        patient=patient, site=room.site, state="DISCHARGED", referred_on=days, admitted_on=days,
        started_on=days, ended_on=days + timedelta(days=30), discharge_reason="MOVED",
        last_seen_on=days + timedelta(days=30),
    )  # fmt: skip
    InterventionFactory(episode=episode)
    for n in (1, 2):
        DoseFactory(episode=episode, on=days + timedelta(days=n))
    ConsentFactory(patient=patient)
    return patient


def propose(room, other, **more):
    arguments = {
        "kept": room.patient, "given_up": other, "evidence": "SAME_DOCUMENT", "now": NOW,
        "by": room.clinician,
    }  # fmt: skip
    return merging.propose_merge(**(arguments | more))


def agree(room, merge):
    manager = clinic_manager(at=room.organisation)
    return merging.decide_merge(merge=merge, is_agreed=True, now=NOW, by=manager)


def rows_of(patient):
    return {
        model._meta.label: sorted(
            model._default_manager.filter(patient=patient).values_list("pk", flat=True)
        )
        for model in merging.MOVED
    }


def test_nothing_moves_before_a_second_person_agrees(room, other):
    before = rows_of(other)

    propose(room, other)

    assert rows_of(other) == before


def test_episodes_doses_and_consents_move_to_the_record_that_is_kept(room, other):
    theirs, ours = rows_of(other), rows_of(room.patient)

    agree(room, propose(room, other))

    other.refresh_from_db()
    assert other.merged_into == room.patient
    assert rows_of(other) == {label: [] for label in theirs}
    assert rows_of(room.patient) == {
        label: sorted([*ours[label], *theirs[label]]) for label in theirs
    }


def test_undoing_gives_both_records_back_as_they_were(room, other):
    theirs, ours = rows_of(other), rows_of(room.patient)
    merge = agree(room, propose(room, other))

    merging.undo_merge(merge=merge, now=NOW + timedelta(days=89), by=room.clinician)

    other.refresh_from_db()
    assert other.merged_into is None
    assert (rows_of(other), rows_of(room.patient)) == (theirs, ours)


def test_what_was_written_since_stays_with_the_record_that_was_kept(room, other):
    merge = agree(room, propose(room, other))
    fresh = DoseFactory(episode=room.episode, on=timezone.localdate())

    merging.undo_merge(merge=merge, now=NOW, by=room.clinician)

    assert Dose.objects.get(pk=fresh.pk).patient == room.patient


def test_what_was_written_into_an_episode_goes_back_with_it(room, other):
    merge = agree(room, propose(room, other))
    theirs = Episode.objects.get(pk=merge.moved["clinics.Episode"][0])
    fresh = DoseFactory(episode=theirs, on=theirs.ended_on)
    Dose.objects.filter(pk=fresh.pk).update(patient=room.patient)

    merging.undo_merge(merge=merge, now=NOW, by=room.clinician)

    assert Dose.objects.get(pk=fresh.pk).patient == other
    assert not Dose.objects.exclude(patient=models.F("episode__patient")).exists()


def test_nothing_is_written_into_a_record_that_was_given_up(room, other):
    agree(room, propose(room, other))

    with pytest.raises(MergedAway, match=str(room.patient)):
        episodes.refer(
            patient=other, site=room.site, on=timezone.localdate(), now=NOW, by=room.clinician
        )
    with pytest.raises(MergedAway):
        consents.give_consent(
            patient=other, purpose="STUDY", text_version="1", given_on=timezone.localdate(),
            now=NOW, by=room.clinician,
        )  # fmt: skip


def test_a_record_that_others_were_merged_into_is_kept(room, other):
    third = PatientFactory(organisation=room.organisation, code=new_code())
    agree(room, propose(room, third, kept=other))

    with pytest.raises(merging.NotMergeable, match="Keep that one"):
        propose(room, other)


def test_a_later_merge_is_undone_first(room, other):
    third = PatientFactory(organisation=room.organisation, code=new_code())
    first = agree(room, propose(room, other))
    Patient.objects.filter(pk=room.patient.pk).update(merged_into=third)

    with pytest.raises(merging.NotMergeable, match="Undo that merge first"):
        merging.undo_merge(merge=first, now=NOW, by=room.clinician)


def test_an_old_card_leads_to_the_record_that_was_kept(room, other):
    agree(room, propose(room, other))
    nurse_here = nurse(at=room.organisation)

    assert patient_at_window(viewer=nurse_here, typed=other.code) == room.patient
    (line,) = patients_by_code(viewer=room.clinician, typed=other.code)
    assert line.patient_uid == room.patient.uid


def test_after_90_days_it_stays(room, other):
    merge = agree(room, propose(room, other))

    with pytest.raises(merging.MergeDecided):
        merging.undo_merge(merge=merge, now=NOW + timedelta(days=91), by=room.clinician)


def test_who_proposed_does_not_decide(room, other):
    merge = propose(room, other)

    with pytest.raises(merging.MergeDecided, match="second person"):
        merging.decide_merge(merge=merge, is_agreed=True, now=NOW, by=room.clinician)


def test_a_refused_merge_moves_nothing_and_may_be_proposed_again(room, other):
    before = rows_of(other)
    merge = propose(room, other)

    merging.decide_merge(merge=merge, is_agreed=False, now=NOW, by=clinician(at=room.organisation))

    assert rows_of(other) == before
    assert propose(room, other).state == "PROPOSED"


def test_what_is_decided_is_not_decided_again(room, other):
    merge = agree(room, propose(room, other))

    with pytest.raises(merging.MergeDecided):
        merging.decide_merge(
            merge=merge, is_agreed=True, now=NOW, by=clinician(at=room.organisation)
        )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda room, other: {"given_up": room.patient}, "same record"),
        (lambda room, other: {"given_up": PatientFactory(organisation=clinic())}, "this clinic"),
    ],
)
def test_what_does_not_fit_is_refused(change, words, room, other):
    with pytest.raises(merging.NotMergeable, match=words):
        propose(room, other, **change(room, other))


def test_two_open_episodes_are_refused(room, other):
    Episode.objects.filter(patient=other).update(
        state="IN_TREATMENT", ended_on=None, discharge_reason=""
    )

    with pytest.raises(merging.NotMergeable, match="open episode"):
        propose(room, other)


def test_the_same_dose_in_both_is_refused_with_its_day(room, other):
    old = Episode.objects.get(patient=other)
    day = Dose.objects.filter(patient=other)[0]
    DoseFactory(episode=room.episode, on=day.on, medicine=day.medicine)

    with pytest.raises(merging.NotMergeable, match=f"{day.on:%d.%m.%Y}"):
        propose(room, other)
    assert old.patient == other


def test_the_record_with_a_name_is_kept(room, other):
    Patient.objects.filter(pk=other.pk).update(identity_status="NAMED")
    Patient.objects.filter(pk=room.patient.pk).update(identity_status="ANONYMOUS")

    with pytest.raises(merging.NotMergeable, match="has a name"):
        propose(room, other)


def test_a_record_waits_for_one_decision_at_a_time(room, other):
    propose(room, other)

    with pytest.raises(merging.NotMergeable, match="waits"):
        propose(room, other)


def test_a_nurse_merges_nothing(room, other):
    with pytest.raises(NotPermitted):
        propose(room, other, by=nurse(at=room.organisation))


def test_every_step_leaves_a_trace_of_both_records(room, other):
    merge = agree(room, propose(room, other))
    merging.undo_merge(merge=merge, now=NOW, by=room.clinician)

    events = AuditEvent.objects.filter(event__startswith="clinics.merge").order_by("pk")
    assert [event.event.rpartition(".")[2] for event in events] == ["proposed", "decided", "undone"]
    for event in events:
        assert {str(room.patient.uid), str(other.uid)} <= set(event.object_uids)


def test_every_table_that_names_a_patient_moves_or_is_listed_here():
    stays = {
        "clinics.Registration", "clinics.PatientMerge", "clinics.Patient",
    }  # fmt: skip
    naming = {
        model._meta.label
        for model in apps.get_app_config("clinics").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is Patient
    }

    assert naming - stays == {model._meta.label for model in merging.MOVED}
