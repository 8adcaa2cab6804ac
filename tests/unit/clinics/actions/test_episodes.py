"""The way of an episode, its refusals, and its days."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from clinics import policies
from clinics.actions import corrections, episodes
from clinics.actions._locking import Stale
from clinics.models import Episode, EpisodeStep, Intervention
from clinics.rules import NeedsConfirmation, RuleBroken
from clinics.states import BEFORE_ADMISSION, ENDED, OPEN
from clinics.vocabulary import EpisodeState as S
from kernel.models import Organisation, User
from kernel.models.audit_events import AuditEvent
from kernel.permissions import NotPermitted
from tests.factories import clinics as made
from tests.factories import kernel as people


NOW = made.NOW
ON = date(2026, 3, 16)
At = Callable[..., Episode]


def test_a_referral_begins_an_episode(organisation: Organisation, doctor: User) -> None:
    patient = made.PatientFactory(organisation=organisation)
    site = people.SiteFactory(organisation=organisation)

    episode = episodes.refer(
        patient=patient, site=site, on=ON, source="GP", key_worker=doctor, now=NOW, by=doctor
    )

    assert (episode.state, episode.referral_source, episode.referral_source_null) == (
        S.REFERRAL, "GP", "",
    )  # fmt: skip
    assert episode.key_worker == doctor
    step = EpisodeStep.objects.get(episode=episode)
    assert (step.source, step.target, step.on) == ("", S.REFERRAL, ON)
    assert AuditEvent.objects.latest("id").event == "clinics.episode.referred"


@pytest.mark.parametrize("state", [*BEFORE_ADMISSION, *OPEN])
def test_who_is_referred_or_in_treatment_is_not_referred_again(
    state: S, episode_at: At, doctor: User
) -> None:
    episode = episode_at(state)

    with pytest.raises(episodes.AlreadyReferred):
        episodes.refer(
            patient=episode.patient, site=episode.site, on=ON, source="GP", now=NOW, by=doctor
        )

    assert Episode.objects.get() == episode


@pytest.mark.parametrize("state", ENDED)
def test_who_left_is_referred_again(state: S, episode_at: At, doctor: User) -> None:
    ended = episode_at(state)

    again = episodes.refer(
        patient=ended.patient, site=ended.site, on=ON, source="GP", now=NOW, by=doctor
    )

    assert (again.state, Episode.objects.count()) == (S.REFERRAL, 2)


@pytest.mark.parametrize("fault", ["elsewhere", "retired"])
def test_a_referral_is_to_an_open_site_of_this_clinic(
    fault: str, organisation: Organisation, doctor: User
) -> None:
    patient = made.PatientFactory(organisation=organisation)
    where = {} if fault == "elsewhere" else {"organisation": organisation, "retired_at": NOW}
    site = people.SiteFactory(**where)

    with pytest.raises(episodes.SiteElsewhere):
        episodes.refer(patient=patient, site=site, on=ON, now=NOW, by=doctor)


@pytest.mark.parametrize(("on", "code"), [(date(2026, 3, 17), "V03"), (date(1989, 1, 1), "V04")])
def test_a_referral_has_a_possible_day(
    on: date, code: str, organisation: Organisation, doctor: User
) -> None:
    patient = made.PatientFactory(organisation=organisation)
    site = people.SiteFactory(organisation=organisation)

    with pytest.raises(RuleBroken) as refusal:
        episodes.refer(patient=patient, site=site, on=on, now=NOW, by=doctor)

    assert refusal.value.code == code
    assert not Episode.objects.exists()


def test_from_referral_to_closing(episode_at: At, doctor: User) -> None:
    episode = episode_at(S.REFERRAL)
    made.ConsentFactory(patient=episode.patient)

    episode = episodes.put_on_waiting_list(
        episode=episode, on=date(2026, 1, 3), now=NOW, by=doctor, row_version=1
    )
    episode = episodes.assess(
        episode=episode, on=date(2026, 1, 4), now=NOW, by=doctor, row_version=2
    )
    episode = episodes.admit(
        episode=episode, on=date(2026, 1, 5), modality="OPIOID_AGONIST", setting="OUTPATIENT",
        medicine="METHADONE", now=NOW, by=doctor, row_version=3,
    )  # fmt: skip
    episode = episodes.discharge(
        episode=episode, on=date(2026, 2, 1), reason="MOVED", now=NOW, by=doctor, row_version=4
    )
    episode = episodes.follow_up(episode=episode, on=date(2026, 2, 2), now=NOW, by=doctor)
    episode = episodes.close(
        episode=episode, on=date(2026, 3, 1), reason="WINDOW_ENDED", now=NOW, by=doctor
    )

    episode.refresh_from_db()
    assert (episode.first_contact_on, episode.assessed_on, episode.admitted_on) == (
        date(2026, 1, 3), date(2026, 1, 4), date(2026, 1, 5),
    )  # fmt: skip
    assert (episode.state, episode.ended_on, episode.discharge_reason) == (
        S.CLOSED, date(2026, 2, 1), "MOVED",
    )  # fmt: skip
    assert [step.target for step in episode.steps.all()] == [
        S.REFERRAL, S.WAITING, S.ASSESSMENT, S.ADMITTED, S.DISCHARGED, S.FOLLOW_UP, S.CLOSED,
    ]  # fmt: skip
    intervention = Intervention.objects.get()
    assert (intervention.setting, intervention.setting_null) == ("OUTPATIENT", "")
    assert intervention.ended_on == date(2026, 2, 1)
    assert episode.row_version == 7


def test_assessment_without_waiting_is_the_first_contact(episode_at: At, doctor: User) -> None:
    episode = episode_at(S.REFERRAL)
    made.ConsentFactory(patient=episode.patient)

    episode = episodes.assess(episode=episode, on=date(2026, 1, 4), now=NOW, by=doctor)

    assert episode.first_contact_on == date(2026, 1, 4)


@pytest.mark.parametrize(
    "consent",
    [
        None,
        {"purpose": "STUDY"},
        {"given_on": date(2026, 1, 9)},
        {"withdrawn_on": date(2026, 1, 3)},
    ],
)
def test_an_assessment_needs_a_consent_that_holds(
    consent: dict | None, episode_at: At, doctor: User
) -> None:
    episode = episode_at(S.REFERRAL)
    if consent is not None:
        made.ConsentFactory(patient=episode.patient, **consent)

    with pytest.raises(policies.ConsentMissing):
        episodes.assess(episode=episode, on=date(2026, 1, 4), now=NOW, by=doctor)


def test_an_episode_closed_before_admission_is_no_case(episode_at: At, doctor: User) -> None:
    episode = episode_at(S.WAITING)

    episode = episodes.decline_admission(
        episode=episode, on=ON, reason="NO_PLACE", now=NOW, by=doctor
    )

    assert (episode.state, episode.not_admitted_reason) == (S.CLOSED_NOT_ADMITTED, "NO_PLACE")
    assert episode.steps.latest("id").reason == "NO_PLACE"
    assert episode.started_on is None


def test_only_one_episode_is_open(episode_at: At, doctor: User) -> None:
    open_one = episode_at(S.IN_TREATMENT)
    episode = episode_at(S.ASSESSMENT, patient=open_one.patient)

    with pytest.raises(RuleBroken) as refusal:
        episodes.admit(episode=episode, on=ON, modality="PSYCHOSOCIAL", now=NOW, by=doctor)

    assert refusal.value.code == "V01"


def test_an_unusual_age_at_admission_is_confirmed(
    episode_at: At, organisation: Organisation, doctor: User
) -> None:
    child = made.PatientFactory(organisation=organisation, birth_year=2018)
    arguments = {
        "episode": episode_at(S.ASSESSMENT, patient=child), "on": ON,
        "modality": "PSYCHOSOCIAL", "now": NOW, "by": doctor,
    }  # fmt: skip

    with pytest.raises(NeedsConfirmation):
        episodes.admit(**arguments)

    assert episodes.admit(**arguments, confirmed=["V04"]).state == S.ADMITTED


def test_a_patient_who_is_not_seen_for_thirty_days_is_interrupted(
    episode_at: At, doctor: User
) -> None:
    episode = episode_at(last_seen_on=ON - timedelta(days=29))
    arguments = {"episode": episode, "reason": "NO_CONTACT", "now": NOW, "by": doctor}

    with pytest.raises(policies.StillInContact):
        episodes.interrupt(**arguments, on=ON)

    Episode.objects.update(last_seen_on=ON - timedelta(days=30))
    assert episodes.interrupt(**arguments, on=ON).state == S.INTERRUPTED


@pytest.mark.parametrize("on", [date(2025, 12, 31), date(2026, 3, 17)])
def test_a_step_has_a_day_between_the_step_before_and_today(
    on: date, episode_at: At, doctor: User
) -> None:
    with pytest.raises(RuleBroken) as refusal:
        episodes.interrupt(episode=episode_at(), on=on, reason="PLANNED_PAUSE", now=NOW, by=doctor)

    assert refusal.value.code == "V03"


def test_who_returns_within_six_months_goes_on(episode_at: At, doctor: User) -> None:
    late = episode_at(S.INTERRUPTED, last_seen_on=ON - timedelta(days=184))
    early = episode_at(S.INTERRUPTED, last_seen_on=ON - timedelta(days=183))

    assert episodes.resume(episode=early, on=ON, now=NOW, by=doctor).state == S.IN_TREATMENT
    with pytest.raises(policies.AwayTooLong):
        episodes.resume(episode=late, on=ON, now=NOW, by=doctor)


@pytest.mark.parametrize(
    ("reason", "on", "code"),
    [("", ON, "V51"), ("COMPLETED", date(2026, 3, 9), "V52"), ("DIED", date(2026, 3, 17), "V03")],
)
def test_a_discharge_says_how_and_when(
    reason: str, on: date, code: str, episode_at: At, doctor: User
) -> None:
    episode = episode_at(last_seen_on=date(2026, 3, 10))

    with pytest.raises(RuleBroken) as refusal:
        episodes.discharge(episode=episode, on=on, reason=reason, now=NOW, by=doctor)

    assert refusal.value.code == code
    episode.refresh_from_db()
    assert episode.state == S.IN_TREATMENT


def test_nobody_follows_up_the_dead(episode_at: At, doctor: User) -> None:
    episode = episode_at(S.DISCHARGED, discharge_reason="DIED")

    with pytest.raises(policies.PatientDied):
        episodes.follow_up(episode=episode, on=ON, now=NOW, by=doctor)


def test_voiding_an_episode_takes_two_people_and_no_entries(
    episode_at: At, doctor: User, second_doctor: User, nurse: User
) -> None:
    episode = episode_at()
    arguments = {"episode": episode, "reason": "DUPLICATE", "now": NOW, "by": doctor}

    with pytest.raises(policies.SecondPersonNeeded):
        episodes.void_episode(**arguments, seconded_by=doctor)
    with pytest.raises(NotPermitted):
        episodes.void_episode(**arguments, seconded_by=nurse)
    contact = made.ContactFactory(episode=episode)
    with pytest.raises(policies.EntriesRemain):
        episodes.void_episode(**arguments, seconded_by=second_doctor)
    contact.delete()

    voided = episodes.void_episode(**arguments, seconded_by=second_doctor)

    step = voided.steps.latest("id")
    assert (voided.state, step.seconded_by, step.reason) == (S.VOIDED, second_doctor, "DUPLICATE")


def test_who_saves_over_another_is_told(episode_at: At, doctor: User) -> None:
    episode = episode_at()
    episodes.interrupt(
        episode=episode, on=ON, reason="PLANNED_PAUSE", row_version=1, now=NOW, by=doctor
    )

    with pytest.raises(Stale):
        episodes.discharge(
            episode=episode, on=ON, reason="COMPLETED", row_version=1, now=NOW, by=doctor
        )


def test_who_acts_on_days_that_a_voided_entry_gave_is_told(episode_at: At, doctor: User) -> None:
    episode = episode_at(last_seen_on=date(2026, 3, 10))
    contact = made.ContactFactory(episode=episode, on=date(2026, 3, 10))
    corrections.void(entry=contact, reason="DUPLICATE", now=NOW, by=doctor)

    with pytest.raises(Stale):
        episodes.discharge(
            episode=episode, on=ON, reason="COMPLETED", row_version=1, now=NOW, by=doctor
        )
