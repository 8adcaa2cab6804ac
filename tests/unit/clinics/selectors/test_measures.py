"""Measures in words: the newest of each questionnaire, what is offered first, the live panel."""

from datetime import date

import pytest

from clinics import instruments
from clinics.instruments import Change, Reliability
from clinics.models import Episode
from clinics.selectors.measure_trends import band_label, charts_of
from clinics.selectors.measures import (
    latest_measures,
    lines_of,
    measures_page,
    recommended,
    usual_substance,
)
from clinics.selectors.scores import not_asked, panel, usual_occasion
from tests.factories.clinics import EpisodeFactory, PatientFactory
from tests.factories.kernel import clinician
from tests.factories.measures import PHQ_9, MeasureFactory


TODAY = date(2026, 3, 16)
EVERYTHING_ONE = {f"q{number}": 1 for number in range(1, 10)}


@pytest.fixture
def episode(db: None) -> Episode:
    return EpisodeFactory()


def test_documents_get_the_newest_measure_of_each_questionnaire(episode: Episode) -> None:
    MeasureFactory(episode=episode, on=date(2026, 1, 10), total=17, band="MODERATELY_SEVERE")
    MeasureFactory(episode=episode)
    MeasureFactory(episode=episode, on=date(2026, 3, 12), state="SUPERSEDED", total=27)
    MeasureFactory(
        episode=episode, instrument="SDS", total=5, band="AT_CUT_OFF",
        scales={"HEROIN": 5}, bands={"HEROIN": "AT_CUT_OFF"},
    )  # fmt: skip

    lines = latest_measures(episode)

    assert [(line.instrument, line.score) for line in lines] == [("SDS", 5), ("PHQ-9", 8)]
    assert (lines[0].substance, lines[1].band) == ("Heroin", "Mild depression")


def test_scales_are_named_and_banded(episode: Episode) -> None:
    MeasureFactory(
        episode=episode, instrument="ASSIST", total=None, band="", scales={"opioids": 30},
        bands={"opioids": "HIGH"},
    )  # fmt: skip

    (line,) = latest_measures(episode)

    found = {scale.code: scale for scale in line.scales}
    assert (found["opioids"].label, found["opioids"].band) == ("Opioids", "High risk")
    assert found["alcohol"].score is None


def test_a_band_that_no_longer_exists_stays_as_it_is() -> None:
    assert band_label(instruments.instrument("PHQ-9"), "OLD_BAND") == "OLD_BAND"


@pytest.mark.parametrize(
    ("substances", "among"),
    [
        (["HEROIN"], {"SDS", "COWS"}),
        (["ALCOHOL"], {"AUDIT", "CIWA-AR"}),
        (["CATHINONES", "ALCOHOL"], {"SDS", "DUDIT", "AUDIT"}),
        ([], {"ASSIST", "TOP", "PHQ-9"}),
    ],
)
def test_what_is_used_decides_what_is_offered_first(substances: list, among: set) -> None:
    assert among <= recommended(substances)


def test_without_answers_there_is_no_usual_substance(episode: Episode) -> None:
    assert usual_substance(episode) == ""


def test_a_patient_without_an_episode_has_an_empty_page(db: None) -> None:
    patient = PatientFactory()
    viewer = clinician(at=patient.organisation)

    page = measures_page(viewer=viewer, patient=patient, today=TODAY)

    assert (page.episode_uid, page.parts, page.may_write) == (None, [], False)


def test_an_earlier_episode_is_shown_when_asked_for(episode: Episode) -> None:
    viewer = clinician(at=episode.organisation)
    old = EpisodeFactory(
        patient=episode.patient, state="DISCHARGED", referred_on=date(2025, 1, 2),
        admitted_on=date(2025, 1, 3), started_on=date(2025, 1, 3), ended_on=date(2025, 3, 2),
    )  # fmt: skip

    page = measures_page(
        viewer=viewer, patient=episode.patient, today=TODAY, episode_uid=str(old.uid)
    )

    assert page.episode_uid == old.uid
    assert [other.uid for other in page.episodes] == [episode.uid]


