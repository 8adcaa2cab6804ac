"""Measures: scored once, stored with every answer, refused item by item; the clinic's wording."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinics import instruments
from clinics.actions import corrections, measures
from clinics.actions._entries import TokenReused
from clinics.instruments import InvalidAnswers
from clinics.models import Episode, InstrumentText, Measure
from clinics.policies import EpisodeNotUsable, NotCurrent
from clinics.rules import NeedsConfirmation, RuleBroken
from clinics.selectors.measure_trends import substance_of
from clinics.vocabulary import EpisodeState as S
from kernel.models import User
from kernel.models.audit_events import AuditEvent
from kernel.permissions import NotPermitted
from tests.factories import clinics as made
from tests.factories import kernel as people
from tests.factories.measures import PHQ_9, InstrumentTextFactory, MeasureFactory


NOW = made.NOW
ON = date(2026, 3, 16)
SDS = {f"q{number}": 1 for number in range(1, 6)}


def fill(episode: Episode, by: User, **changes: Any) -> Measure:
    usual = {
        "instrument": "PHQ-9", "on": ON, "occasion": "REVIEW", "administered": "INTERVIEW",
        "answers": PHQ_9, "token": made.token(), "now": NOW,
    }  # fmt: skip
    return measures.record_measure(episode=episode, by=by, **(usual | changes))


def score_again(row: Measure) -> instruments.Score:
    """What the scorer makes of the answers as they are stored."""
    return instruments.score(
        row.instrument, row.answers, sex=row.episode.patient.sex, substance=substance_of(row)
    )


def test_a_measure_keeps_every_answer_and_what_it_came_to(episode: Episode, nurse: User) -> None:
    measure = fill(episode, nurse)

    measure.refresh_from_db()
    assert measure.answers == PHQ_9
    assert (measure.total, measure.band, measure.is_positive) == (8, "MILD", False)
    assert (measure.scorer_version, measure.is_complete) == ("1999/1", True)


def test_a_measure_leaves_a_trace_without_its_score(
    episode: Episode, nurse: User, told: Callable[[], Any]
) -> None:
    measure = fill(episode, nurse)

    event = told()
    assert event.event == "clinics.measure.recorded"
    assert str(measure.uid) in event.object_uids
    assert event.detail == {"instrument": "PHQ-9"}


def test_missing_items_stay_missing(episode: Episode, nurse: User) -> None:
    measure = fill(episode, nurse, answers={"q1": 1, "q2": None})

    assert (measure.total, measure.is_complete) == (None, False)
    assert measure.answers["q2"] is None
    assert measure.answers["q9"] is None


def test_scales_without_a_total_are_stored_with_their_bands(episode: Episode, nurse: User) -> None:
    never = {item.key: 0 for item in instruments.instrument("ASSIST").items if item.key[:2] == "q1"}
    opioids = {"q2": 6, "q3": 6, "q4": 7, "q5": 8, "q6": 6, "q7": 6}
    used = {f"{question}.opioids": weight for question, weight in opioids.items()}

    measure = fill(
        episode, nurse, instrument="ASSIST", answers=never | used | {"q1.opioids": 3, "q8": 0}
    )

    assert (measure.total, measure.scales["opioids"], measure.bands["opioids"]) == (
        None,
        39,
        "HIGH",
    )
    assert (measure.scales["alcohol"], measure.is_positive) == (0, True)


def test_a_measure_of_one_substance_stores_it_as_its_scale(episode: Episode, nurse: User) -> None:
    measure = fill(episode, nurse, instrument="SDS", answers=SDS, substance="HEROIN")

    assert (measure.scales, measure.bands) == ({"HEROIN": 5}, {"HEROIN": "AT_CUT_OFF"})
    assert substance_of(measure) == "HEROIN"


@pytest.mark.parametrize(
    ("instrument", "answers", "told"),
    [
        ("PHQ-9", PHQ_9 | {"q4": 4}, ("q4", "V36")),
        ("PHQ-9", PHQ_9 | {"q17": 1}, ("q17", "V36")),
        ("TOP", {"q1.opioids": 9, "q1.opioids.week4": 7, "q1.opioids.week3": 7},
         ("q1.opioids", "V39")),
    ],
)  # fmt: skip
def test_answers_that_are_not_on_the_form_are_refused_item_by_item(
    instrument: str, answers: dict, told: tuple, episode: Episode, nurse: User
) -> None:
    with pytest.raises(InvalidAnswers) as stop:
        fill(episode, nurse, instrument=instrument, answers=answers)

    assert (*stop.value.messages, stop.value.code) == told
    assert not Measure.objects.exists()


def test_thoughts_of_death_need_a_safety_action(episode: Episode, nurse: User) -> None:
    with pytest.raises(RuleBroken) as stop:
        fill(episode, nurse, answers=PHQ_9 | {"q9": 1})
    measure = fill(episode, nurse, answers=PHQ_9 | {"q9": 1}, safety_action="SAFETY_PLAN")

    assert stop.value.code == "V38"
    assert measure.safety_action == "SAFETY_PLAN"


def test_a_top_far_from_the_start_asks_first(episode: Episode, nurse: User) -> None:
    top = {"instrument": "TOP", "answers": {"q1.alcohol": 3}, "occasion": "ENTRY"}

    with pytest.raises(NeedsConfirmation) as stop:
        fill(episode, nurse, **top)
    measure = fill(episode, nurse, **top, confirmed=["V40"])

    assert stop.value.code == "V40"
    assert measure.scales["alcohol"] == 3


def test_after_the_end_only_exit_and_what_follows_are_measured(
    episode_at: Callable[..., Episode], nurse: User
) -> None:
    episode = episode_at(S.FOLLOW_UP)

    with pytest.raises(RuleBroken) as stop:
        fill(episode, nurse)
    measure = fill(episode, nurse, occasion="POST_EXIT")

    assert stop.value.code == "V52"
    assert measure.occasion == "POST_EXIT"


def test_nothing_is_no_measure(episode: Episode, nurse: User) -> None:
    with pytest.raises(measures.NothingAnswered):
        fill(episode, nurse, answers={"q1": None})


def test_an_interview_is_not_filled_in_alone(episode: Episode, nurse: User) -> None:
    with pytest.raises(measures.NotSoAdministered, match="Asked by staff"):
        fill(episode, nurse, instrument="TOP", answers={"q1.alcohol": 3}, administered="SELF")


def test_a_closed_door_stays_closed(episode_at: Callable[..., Episode], nurse: User) -> None:
    with pytest.raises(EpisodeNotUsable):
        fill(episode_at(S.CLOSED_NOT_ADMITTED), nurse)


def test_who_writes_no_measures_is_refused(episode: Episode) -> None:
    manager = people.clinic_manager(at=episode.organisation)

    with pytest.raises(NotPermitted):
        fill(episode, manager)


def test_a_double_tap_is_one_measure(episode: Episode, nurse: User) -> None:
    token = made.token()

    first, second = (fill(episode, nurse, token=token) for _tap in range(2))

    assert first == second
    assert Measure.objects.count() == 1
    with pytest.raises(TokenReused):
        fill(episode, nurse, token=token, answers=PHQ_9 | {"q1": 3})


def test_a_correction_is_scored_anew_and_the_old_measure_stays(
    episode: Episode, nurse: User
) -> None:
    old = fill(episode, nurse)

    new = measures.correct_measure(
        measure=old, reason="TYPING_ERROR", answers=PHQ_9 | {"q1": 3}, now=NOW, by=nurse
    )

    old.refresh_from_db()
    assert (old.state, old.total, new.total, new.replaces) == ("SUPERSEDED", 8, 10, old)
    assert (new.band, new.is_positive) == ("MODERATE", True)


def test_a_correction_keeps_the_substance(episode: Episode, nurse: User) -> None:
    old = fill(episode, nurse, instrument="SDS", answers=SDS, substance="HEROIN")

    new = measures.correct_measure(
        measure=old, reason="TYPING_ERROR", answers=SDS | {"q1": 0}, now=NOW, by=nurse
    )

    assert new.scales == {"HEROIN": 4}


def test_a_correction_asks_for_safety_too(episode: Episode, nurse: User) -> None:
    old = fill(episode, nurse)

    with pytest.raises(RuleBroken) as stop:
        measures.correct_measure(
            measure=old, reason="TYPING_ERROR", answers=PHQ_9 | {"q9": 2}, now=NOW, by=nurse
        )

    assert stop.value.code == "V38"


def test_a_measure_is_voided_once(episode: Episode, doctor: User) -> None:
    measure = fill(episode, doctor)

    voided = corrections.void(entry=measure, reason="WRONG_PATIENT", now=NOW, by=doctor)

    assert voided.state == "VOIDED"
    with pytest.raises(NotCurrent):
        measures.correct_measure(measure=measure, reason="TYPING_ERROR", now=NOW, by=doctor)


@st.composite
def forms(draw: Any) -> tuple[str, dict[str, int | None]]:
    """A questionnaire with possible answers, some of them missing."""
    chosen = draw(st.sampled_from([each for each in instruments.instruments() if each.has_total]))
    answers = {item.key: draw(st.none() | st.sampled_from(item.weights)) for item in chosen.items}
    return chosen.code, answers | {chosen.items[0].key: chosen.items[0].weights[-1]}


@settings(
    max_examples=40, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(form=forms())
def test_what_is_stored_is_what_the_scorer_says_of_the_stored_answers(
    form: tuple[str, dict], episode: Episode, nurse: User
) -> None:
    code, answers = form
    ways = instruments.instrument(code).administration

    row = fill(
        episode, nurse, instrument=code, answers=answers, safety_action="SAFETY_PLAN",
        administered=measures.ADMINISTERED_AS[ways[0]],
        substance="HEROIN" if code == "SDS" else None,
    )  # fmt: skip

    row.refresh_from_db()
    again = score_again(row)
    assert (row.total, row.band, row.is_positive) == (again.total, again.band or "", again.positive)
    assert (row.is_complete, row.scorer_version) == (again.complete, again.version)


def add(organisation: Any, by: User, **changes: Any) -> InstrumentText:
    usual = {
        "instrument": "GAD-7", "language": "ky", "licence": "Permission of the publisher",
        "lines": [f"Line {number}" for number in range(1, 8)], "now": NOW,
    }  # fmt: skip
    return measures.add_text(organisation=organisation, by=by, **(usual | changes))


def test_each_text_is_a_new_version(organisation: Any) -> None:
    manager = people.clinic_manager(at=organisation)

    first, second = add(organisation, manager), add(organisation, manager, lines=["x"] * 7)

    assert (first.version, second.version) == (1, 2)
    assert first.items["q7"] == "Line 7"
    assert AuditEvent.objects.filter(event="clinics.measure-text.added").count() == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"lines": ["one"]},
        {"lines": ["x"] * 8},
        {"lines": ["x" * 1001] * 7},
        {"licence": "  "},
    ],
)
def test_a_text_has_a_line_for_each_item_and_a_licence(changes: dict, organisation: Any) -> None:
    manager = people.clinic_manager(at=organisation)

    with pytest.raises(measures.WrongText):
        add(organisation, manager, **changes)

    assert not InstrumentText.objects.exists()


def test_a_clinician_does_not_configure_texts(organisation: Any, doctor: User) -> None:
    with pytest.raises(NotPermitted):
        add(organisation, doctor)


def test_a_measure_keeps_the_text_that_it_was_asked_with(episode: Episode, nurse: User) -> None:
    text = InstrumentTextFactory(organisation=episode.organisation)

    measure = fill(episode, nurse, text=text)

    assert (measure.text, measure.language) == (text, "ky")


def test_another_clinics_text_is_refused(episode: Episode, nurse: User) -> None:
    with pytest.raises(measures.WrongText):
        fill(episode, nurse, text=InstrumentTextFactory())


def test_what_was_scored_by_an_older_scorer_is_left_as_it_is(
    episode: Episode, doctor: User
) -> None:
    old = MeasureFactory(episode=episode, scorer_version="1999/0", total=7)

    corrections.void(entry=MeasureFactory(episode=episode), reason="DUPLICATE", now=NOW, by=doctor)

    old.refresh_from_db()
    assert (old.scorer_version, old.total) == ("1999/0", 7)
