"""Questionnaires that count, and how shares of a few are shown."""

import pytest

from prevention.choices import AgeBand
from prevention.rules.ratios import Ratio
from prevention.rules.screening import (
    Exclusion,
    Grid,
    Sheet,
    age_band,
    exclusion,
    missing_share,
    scale_score,
    screen,
    shown_percent,
)


LINE = Grid((3, 3, 3, 3, 3), has_reversed=True)


@pytest.mark.parametrize(
    ("sheet", "reason"),
    [
        (Sheet((1, 2, 3, 4)), None),
        (Sheet((1, 2, None, None)), None),
        (Sheet((1, None, None)), Exclusion.MOSTLY_MISSING),
        (Sheet(()), Exclusion.MOSTLY_MISSING),
        (Sheet((1, 2), fictitious=(0, None)), None),
        (Sheet((1, 2), fictitious=(0, 1)), Exclusion.FICTITIOUS_DRUG),
        (Sheet((None, None), fictitious=(6,)), Exclusion.FICTITIOUS_DRUG),
        (Sheet((3,) * 5, grids=(LINE,)), Exclusion.STRAIGHT_LINE),
        (Sheet((3,) * 9, grids=(Grid((1, 2, 1, 2, 1), has_reversed=True), LINE)),
         Exclusion.STRAIGHT_LINE),
        (Sheet((3,) * 5, grids=(Grid((3,) * 5),)), None),
        (Sheet((3,) * 5, grids=(Grid((3, 3, 3, 3, None), has_reversed=True),)), None),
        (Sheet((3,) * 5, grids=(Grid((3, 3, 3, 3, 2), has_reversed=True),)), None),
        (Sheet((3,) * 5, grids=(Grid((None,) * 5, has_reversed=True),)), None),
        (Sheet((0,) * 20), None),
    ],
)  # fmt: skip
def test_what_is_left_out(sheet, reason):
    assert exclusion(sheet) is reason


def test_missing_items_are_a_share_of_those_asked():
    assert missing_share(Sheet((1, None, None))) == Ratio(2, 3)


def test_each_questionnaire_left_out_is_counted_once():
    found = screen(
        {
            "a": Sheet((1, 2)),
            "b": Sheet((None,), fictitious=(1,)),
            "c": Sheet((None,)),
            "d": Sheet((None,)),
        }
    )

    assert found.kept == ("a",)
    assert found.excluded == {
        Exclusion.FICTITIOUS_DRUG: 1,
        Exclusion.MOSTLY_MISSING: 2,
        Exclusion.STRAIGHT_LINE: 0,
    }
    assert all(str(reason.label) for reason in Exclusion)


def test_scales_turn_their_reversed_items_round():
    found = scale_score((1, 4, None), reversed_items=[1], low=1, high=4)

    assert (found, found.value) == (Ratio(2, 2), 1)


@pytest.mark.parametrize(
    ("answers", "value"), [((2, 3, None, None), 2.5), ((2, None, None), None), ((), None)]
)
def test_scales_need_half_of_their_items(answers, value):
    assert scale_score(answers, low=0, high=4).value == value


@pytest.mark.parametrize("answer", [0, 5])
def test_scales_refuse_what_is_not_on_them(answer):
    with pytest.raises(ValueError, match="scale"):
        scale_score((answer,), low=1, high=4)


@pytest.mark.parametrize(
    ("age", "band"),
    [(0, "0-9"), (9, "0-9"), (10, "10-12"), (12, "10-12"), (13, "13-15"), (16, "16-18"),
     (18, "16-18"), (19, "19-24"), (24, "19-24"), (25, "25+"), (80, "25+"), (None, "")],
)  # fmt: skip
def test_age_bands(age, band):
    assert age_band(age) == band
    assert age_band(age) in AgeBand.values


def test_an_age_is_not_negative():
    with pytest.raises(ValueError, match="negative"):
        age_band(-1)


@pytest.mark.parametrize(
    ("hits", "total", "text"),
    [(0, 20, "< 5 %"), (4, 100, "< 5 %"), (5, 100, "5 %"), (1, 3, "33 %"), (95, 100, "95 %"),
     (96, 100, "> 95 %"), (20, 20, "> 95 %"), (0, 0, "")],
)  # fmt: skip
def test_shares_at_the_ends_show_only_their_bound(hits, total, text):
    assert shown_percent(hits, total) == text
