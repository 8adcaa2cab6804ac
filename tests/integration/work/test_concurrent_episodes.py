"""Many people at one episode in the same moment: one step is written, and nobody is told wrong.

On PostgreSQL fifty write at once, on SQLite, which lets one write at a time, eight.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections

from clinics.actions import contacts, episodes, reopening
from clinics.actions._locking import Stale
from clinics.models import Contact, Episode, EpisodeStep, Intervention
from clinics.rules import RuleBroken
from clinics.states import OPEN, TRANSITIONS
from clinics.vocabulary import EpisodeState as S
from kernel.errors import Refused
from kernel.models import User
from kernel.models.audit_events import AuditEvent
from tests import database
from tests.factories import clinics as made
from tests.factories import kernel as people
from tests.factories.crowds import one_crowd


WRITERS = 50 if database.postgres_url() else 8
ON, NOW = date(2026, 3, 16), made.NOW
STEPS = [step for step in TRANSITIONS if (step.source, step.target) != (S.ADMITTED, S.IN_TREATMENT)]
"""Every step of the state machine but one, which no form takes: the first contact does."""

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "vault"])


def all_at_once(act: Callable[[int], Any], *, writers: int = WRITERS) -> list[Any]:
    """What each of many got who did the same in one moment: a result, or the refusal."""
    start = Barrier(writers)
    got: list[Any] = [None] * writers

    def write(number: int) -> None:
        try:
            start.wait()
            got[number] = act(number)
        except Refused as refusal:
            got[number] = refusal
        finally:
            connections.close_all()

    threads = [Thread(target=write, args=(number,)) for number in range(writers)]
    with one_crowd():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return got


def won(got: list[Any]) -> list[Any]:
    """Those who were not refused."""
    return [each for each in got if not isinstance(each, Refused)]


def take(target: S, episode: Episode, *, by: User, second: User, version: int | None) -> Any:
    """Take the one step to `target` as its form does."""
    usual = {"episode": episode, "row_version": version, "now": NOW, "by": by}
    if target is S.VOIDED:
        return episodes.void_episode(**usual, reason="WRONG_PATIENT", seconded_by=second)
    if (episode.state, target) == (S.DISCHARGED, S.IN_TREATMENT):
        return reopening.reopen(**usual, reason="TYPING_ERROR", seconded_by=second)
    act, more = {
        S.WAITING: (episodes.put_on_waiting_list, {}),
        S.ASSESSMENT: (episodes.assess, {}),
        S.CLOSED_NOT_ADMITTED: (episodes.decline_admission, {"reason": "NO_PLACE"}),
        S.ADMITTED: (episodes.admit, {"modality": "PSYCHOSOCIAL"}),
        S.INTERRUPTED: (episodes.interrupt, {"reason": "PLANNED_PAUSE"}),
        S.IN_TREATMENT: (episodes.resume, {}),
        S.DISCHARGED: (episodes.discharge, {"reason": "COMPLETED"}),
        S.FOLLOW_UP: (episodes.follow_up, {}),
        S.CLOSED: (episodes.close, {"reason": "LOST"}),
    }[target]
    return act(**usual, on=ON, **more)


def standing(state: S, **fields: Any) -> Episode:
    """An episode that stands at `state`, whose patient has consented."""
    patient = made.PatientFactory(organisation=people.clinic())
    made.ConsentFactory(patient=patient)
    return made.EpisodeFactory(patient=patient, state=state, last_seen_on=ON, **fields)


def assert_told_once(episode: Episode, target: S, *, before=0) -> None:
    """The episode, its steps and the audit tell the same: one step to `target`, taken once."""
    source = episode.state
    episode.refresh_from_db()
    told = list(episode.steps.order_by("id").values_list("source", "target"))
    assert told[1:] == [(source, target)]
    assert (episode.state, episode.row_version) == (target, 2)
    assert AuditEvent.objects.filter(event__startswith="clinics.").count() == before + 1


def test_a_step_that_many_take_at_once_is_taken_once():
    """Every step of the machine in turn: a database of its own for each would take minutes."""
    for step in STEPS:
        episode = standing(step.source)
        by = people.clinician(at=episode.organisation)
        second = people.clinician(at=episode.organisation)
        before = AuditEvent.objects.filter(event__startswith="clinics.").count()

        got = all_at_once(partial(_take, step.target, episode, by, second))

        assert len(won(got)) == 1, step
        assert {type(each) for each in got if isinstance(each, Refused)} == {Stale}, step
        assert_told_once(episode, step.target, before=before)


def _take(target, episode, by, second, _number):
    return take(target, episode, by=by, second=second, version=1)


def test_the_first_contacts_of_many_begin_treatment_once_and_none_is_lost():
    episode = standing(S.ADMITTED)
    by = people.clinician(at=episode.organisation)

    got = all_at_once(
        lambda _n: contacts.log_contact(
            episode=episode, on=ON, kind="COUNSELLING", mode="FACE_TO_FACE", token=made.token(),
            now=NOW, by=by,
        )
    )  # fmt: skip

    assert len(won(got)) == WRITERS
    assert Contact.objects.filter(episode=episode).count() == WRITERS
    assert list(episode.steps.values_list("target", flat=True)) == ["ADMITTED", "IN_TREATMENT"]
    episode.refresh_from_db()
    assert (episode.state, episode.started_on, episode.row_version) == ("IN_TREATMENT", ON, 2)


def test_a_form_that_is_sent_many_times_logs_one_contact():
    episode = standing(S.IN_TREATMENT)
    by, token = people.clinician(at=episode.organisation), made.token()

    got = all_at_once(
        lambda _n: contacts.log_contact(
            episode=episode, on=ON, kind="COUNSELLING", mode="FACE_TO_FACE", token=token, now=NOW,
            by=by,
        )
    )  # fmt: skip

    assert {each.pk for each in won(got)} == {Contact.objects.get(episode=episode).pk}
    assert len(won(got)) == WRITERS


def test_steps_that_exclude_each_other_leave_one_behind():
    episode = standing(S.IN_TREATMENT)
    by = people.clinician(at=episode.organisation)
    targets = (S.DISCHARGED, S.INTERRUPTED)

    got = all_at_once(
        lambda number: take(targets[number % 2], episode, by=by, second=by, version=1)
    )

    assert len(won(got)) == 1
    assert_told_once(episode, won(got)[0].state)


def test_without_a_version_the_state_machine_alone_stops_the_second():
    episode = standing(S.IN_TREATMENT)
    by = people.clinician(at=episode.organisation)

    got = all_at_once(lambda _n: take(S.DISCHARGED, episode, by=by, second=by, version=None))

    assert len(won(got)) == 1
    assert_told_once(episode, S.DISCHARGED)


def test_a_patient_whom_many_refer_has_one_episode():
    patient = made.PatientFactory(organisation=people.clinic())
    site, by = people.SiteFactory(organisation=patient.organisation), patient.registered_by
    people.give_role(
        user=by, role=people.Role.CLINICIAN, organisation=patient.organisation, by=None
    )

    got = all_at_once(lambda _n: episodes.refer(patient=patient, site=site, on=ON, now=NOW, by=by))

    assert len(won(got)) == 1
    assert {type(each) for each in got if isinstance(each, Refused)} == {episodes.AlreadyReferred}
    assert Episode.objects.get().steps.count() == EpisodeStep.objects.count() == 1


def test_of_many_episodes_admitted_at_once_one_is_open():
    patient = made.PatientFactory(organisation=people.clinic())
    waiting = [made.EpisodeFactory(patient=patient, state=S.ASSESSMENT) for _n in range(WRITERS)]
    by = people.clinician(at=patient.organisation)

    got = all_at_once(lambda number: take(S.ADMITTED, waiting[number], by=by, second=by, version=1))

    assert len(won(got)) == 1
    assert {type(each) for each in got if isinstance(each, Refused)} == {RuleBroken}
    opened = Episode.objects.get(patient=patient, state__in=OPEN)
    assert list(opened.steps.values_list("target", flat=True)) == ["ASSESSMENT", "ADMITTED"]
    assert Intervention.objects.get().episode == opened
    assert EpisodeStep.objects.count() == WRITERS + 1


def test_taking_back_a_discharge_and_a_new_referral_exclude_each_other():
    episode = standing(S.DISCHARGED)
    by = people.clinician(at=episode.organisation)
    second = people.clinician(at=episode.organisation)

    def write(number: int) -> Any:
        if number % 2:
            return take(S.IN_TREATMENT, episode, by=by, second=second, version=1)
        return episodes.refer(patient=episode.patient, site=episode.site, on=ON, now=NOW, by=by)

    got = all_at_once(write)

    assert len(won(got)) == 1
    begun = Episode.objects.filter(patient=episode.patient).exclude(state=S.DISCHARGED)
    assert begun.get().pk == won(got)[0].pk
