"""Courses: the days of an episode out of the days on which something happened."""

from datetime import date

import pytest

from clinics.imports.ctn0094.courses import Seen, Span, course, planned_end
from clinics.imports.ctn0094.people import Person, Trials, start_offset
from clinics.vocabulary import DischargeReason, EpisodeState


TRIALS = Trials(
    panels={},
    weeks={(27, "Methadone", 1): 24, (30, "Outpatient BUP + EMM", 1): 4,
           (30, "Outpatient BUP + EMM", 2): 16},
)  # fmt: skip
LATER = 2000


def person(*arms: tuple[str, int], trial: int = 27, **answers: dict) -> Person:
    """A participant of these arms."""
    told = dict(enumerate(arms, start=1))
    return Person(1, 2, trial, 24, date(2023, 1, 1), answers=answers, arms=told)


def seen(*phases: tuple[int, int], baseline: int = 0, last_day: int = LATER, **what) -> Seen:
    """What happened, with doses from a day to a day in each phase."""
    given = {
        "doses": {at: Span(*days) for at, days in enumerate(phases)},
        "visits": Span(baseline, baseline),
        "attended": Span(baseline, baseline),
        "baseline": baseline,
        "assigned": None,
    }
    return Seen(last_day=last_day, **given | what)


def test_who_was_never_assigned_is_not_admitted():
    own = course(person(), seen(visits=Span(0, 20)), TRIALS)

    assert own.state == EpisodeState.CLOSED_NOT_ADMITTED
    assert (own.admitted, own.started, own.ended) == (None, None, 20)
    assert own.not_admitted_reason == "NOT_STATED"


def test_who_was_assigned_and_never_dosed_left_on_that_day():
    own = course(person(("Methadone", 5)), seen(assigned=5), TRIALS)

    assert own.state == EpisodeState.DISCHARGED
    assert (own.admitted, own.started, own.ended) == (5, None, 5)
    assert own.discharge_reason == DischargeReason.DROPPED_OUT
    assert own.phases[0].is_dosed is False


@pytest.mark.parametrize(
    ("last", "reason"),
    [(5 + 160, "COMPLETED"), (5 + 159, "DROPPED_OUT"), (5 + 400, "COMPLETED")],
)
def test_completed_is_a_dose_in_the_week_before_the_planned_end(last: int, reason: str):
    own = course(person(("Methadone", 5)), seen((5, last), assigned=5), TRIALS)

    assert own.discharge_reason == reason
    assert own.ended == last


def test_a_second_phase_is_a_second_arm_with_its_own_planned_end():
    arms = (("Outpatient BUP + EMM", 5), ("Outpatient BUP + EMM", 60))

    first = course(person(*arms, trial=30), seen((5, 32), (60, 100), assigned=5), TRIALS)
    whole = course(person(*arms, trial=30), seen((5, 32), (60, 164), assigned=5), TRIALS)

    assert [(each.first, each.last) for each in whole.phases] == [(5, 32), (60, 164)]
    assert first.discharge_reason == DischargeReason.DROPPED_OUT
    assert whole.discharge_reason == DischargeReason.COMPLETED


def test_the_same_arm_told_again_on_the_same_day_is_one_phase():
    assert len(person(("Methadone", 5), ("Methadone", 5)).phases()) == 1


def test_a_reason_said_soon_after_the_last_dose_is_the_reason():
    said = [(40, DischargeReason.TRANSFERRED_CUSTODY), (35, DischargeReason.MOVED)]

    soon = course(person(("Methadone", 5)), seen((5, 30), assigned=5, said=said), TRIALS)
    late = course(person(("Methadone", 5)), seen((5, 6), assigned=5, said=said), TRIALS)

    assert soon.discharge_reason == DischargeReason.MOVED
    assert late.discharge_reason == DischargeReason.DROPPED_OUT


def test_without_a_plan_nothing_is_completed():
    assert planned_end(27, 1, "Unknown", 5, TRIALS) is None
    own = course(person(), seen((5, 9)), TRIALS)

    assert own.discharge_reason == DischargeReason.OTHER
    assert own.phases[0].arm == ""


def test_what_happens_after_the_end_is_follow_up():
    own = course(person(("Methadone", 5)), seen((5, 170), assigned=5, after=Span(200, 230)), TRIALS)

    assert own.steps[-2:] == ((EpisodeState.FOLLOW_UP, 200), (EpisodeState.CLOSED, 230))


def test_doses_ahead_leave_an_episode_open():
    own = course(
        person(("Methadone", 5)), seen((5, 90), assigned=5, last_day=90, doses_ahead=True), TRIALS
    )

    assert own.state == EpisodeState.IN_TREATMENT
    assert (own.ended, own.discharge_reason) == (None, "")
    assert own.phases[0].last is None
    bare = course(person(), seen((5, 90), last_day=90, doses_ahead=True), TRIALS)
    assert bare.phases[0].last is None


def test_who_is_assigned_later_is_in_assessment():
    own = course(person(("Methadone", 50)), seen(last_day=20), TRIALS)

    assert own.state == EpisodeState.ASSESSMENT
    assert own.ended is None


def test_who_has_not_come_yet_has_no_episode():
    assert course(person(), Seen(last_day=10), TRIALS) is None
    assert course(person(), seen(baseline=20, last_day=10), TRIALS) is None


def test_a_baseline_after_the_first_dose_counts_from_that_dose():
    own = course(person(("Methadone", 5)), seen((5, 30), baseline=61, assigned=5), TRIALS)

    assert own.assessed == own.admitted == 5


def test_ranks_are_spread_from_the_first_day_to_the_last():
    assert [start_offset(rank, 4) for rank in range(4)] == [0, 182, 365, 547]
