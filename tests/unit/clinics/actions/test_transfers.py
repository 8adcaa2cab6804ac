"""A transfer: offered with consent, taken under a new code, declined, withdrawn, ended."""

import json
from datetime import timedelta

import pytest

from clinics.actions.consents import withdraw_consent
from clinics.actions.transfers import (
    AlreadyOffered,
    Answered,
    NotAgreed,
    NotThere,
    accept_transfer,
    decline_transfer,
    discharge_transferred,
    offer_transfer,
    open_transfer,
    withdraw_transfer,
)
from clinics.choices import TransferPart, TransferState
from clinics.models import Consent, Contact, Episode, Patient
from clinics.policies import NotPossibleNow
from clinics.rules import RuleBroken
from clinics.selectors.bundles import in_words
from clinics.selectors.transfers import transfer_room, visible_transfers
from clinics.vocabulary import EpisodeState
from kernel.audit import Event
from kernel.models import AuditEvent
from kernel.permissions import NotPermitted
from tests.factories.clinics import (
    NOW,
    ContactFactory,
    DoseFactory,
    EpisodeFactory,
    InterventionFactory,
    PatientFactory,
    TreatmentDemandFactory,
)
from tests.factories.kernel import SiteFactory, clinic, clinician, nurse


pytestmark = pytest.mark.django_db
TODAY = NOW.date()
SAID = "the word that the patient says"


@pytest.fixture
def episode():
    """Somebody in treatment here, with answers, doses and a note."""
    episode = EpisodeFactory(patient__birth_year=1991)
    InterventionFactory(episode=episode)
    demand = TreatmentDemandFactory(episode=episode, education="HIGHER", education_null="")
    demand.substances.update(as_said=SAID)
    DoseFactory(episode=episode)
    ContactFactory(episode=episode, note=SAID)
    return episode


@pytest.fixture
def doctor(episode):
    """Who sends."""
    return clinician(at=episode.organisation)


@pytest.fixture
def there(episode):
    """Another clinic of the country, with a site."""
    found = clinic(country=episode.organisation.country)
    SiteFactory(organisation=found)
    return found


@pytest.fixture
def taker(there):
    """Who takes."""
    return clinician(at=there)


def offer(episode, there, doctor, **given):
    """Offer with all parts."""
    usual = {
        "to": there, "on": TODAY, "parts": TransferPart.values, "consent_text": "2026.1",
        "now": NOW,
    }  # fmt: skip
    return offer_transfer(episode=episode, by=doctor, **(usual | given))


@pytest.fixture
def transfer(episode, there, doctor):
    """A patient who was offered."""
    return offer(episode, there, doctor)


def take(transfer, taker):
    """Say yes."""
    return accept_transfer(
        transfer=transfer, site=transfer.to_organisation.sites.get(), on=TODAY, now=NOW, by=taker
    )


def test_an_offer_writes_the_consent_and_freezes_the_bundle(transfer, episode):
    consent = Consent.objects.get(patient=episode.patient)
    assert (consent.purpose, transfer.consent) == ("NGO_SHARING", consent)
    assert transfer.bundle["PERSON"]["birth_year"] == 1991
    assert transfer.bundle["DEMAND"]["answers"]["education"] == "HIGHER"
    assert set(transfer.bundle) == {"PERSON", *TransferPart.values}


def test_no_identity_and_no_word_of_anybody_travels(transfer, episode):
    sent = json.dumps(transfer.bundle)

    assert SAID not in sent
    assert episode.patient.code not in sent
    assert str(episode.patient.uid) not in sent


def test_only_what_is_ticked_travels(episode, there, doctor):
    transfer = offer(episode, there, doctor, parts=["DOSES"])

    assert set(transfer.bundle) == {"PERSON", "DOSES"}
    assert transfer.bundle["DOSES"]["treatment"][0]["medicine"] == "METHADONE"


def test_the_bundle_is_read_in_words(transfer):
    told = {section.title: section.lines for section in in_words(transfer.bundle)}

    assert told["Person"] == ["Woman, 1991"]
    assert "Education: Higher" in told["Answers at entry"]
    assert told["Medicine and doses of the last 14 days"][-1] == (
        "10 Mar 2026, Methadone, At the clinic: 60 mg"
    )
    assert told["Treatment plan"] == ["Nothing recorded."]


def test_the_taking_clinic_registers_the_person_anew(transfer, taker, episode):
    taken = take(transfer, taker)

    patient = taken.patient
    assert patient.organisation == transfer.to_organisation
    assert (patient.identity_status, patient.birth_year) == ("ANONYMOUS", 1991)
    assert patient.code != episode.patient.code
    assert (taken.state, taken.referral_source) == (EpisodeState.REFERRAL, "DRUG_SERVICE")
    episode.refresh_from_db()
    assert episode.state == EpisodeState.IN_TREATMENT


def test_taking_twice_is_refused_and_registers_nobody_twice(transfer, taker):
    take(transfer, taker)
    before = Patient.objects.count()

    with pytest.raises(Answered):
        take(transfer, taker)

    assert Patient.objects.count() == before


