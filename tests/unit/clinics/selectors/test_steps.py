"""The way of an episode as steps."""

from datetime import date

import pytest

from clinics.models import Episode, EpisodeStep
from clinics.selectors.steps import steps_of, with_step_days
from clinics.vocabulary import EpisodeState
from tests.factories.clinics import NOW
from tests.factories.work import KeptEpisode


pytestmark = pytest.mark.django_db


def loaded(episode):
    """The episode with the days of its steps."""
    return with_step_days(Episode.objects.all()).get(pk=episode.pk)


def shown(episode):
    """Label and standing of each step."""
    return [(step.label, step.state) for step in steps_of(loaded(episode))]


def test_an_episode_in_treatment_stands_there():
    episode = KeptEpisode(assessed_on=date(2026, 1, 4))

    assert shown(episode) == [
        ("Referral", "passed"), ("Assessment", "passed"), ("Admitted", "passed"),
        ("In treatment", "current"), ("Discharged", "ahead"), ("Follow-up", "ahead"),
    ]  # fmt: skip


def test_what_was_left_out_is_called_skipped():
    assert ("Assessment", "skipped") in shown(KeptEpisode())


def test_waiting_is_shown_to_those_who_waited():
    episode = KeptEpisode(state="ASSESSMENT", assessed_on=date(2026, 1, 9))
    EpisodeStep.objects.create(
        episode=episode, target="WAITING", on=date(2026, 1, 3), recorded_at=NOW,
        recorded_by=episode.patient.registered_by,
    )  # fmt: skip

    assert shown(episode)[:3] == [
        ("Referral", "passed"), ("Waiting", "passed"), ("Assessment", "current"),
    ]  # fmt: skip


def test_an_episode_that_ended_early_says_why():
    episode = KeptEpisode(
        state="CLOSED_NOT_ADMITTED", ended_on=date(2026, 2, 1), not_admitted_reason="NO_PLACE",
        referral_source="GP", referral_source_null="",
    )  # fmt: skip

    steps = steps_of(loaded(episode))

    assert [step.state for step in steps] == ["passed", "current"]
    assert steps[0].detail == "2 Jan 2026, General practitioner"
    assert steps[1].detail == "1 Feb, No place"


@pytest.mark.parametrize("state", [state for state in EpisodeState if state != "VOIDED"])
def test_every_state_has_at_most_one_current_step(state):
    ended = {"ended_on": date(2026, 2, 1)} if state == "CLOSED_NOT_ADMITTED" else {}
    standings = [standing for _label, standing in shown(KeptEpisode(state=state, **ended))]

    assert standings.count("current") == (0 if state == "CLOSED" else 1)
