"""Triage: written with the referral, asked again, overruled by a clinician."""

from datetime import timedelta
from uuid import uuid4

import pytest

from clinics.actions.triage import refer_and_triage, triage
from clinics.models import Triage
from clinics.policies import NotPossibleNow
from clinics.rules import RuleBroken
from clinics.vocabulary import EpisodeState
from kernel.audit import Event
from kernel.models import AuditEvent
from kernel.permissions import NotPermitted
from tests.factories.clinics import NOW, EpisodeFactory, PatientFactory
from tests.factories.kernel import SiteFactory, clinician, nurse


pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def episode():
    """Somebody who waits since January."""
    return EpisodeFactory(state=EpisodeState.WAITING)


@pytest.fixture
def doctor(episode):
    """A clinician of the same clinic."""
    return clinician(at=episode.organisation)


def ask(episode, doctor, **given):
    """Triage with what matters to the test."""
    return triage(
        episode=episode, **({"on": TODAY, "token": uuid4(), "now": NOW} | given), by=doctor
    )


def test_the_answers_decide_and_leave_a_trace(episode, doctor):
    written = ask(episode, doctor, pregnant="YES", injecting="YES", reason="PREGNANCY")

    assert (written.urgency, written.is_overruled, written.released_null) == (
        "TODAY", False, "NASK",
    )  # fmt: skip
    event = AuditEvent.objects.get(event=Event.TRIAGED)
    assert (event.reason_code, event.detail) == ("TODAY", {"overruled": False})


def test_a_clinician_may_choose_another_urgency(episode, doctor):
    assert ask(episode, doctor, urgency="WEEK").is_overruled
    assert not ask(episode, doctor, injecting="YES", urgency="WEEK").is_overruled


def test_the_last_triage_holds_and_the_first_stays(episode, doctor):
    first = ask(episode, doctor, injecting="YES")

    second = ask(episode, doctor, overdose="YES")

    first.refresh_from_db()
    assert (first.state, second.replaces) == ("SUPERSEDED", first)
    assert Triage.objects.current().get() == second


@pytest.mark.parametrize("times", [1, 2])
def test_a_double_tap_is_one_triage(times, episode, doctor):
    for _ in range(times):
        ask(episode, doctor)
    token = uuid4()

    written = {ask(episode, doctor, token=token, released="YES").pk for _ in range(2)}

    assert len(written) == 1
    assert Triage.objects.count() == times + 1


def test_who_waits_no_more_is_not_triaged(doctor, episode):
    admitted = EpisodeFactory(patient=PatientFactory(organisation=episode.organisation))

    with pytest.raises(NotPossibleNow):
        ask(admitted, doctor)


@pytest.mark.parametrize(
    ("given", "code"),
    [({"on": TODAY + timedelta(days=1)}, "V03"), ({"on": TODAY - timedelta(days=400)}, "V03")],
)
def test_the_day_lies_between_the_referral_and_today(given, code, episode, doctor):
    with pytest.raises(RuleBroken) as refusal:
        ask(episode, doctor, **given)

    assert refusal.value.code == code


def test_a_man_is_not_pregnant(doctor, episode):
    episode.patient.sex = "MALE"
    episode.patient.save()

    with pytest.raises(RuleBroken) as refusal:
        ask(episode, doctor, pregnant="YES")

    assert refusal.value.code == "V27"


def test_there_are_four_questions(episode, doctor):
    with pytest.raises(TypeError):
        ask(episode, doctor, homeless="YES")


def test_a_nurse_does_not_triage(episode):
    with pytest.raises(NotPermitted):
        ask(episode, nurse(at=episode.organisation))


def refer(patient, **given):
    """A referral to a site of the patient's clinic."""
    site = SiteFactory(organisation=patient.organisation)
    doctor = clinician(at=patient.organisation)
    return refer_and_triage(patient=patient, site=site, on=TODAY, now=NOW, by=doctor, **given)


def test_a_referral_triages_in_the_same_act():
    episode = refer(PatientFactory(), reason="OVERDOSE", overdose="YES", overdose_null="")

    written = Triage.objects.get(episode=episode)
    assert (written.urgency, written.reason, written.on) == ("TODAY", "OVERDOSE", TODAY)


def test_a_referral_without_an_answer_writes_no_triage():
    episode = refer(PatientFactory(), pregnant="", pregnant_null="NASK")

    assert not Triage.objects.filter(episode=episode).exists()


def test_nothing_is_referred_when_the_triage_is_refused():
    patient = PatientFactory(sex="MALE")

    with pytest.raises(RuleBroken):
        refer(patient, pregnant="YES")

    assert not patient.episodes.exists()