def test_the_sender_discharges_in_an_act_of_its_own(transfer, taker, doctor, episode):
    with pytest.raises(NotPossibleNow):
        discharge_transferred(transfer=transfer, on=TODAY, now=NOW, by=doctor)
    take(transfer, taker)

    ended = discharge_transferred(transfer=transfer, on=TODAY, now=NOW, by=doctor)

    assert (ended.state, ended.discharge_reason) == ("DISCHARGED", "TRANSFERRED_TREATMENT")


def test_the_other_clinic_ends_nothing_here(transfer, taker):
    take(transfer, taker)

    with pytest.raises(NotPermitted):
        discharge_transferred(transfer=transfer, on=TODAY, now=NOW, by=taker)


def test_a_declined_patient_stays_and_nothing_is_kept_there(transfer, taker, doctor):
    declined = decline_transfer(transfer=transfer, refusal="NO_PLACE", now=NOW, by=taker)

    assert (declined.state, declined.refusal, declined.bundle) == ("DECLINED", "NO_PLACE", {})
    with pytest.raises(Answered):
        withdraw_transfer(transfer=transfer, now=NOW, by=doctor)


def test_an_offer_is_withdrawn_by_the_sender_only(transfer, taker, doctor):
    with pytest.raises(NotPermitted):
        withdraw_transfer(transfer=transfer, now=NOW, by=taker)

    withdrawn = withdraw_transfer(transfer=transfer, now=NOW, by=doctor)

    assert (withdrawn.state, withdrawn.bundle) == (TransferState.WITHDRAWN, {})


def test_nothing_is_taken_once_the_patient_no_longer_agrees(transfer, taker, doctor):
    withdraw_consent(consent=transfer.consent, on=TODAY, now=NOW, by=doctor)

    with pytest.raises(NotAgreed):
        take(transfer, taker)

    assert Patient.objects.filter(organisation=transfer.to_organisation).count() == 0


def test_a_patient_is_offered_to_one_clinic_at_a_time(transfer, episode, there, doctor):
    with pytest.raises(AlreadyOffered):
        offer(episode, there, doctor)


def test_a_second_clinic_is_asked_under_a_consent_of_its_own(transfer, episode, doctor):
    withdraw_transfer(transfer=transfer, now=NOW, by=doctor)

    again = offer(episode, clinic(country=episode.organisation.country), doctor)

    assert again.consent != transfer.consent


def test_patients_do_not_cross_a_border(episode, doctor):
    for elsewhere in (clinic(country="KG"), episode.organisation):
        with pytest.raises(NotThere):
            offer(episode, elsewhere, doctor)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [({"consent_text": ""}, NotAgreed), ({"on": TODAY + timedelta(days=1)}, RuleBroken),
     ({"parts": ["NAME"]}, ValueError)],
)  # fmt: skip
def test_an_offer_needs_consent_a_day_and_known_parts(given, refusal, episode, there, doctor):
    with pytest.raises(refusal):
        offer(episode, there, doctor, **given)


def test_who_is_not_in_treatment_is_not_transferred(there, doctor, episode):
    ended = EpisodeFactory(
        patient=PatientFactory(organisation=episode.organisation), state=EpisodeState.CLOSED
    )

    with pytest.raises(NotPossibleNow):
        offer(ended, there, doctor)


def test_a_nurse_sends_and_takes_nobody(transfer, episode, there):
    with pytest.raises(NotPermitted):
        offer(episode, there, nurse(at=episode.organisation))
    with pytest.raises(NotPermitted):
        take(transfer, nurse(at=there))


def test_exactly_two_clinics_see_a_transfer(transfer, doctor, taker, there, episode):
    readers = [doctor, taker, nurse(at=episode.organisation)]
    others = [nurse(at=there), clinician(at=clinic()), clinician(at=clinic(country="KG"))]

    assert all(visible_transfers(viewer=person).exists() for person in readers)
    assert not any(visible_transfers(viewer=person).exists() for person in others)


def test_each_side_sees_its_own_code_alone(transfer, taker, doctor, episode):
    taken = take(transfer, taker)

    (sent,) = transfer_room(viewer=doctor).outgoing
    (came,) = transfer_room(viewer=taker).incoming

    assert sent.patient_uid == episode.patient.uid
    assert came.patient_uid == taken.patient.uid
    assert sent.is_due
    assert transfer_room(viewer=taker).outgoing == []


def test_no_event_of_one_clinic_names_the_others_patient(transfer, taker, episode):
    open_transfer(transfer=transfer, by=taker)
    taken = take(transfer, taker)

    there = AuditEvent.objects.filter(organisation_uid=transfer.to_organisation.uid)
    here = AuditEvent.objects.filter(organisation_uid=transfer.organisation.uid)
    assert there.filter(event=Event.TRANSFER_ANSWERED).exists()
    assert not any(str(episode.patient.uid) in event.object_uids for event in there)
    assert not any(str(taken.patient.uid) in event.object_uids for event in here)


def test_the_record_of_the_sender_stays_with_the_sender(transfer, taker):
    taken = take(transfer, taker)

    assert not Contact.objects.filter(episode__patient=taken.patient).exists()
    assert Episode.objects.filter(patient=taken.patient).count() == 1
