"""The indicators that are shares: which records they count, and from which cells."""

import pytest

from analytics.catalogue import DRUG, INDICATORS
from analytics.estimates import Basis, Rule
from analytics.indicators import (
    dose_adequacy,
    first_time_entrants,
    four_week_dropout,
    injecting,
    negative_tests,
    planned_exit,
    primary_drug,
    three_week_abstinence,
    unplanned_exit,
    waited_three_weeks,
)
from analytics.intervals import clustered_share, newcombe, wilson
from analytics.vocabulary import Measure, Who
from tests.unit.analytics.indicators.rows import DIMENSIONS, frames, one, times


STARTS = [
    *times(30, sex="F", wait="D0-7"),
    *times(20, sex="F", wait="D8-21"),
    *times(10, sex="F", wait="D61+"),
    *times(40, sex="M", wait="D0-7"),
    *times(40, sex="M", wait="D22-60"),
    *times(20, sex="M"),
    *times(99, sex="NS", wait="D0-7"),
]


def test_a_share_has_the_interval_of_wilson_on_known_answers():
    found = waited_three_weeks.estimate(frames(starts=STARTS), DIMENSIONS)

    women, men, both = (one(found, who) for who in (Who.WOMEN, Who.MEN, Who.BOTH))
    assert (women.value, women.low, women.high) == wilson(50, 60)
    assert (men.value, men.low, men.high) == wilson(40, 80)
    assert (both.value, both.low, both.high) == wilson(90, 140)
    assert both.bases == (Basis(140, numerator=90),)
    assert {each.measure for each in (women, men, both)} == {Measure.PERCENT}
    assert {each.rule for each in (women, men, both)} == {Rule.SHARE}


def test_a_share_says_how_many_answers_are_missing():
    found = waited_three_weeks.estimate(frames(starts=STARTS), DIMENSIONS)

    missing = [one(found, who).unknown for who in Who]
    assert missing == pytest.approx([0, 0.2, 20 / 160, 0.2])


def test_a_gap_is_women_less_men_with_the_interval_of_newcombe():
    found = waited_three_weeks.estimate(frames(starts=STARTS), DIMENSIONS)

    gap = one(found, Who.GAP)
    assert (gap.value, gap.low, gap.high) == newcombe(50, 60, 40, 80)
    assert (gap.rule, gap.measure) == (Rule.GAP, Measure.POINTS)
    assert gap.bases == (Basis(60, numerator=50), Basis(80, numerator=40))


def test_a_share_names_the_cells_that_are_summed():
    found = waited_three_weeks.estimate(frames(starts=STARTS), DIMENSIONS)

    assert one(found, Who.WOMEN).numerator_cells == (
        "starts;sex=F;wait=D0-7",
        "starts;sex=F;wait=D8-21",
    )
    assert one(found, Who.BOTH).denominator_cells == (
        "starts;wait=D0-7",
        "starts;wait=D8-21",
        "starts;wait=D22-60",
        "starts;wait=D61+",
    )
    assert one(found, Who.GAP).numerator_cells == (
        *one(found, Who.WOMEN).numerator_cells,
        *one(found, Who.MEN).numerator_cells,
    )


def test_what_was_never_asked_is_wholly_unknown():
    found = first_time_entrants.estimate(frames(entrants=times(50, sex="F")), DIMENSIONS)

    women = one(found, Who.WOMEN)
    assert (women.value, women.unknown) == (None, 1.0)
    assert one(found, Who.GAP).value is None


def test_first_time_entrants_are_those_never_treated():
    rows = [*times(3, previous="NEVER"), *times(1, previous="PREVIOUSLY")]

    assert (
        one(first_time_entrants.estimate(frames(entrants=rows), DIMENSIONS), Who.WOMEN).value
        == 0.75
    )


def test_injecting_is_that_of_the_last_month():
    rows = [
        *times(1, injecting="CURRENT"),
        *times(3, injecting="EVER"),
        *times(4, injecting="NEVER"),
    ]

    assert one(injecting.estimate(frames(entrants=rows), DIMENSIONS), Who.WOMEN).value == 0.125


def test_a_group_of_substances_is_the_sum_of_its_substances():
    rows = [
        *times(5, drug="HEROIN"),
        *times(2, drug="OPIOID_OTHER"),
        *times(3, drug="CANNABIS"),
        *times(9),
    ]

    found = primary_drug.estimate(frames(entrants=rows), DIMENSIONS)

    shares = {each.stratum: each.value for each in found if each.who == Who.WOMEN}
    assert set(shares) == {each.code for each in DRUG.codes} - {"UNKNOWN"}
    assert (shares["OPIOID"], shares["HEROIN"], shares["COCAINE"]) == (0.7, 0.5, 0)
    groups = [each.code for each in DRUG.children() if each.code != "UNKNOWN"]
    assert sum(shares[code] for code in groups) == pytest.approx(1)


