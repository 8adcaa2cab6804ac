"""The manager's numbers and staff, exact and of the own clinic."""

from datetime import UTC, date, datetime, timedelta

import pytest

from clinics.models import Episode
from clinics.selectors.oversight import Flow, may_oversee, may_put_right, numbers_of, oversight
from kernel.audit import Event
from kernel.models import User
from kernel.models.audit_events import AuditEvent
from tests.factories.clinics import ContactFactory, DoseFactory, EpisodeFactory, PatientFactory
from tests.factories.kernel import administrator, clinic, clinic_manager, clinician, ministry
from tests.factories.plans import PlanFactory


TODAY = date(2026, 3, 16)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def here(db):
    return clinic()


@pytest.fixture
def manager(here) -> User:
    return clinic_manager(at=here)


@pytest.fixture
def worker(here) -> User:
    return clinician(at=here, last_login=datetime(2026, 3, 13, 4, tzinfo=UTC))


def episode_at(here, **fields) -> Episode:
    return EpisodeFactory(patient=PatientFactory(organisation=here), **fields)


def numbers(here):
    return numbers_of(frozenset({here.pk}), today=TODAY)


def test_who_is_in_treatment_and_who_waits_is_counted(here):
    for state in ("IN_TREATMENT", "ADMITTED", "INTERRUPTED", "VOIDED", "CLOSED"):
        episode_at(here, state=state)
    episode_at(here, state="REFERRAL", referred_on=days_ago(3))
    episode_at(here, state="ASSESSMENT", referred_on=days_ago(12))

    found = numbers(here)

    assert (found.in_treatment, found.interrupted, found.waiting) == (2, 1, 2)
    assert found.longest_wait == 12


def test_nobody_waits_no_days(here):
    assert numbers(here).longest_wait is None


@pytest.mark.parametrize(
    ("days", "expected"), [(0, Flow(1, 1)), (29, Flow(0, 1)), (30, Flow()), (-1, Flow())]
)
def test_starts_are_counted_by_their_day(days, expected, here):
    episode_at(here, referred_on=days_ago(40), admitted_on=days_ago(40), started_on=days_ago(days))

    assert numbers(here).started == expected


def test_ends_are_counted_with_their_reason(here):
    episode_at(here, state="DISCHARGED", ended_on=TODAY, discharge_reason="COMPLETED")
    episode_at(here, state="CLOSED", ended_on=days_ago(5), discharge_reason="COMPLETED")
    episode_at(here, state="FOLLOW_UP", ended_on=days_ago(5), discharge_reason="MOVED")
    episode_at(here, state="CLOSED", ended_on=days_ago(50), discharge_reason="DIED")

    found = numbers(here)

    assert found.ended == Flow(1, 3)
    assert found.ended_by_reason == [("Completed", Flow(1, 2)), ("Moved away", Flow(0, 1))]


def test_who_was_not_admitted_is_counted_apart(here):
    episode_at(here, state="CLOSED_NOT_ADMITTED", ended_on=TODAY, not_admitted_reason="NO_PLACE")

    found = numbers(here)

    assert (found.ended, found.not_admitted) == (Flow(), Flow(1, 1))


def test_doses_given_and_missed_are_counted(here):
    episode = episode_at(here)
    DoseFactory(episode=episode, on=TODAY)
    DoseFactory(episode=episode, on=days_ago(1), mode="TAKE_HOME")
    DoseFactory(episode=episode, on=days_ago(2), mode="", mode_null="UNK")
    DoseFactory(episode=episode, on=days_ago(3), mode="MISSED", amount=0)
    DoseFactory(episode=episode, on=days_ago(4), state="SUPERSEDED")
    DoseFactory(episode=episode, on=days_ago(30))

    found = numbers(here)

    assert (found.doses, found.missed) == (Flow(1, 3), Flow(0, 1))


def test_another_clinic_is_not_counted(here):
    episode_at(clinic())

    assert numbers(here).in_treatment == 0


def test_examples_are_counted_in_the_numbers_as_in_the_list_of_staff(here, manager, worker):
    example = PatientFactory(organisation=here, is_example=True)
    episode = EpisodeFactory(patient=example, key_worker=worker)
    DoseFactory(episode=episode, on=TODAY)

    page = oversight(viewer=manager, today=TODAY)

    assert (page.numbers.in_treatment, page.numbers.doses) == (1, Flow(1, 1))
    assert [line.open_episodes for line in page.staff] == [1]


def test_staff_are_listed_by_code_with_their_work(here, manager, worker):
    other = clinician(at=here)
    episode = episode_at(here, key_worker=worker)
    episode_at(here, key_worker=worker, state="CLOSED")
    PlanFactory(episode=episode, on=days_ago(200), review_on=days_ago(93))
    for days in (0, 6, 7, 29, 30):
        ContactFactory(episode=episode, on=days_ago(days), recorded_by=worker)
    ContactFactory(episode=episode, on=TODAY, recorded_by=worker, attendance="ABSENT")

    lines = oversight(viewer=manager, today=TODAY).staff

    assert [line.code for line in lines] == sorted([worker.staff_code, other.staff_code])
    line = next(each for each in lines if each.uid == worker.uid)
    assert (line.open_episodes, line.overdue_reviews) == (1, 1)
    assert (line.contacts_week, line.contacts_month) == (2, 4)
    assert line.signed_in_on == date(2026, 3, 13)


def test_a_plan_that_was_reviewed_does_not_double_an_episode(here, manager, worker):
    episode = episode_at(here, key_worker=worker)
    PlanFactory(episode=episode, state="SUPERSEDED", on=days_ago(300), review_on=days_ago(200))
    PlanFactory(episode=episode, on=days_ago(10), review_on=TODAY)

    (line,) = oversight(viewer=manager, today=TODAY).staff

    assert (line.open_episodes, line.overdue_reviews) == (1, 0)


def test_who_left_is_listed_while_patients_are_theirs(here, manager):
    gone = clinician(at=here, is_active=False)
    clinician(at=here, is_active=False)
    episode_at(here, key_worker=gone)
    episode_at(here, key_worker=None)

    page = oversight(viewer=manager, today=TODAY)

    assert [(line.uid, line.is_active) for line in page.staff] == [(gone.uid, False)]
    assert page.without_worker == 1


def test_a_manager_is_not_staff_and_another_clinic_s_are_not_ours(here, manager):
    clinician(at=clinic())

    assert oversight(viewer=manager, today=TODAY).staff == []


def test_opening_the_room_leaves_an_event_for_the_clinic(here, manager):
    oversight(viewer=manager, today=TODAY)

    event = AuditEvent.objects.get(event=Event.OVERSIGHT_READ)
    assert (event.actor_uid, event.organisation_uid) == (manager.uid, here.uid)


def test_only_a_manager_oversees(manager, worker):
    people = [manager, worker, administrator(at=ministry())]

    assert [may_oversee(viewer=person) for person in people] == [True, False, False]
    assert [may_put_right(viewer=person) for person in people] == [False, True, False]
