"""Which state allows which act, asked without a database."""

from datetime import date

import pytest

from clinics import policies
from clinics.models import Contact, Episode
from clinics.states import TRANSITIONS, may_follow
from clinics.vocabulary import EpisodeState as S
from kernel.models import User


ON = date(2026, 3, 16)
ACTS = {
    policies.can_wait: S.WAITING,
    policies.can_assess: S.ASSESSMENT,
    policies.can_decline: S.CLOSED_NOT_ADMITTED,
    policies.can_admit: S.ADMITTED,
    policies.can_interrupt: S.INTERRUPTED,
    policies.can_discharge: S.DISCHARGED,
    policies.can_follow_up: S.FOLLOW_UP,
    policies.can_close: S.CLOSED,
}


@pytest.mark.parametrize("state", S)
def test_each_button_shows_where_the_machine_has_a_step(state: S) -> None:
    episode = Episode(state=state)

    assert {act: act(episode) for act in ACTS} == {
        act: may_follow(state, target) for act, target in ACTS.items()
    }
    assert policies.can_resume(episode, on=ON) is (state == S.INTERRUPTED)
    assert policies.is_before_admission(episode) is (state in (S.REFERRAL, S.WAITING, S.ASSESSMENT))
    assert policies.can_write(episode) is (state not in (S.VOIDED, S.CLOSED_NOT_ADMITTED))


def test_a_refused_step_says_where_the_episode_stands() -> None:
    with pytest.raises(policies.NotPossibleNow, match="Waiting"):
        policies.check_may_step(Episode(state=S.WAITING), S.ADMITTED)


def test_an_assessment_waits_for_a_consent() -> None:
    episode = Episode(state=S.REFERRAL)

    assert policies.can_assess(episode, has_consent=True)
    assert not policies.can_assess(episode, has_consent=False)


def test_only_an_interrupted_treatment_is_resumed() -> None:
    with pytest.raises(policies.NotPossibleNow):
        policies.check_can_resume(Episode(state=S.ADMITTED), on=ON)


@pytest.mark.parametrize("state", S)
def test_doses_are_for_the_admitted(state: S) -> None:
    episode = Episode(state=state, admitted_on=date(2026, 1, 5))

    assert policies.can_dose(episode, on=ON) is (
        state in policies.TREATED and state != S.INTERRUPTED
    )


def test_an_interrupted_patient_may_still_be_said_to_have_missed_a_dose() -> None:
    policies.check_can_give(Episode(state=S.INTERRUPTED), mode="MISSED")


def test_no_dose_before_the_day_of_admission() -> None:
    episode = Episode(state=S.IN_TREATMENT, admitted_on=ON)

    assert policies.can_dose(episode, on=ON)
    with pytest.raises(policies.NotAdmitted, match=r"16\.03\.2026"):
        policies.check_can_dose(episode, on=date(2026, 3, 15))


def test_a_planned_pause_needs_no_absence() -> None:
    episode = Episode(state=S.IN_TREATMENT, last_seen_on=ON)

    policies.check_can_interrupt(episode, on=ON, reason="PLANNED_PAUSE")
    with pytest.raises(policies.StillInContact, match=r"16\.03\.2026"):
        policies.check_can_interrupt(episode, on=ON, reason="NO_CONTACT")
    policies.check_can_interrupt(Episode(state=S.IN_TREATMENT), on=ON, reason="NO_CONTACT")


def test_voiding_takes_two_people() -> None:
    episode, one, other = Episode(state=S.CLOSED), User(pk=1), User(pk=2)

    policies.check_can_void(episode, by=one, seconded_by=other, has_entries=False)
    with pytest.raises(policies.SecondPersonNeeded):
        policies.check_can_void(episode, by=one, seconded_by=one, has_entries=False)
    with pytest.raises(policies.EntriesRemain):
        policies.check_can_void(episode, by=one, seconded_by=other, has_entries=True)
    with pytest.raises(policies.NotPossibleNow):
        policies.check_can_void(
            Episode(state=S.VOIDED), by=one, seconded_by=other, has_entries=False
        )


@pytest.mark.parametrize("state", ["SUPERSEDED", "VOIDED"])
def test_what_does_not_hold_is_not_changed(state: str) -> None:
    policies.check_is_current(Contact(state="CURRENT"))
    with pytest.raises(policies.NotCurrent):
        policies.check_is_current(Contact(state=state))


def test_every_state_but_the_beginning_is_reached() -> None:
    assert {step.target for step in TRANSITIONS} == set(S) - {S.REFERRAL}