def test_a_group_of_substances_is_read_from_its_own_cell():
    found = primary_drug.estimate(frames(), DIMENSIONS)

    assert one(found, Who.MEN, stratum="OPIOID").numerator_cells == ("entrants;drug=OPIOID;sex=M",)
    assert len(one(found, Who.MEN, stratum="HEROIN").denominator_cells) == 8


EXITS = [
    *times(4, exit="COMPLETED", treatment="METHADONE"),
    *times(3, exit="DROPPED_OUT", treatment="METHADONE"),
    *times(1, exit="PROVIDER_WITHDREW", treatment="BUPRENORPHINE"),
    *times(1, exit="CUSTODY", treatment="BUPRENORPHINE"),
    *times(1, exit="OTHER", treatment="BUPRENORPHINE"),
    *times(7, exit="TRANSFERRED", treatment="METHADONE"),
    *times(5, exit="DIED", treatment="METHADONE"),
    *times(3, treatment="METHADONE"),
]


def test_transfers_and_deaths_are_no_exits_to_judge():
    rows = frames(exits=EXITS)

    planned = one(planned_exit.estimate(rows, DIMENSIONS), Who.WOMEN)
    unplanned = one(unplanned_exit.estimate(rows, DIMENSIONS), Who.WOMEN)

    assert planned.bases == (Basis(10, numerator=4),)
    assert unplanned.bases == (Basis(10, numerator=4),)
    assert planned.unknown == pytest.approx(3 / 25)
    assert "exits;exit=DIED;sex=F" not in planned.denominator_cells


def test_exits_are_told_by_treatment_too():
    found = planned_exit.estimate(frames(exits=EXITS), DIMENSIONS)

    methadone = one(found, Who.WOMEN, stratum="METHADONE")
    assert methadone.bases == (Basis(7, numerator=4),)
    assert methadone.numerator_cells == ("exits;exit=COMPLETED;sex=F;treatment=METHADONE",)
    assert one(found, Who.WOMEN, stratum="NALTREXONE_DEPOT").value is None
    assert not [each for each in found if each.stratum == "UNKNOWN"]


@pytest.mark.parametrize(
    ("estimate", "name", "universe", "hit", "miss"),
    [
        (dose_adequacy.estimate, "dose", "oat", "ADEQUATE", "BELOW"),
        (three_week_abstinence.estimate, "abstinence", "courses", "YES", "NO"),
        (four_week_dropout.estimate, "dropout", "courses", "YES", "NO"),
    ],
)
def test_yes_among_those_who_are_known(estimate, name: str, universe: str, hit: str, miss: str):
    rows = [*times(3, **{name: hit}), *times(1, **{name: miss}), *times(1)]

    women = one(estimate(frames(**{universe: rows}), DIMENSIONS), Who.WOMEN)

    assert (women.value, women.unknown) == (0.75, 0.2)


def test_tests_of_one_person_count_as_less():
    rows = [
        *times(4, person=1, result="NEGATIVE"),
        *times(4, person=2, result="POSITIVE"),
        *times(2, person=3, result="NEGATIVE"),
        *times(2, person=3),
        *times(5, person=4, sex="M", result="NEGATIVE"),
    ]

    found = negative_tests.estimate(frames(tests=rows), DIMENSIONS)

    women, gap = one(found, Who.WOMEN), one(found, Who.GAP)
    assert (women.value, women.low, women.high) == clustered_share([4, 0, 2], [4, 4, 2])
    assert women.bases == (Basis(10, numerator=6, persons=3),)
    assert women.unknown == pytest.approx(2 / 12)
    assert gap.value == pytest.approx(-0.4)
    assert gap.low < gap.value < gap.high


@pytest.mark.parametrize("sex", ["F", "M"])
def test_one_sex_alone_has_no_gap(sex: str):
    found = waited_three_weeks.estimate(frames(starts=times(9, sex=sex, wait="D0-7")), DIMENSIONS)

    assert one(found, Who.BOTH).value == 1
    assert one(found, Who.GAP).value is None
    assert {each.indicator for each in found} == {INDICATORS["ACC-02"].code}