def test_the_chart_of_a_total_shades_the_bands_of_the_patients_sex(episode: Episode) -> None:
    rows = [
        MeasureFactory(
            episode=episode, instrument="AUDIT-C", total=total, on=day, band="BELOW_CUT_OFF"
        )
        for total, day in ((3, TODAY), (4, date(2026, 1, 6)))
    ]

    charts = {
        sex: charts_of(instruments.instrument("AUDIT-C"), rows, sex=sex, number=1)
        for sex in ("MALE", "FEMALE")
    }

    men, women = (charts[sex][0].shades[0] for sex in ("MALE", "FEMALE"))
    assert int(men.height) > int(women.height)


def test_one_day_is_no_trend(episode: Episode) -> None:
    rows = [MeasureFactory(episode=episode)]

    assert charts_of(instruments.instrument("PHQ-9"), rows, sex="", number=0) == []


def test_scales_have_charts_where_they_ever_moved(episode: Episode) -> None:
    rows = [
        MeasureFactory(
            episode=episode, instrument="TOP", on=day, total=None, band="",
            scales={"opioids": days, "alcohol": 0},
        )
        for day, days in ((TODAY, 3), (date(2026, 1, 6), 20))
    ]  # fmt: skip

    charts = charts_of(instruments.instrument("TOP"), rows, sex="", number=0)

    assert [chart.title for chart in charts] == ["Illicit opioids"]


def test_a_clinic_brings_a_line_for_each_question_of_its_own() -> None:
    counts = {each.code: len(lines_of(each)) for each in instruments.instruments()}

    assert (counts["PHQ-9"], counts["ASSIST"], counts["TOP"]) == (10, 8, 24)


def test_the_panel_says_the_score_its_meaning_and_what_is_missing() -> None:
    phq = instruments.instrument("PHQ-9")

    whole = panel(phq, PHQ_9)
    part = panel(phq, {"q1": 3})

    assert (whole.score, whole.highest, whole.verdict) == (8, 27, "Mild depression")
    assert (part.score, part.answered, part.asked) == (None, 1, 9)
    assert "Sleep" in part.missing


def test_the_panel_raises_an_alarm_for_thoughts_of_death() -> None:
    found = panel(instruments.instrument("PHQ-9"), EVERYTHING_ONE)

    assert found.is_urgent
    assert found.alerts == ["Thoughts of death or self-harm: act today"]


def test_the_panel_of_scales_has_no_total() -> None:
    found = panel(instruments.instrument("TOP"), {"q1.opioids": 9})

    assert (found.score, found.highest, found.verdict) == (None, None, "")
    assert [(scale.label, scale.score) for scale in found.scales] == [("Illicit opioids", 9)]


def test_the_panel_repeats_no_wrong_answer() -> None:
    found = panel(instruments.instrument("PHQ-9"), {"q1": 77})

    assert found.faults == ["Interest and pleasure: use a whole number from 0 to 3."]


def test_an_injection_lately_is_told_without_an_alarm() -> None:
    found = panel(instruments.instrument("ASSIST"), {"q8": 2})

    assert (found.is_urgent, len(found.alerts)) == (False, 1)


def test_what_need_not_be_asked_follows_the_answers() -> None:
    audit_c = instruments.instrument("AUDIT-C")

    assert not_asked(audit_c, {"q1": 0}) == {"q2", "q3"}
    assert not_asked(audit_c, {"q1": 2}) == frozenset()


@pytest.mark.parametrize(
    ("days", "occasion"),
    [
        ({"started_on": None, "admitted_on": None}, "ENTRY"),
        ({"started_on": date(2026, 3, 2)}, "ENTRY"),
        ({"started_on": date(2026, 3, 1)}, "REVIEW"),
        ({"ended_on": date(2026, 3, 2)}, "EXIT"),
        ({"ended_on": date(2026, 3, 1)}, "POST_EXIT"),
    ],
)
def test_the_likely_time_in_the_episode_is_chosen(days: dict, occasion: str) -> None:
    episode = Episode(**({"started_on": date(2026, 1, 5)} | days))

    assert usual_occasion(episode, today=TODAY) == occasion


def test_a_reliable_change_is_said_only_where_parameters_are_published() -> None:
    known = {("PHQ-9", ""): Reliability(6.0, 0.84, "an example of this test")}

    unsaid = instruments.reliable_change("PHQ-9", 17, 8)
    said = instruments.reliable_change("PHQ-9", 17, 8, parameters=known)

    assert (unsaid, said) == (None, Change.IMPROVED)
