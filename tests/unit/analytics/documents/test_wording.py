"""Sentences made from figures; what is missing is said, with its reason."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation

from analytics.contents import Clinic, Contents, Figure, Name
from analytics.documents import wording
from analytics.vocabulary import Mark, Measure, Who
from tests.factories.contents import sample_clinic, sample_quarter, without


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def changed(contents: Contents, key: str, **fields: object) -> Contents:
    """The same release with one figure changed."""
    figure = replace(contents.figures[key], **fields)
    return replace(contents, figures=contents.figures | {key: figure})


def test_a_share_is_told_of_a_hundred_women_and_a_hundred_men(contents):
    sentence = wording.of_100(contents, "ACC-02")

    assert sentence == "78 of 100 women and 80 of 100 men waited 21 days or less."


def test_a_share_that_only_men_have_says_why_women_have_none(contents):
    sentence = wording.of_100(contents, "OAT-04")

    assert "men 61\u00a0%" in sentence
    assert "For women it is not shown: fewer than 50 people stand behind it." in sentence


def test_a_share_that_only_women_have_says_why_men_have_none(contents):
    told = changed(contents, "ACC-02/M", value=None, mark=Mark.CONFIDENTIAL)

    sentence = wording.of_100(told, "ACC-02")

    assert "women 78\u00a0%" in sentence
    assert "For men it is not shown: too few people to publish, even rounded." in sentence


def test_a_share_that_nobody_has_is_said_to_be_missing(contents):
    told = without(contents, "EXI-02/F", "EXI-02/M")

    assert wording.of_100(told, "EXI-02").startswith("Ended as planned: not shown, as ")


@pytest.mark.parametrize(
    ("indicator", "who", "base", "reason"),
    [
        ("RET-06", Who.WOMEN, 125, "too few were still in treatment, or had left, to say"),
        ("RET-06", Who.WOMEN, 45, "fewer than 50 people stand behind it"),
        ("ACC-02", Who.GAP, 335, "too few people on one side to compare"),
        ("DEM-10", Who.MEN, 0, "fewer than 50 people stand behind it"),
    ],
)
def test_the_reason_of_a_weak_figure_is_the_true_one(indicator, who, base, reason):
    figure = Figure(indicator, who, Measure.PERCENT, None, base=base, mark=Mark.LOW_RELIABILITY)

    assert wording.because(figure) == reason


@pytest.mark.parametrize(
    ("indicator", "base", "mark", "reason"),
    [
        ("RET-06", 125, Mark.LOW_RELIABILITY, "too few still there, or gone"),
        ("RET-06", 45, Mark.LOW_RELIABILITY, "too few people"),
        ("ACC-02", None, Mark.LOW_RELIABILITY, "too few on one side"),
        ("DEM-03", 0, Mark.NOT_AVAILABLE, "not recorded"),
        ("DEM-03", None, Mark.NOT_AVAILABLE, "not available"),
        ("DEM-03", 90, Mark.NOT_AVAILABLE, "not available"),
        ("DEM-03", 90, Mark.CONFIDENTIAL, "confidential"),
        ("DEM-03", 90, Mark.NOT_APPLICABLE, ""),
    ],
)
def test_a_reason_is_short_under_a_mark(indicator, base, mark, reason):
    figure = Figure(indicator, Who.WOMEN, Measure.PERCENT, None, base=base, mark=mark)

    assert wording.briefly(figure) == reason


def test_all_and_nobody_are_not_said_of_a_hundred(contents):
    told = changed(changed(contents, "ACC-02/F", value=Decimal(100)), "ACC-02/M", value=Decimal(0))

    assert wording.of_100(told, "ACC-02") == (
        "Waited 21 days or less: women 100\u00a0%, men 0\u00a0% (rounded)."
    )


def test_a_share_of_which_much_is_not_known_is_called_weak(contents):
    sentence = wording.of_100(contents, "DEM-03")

    assert sentence.endswith("These figures are weak [u]: many answers are not known.")


def test_a_gap_says_whether_chance_could_explain_it(contents):
    clear = wording.gap(contents.figure("RET-06", Who.GAP))
    unclear = wording.gap(contents.figure("ACC-02", Who.GAP))

    assert clear.endswith("This is more than chance alone would explain.")
    assert unclear.endswith("Chance alone could explain this difference.")
    assert "\u22122\u00a0points (95 % interval \u22127 to +2)" in unclear


def test_a_gap_that_is_not_known_says_nothing(contents):
    assert wording.gap(None) == ""
    assert wording.gap(contents.figure("OAT-04", Who.GAP)) == ""


def test_the_entrants_are_told_with_the_women_among_them(contents):
    assert wording.entrants(contents) == (
        "2,485 people started treatment in 2023. 520 of them were women."
    )


@pytest.mark.parametrize(
    ("key", "start"),
    [
        ("DEM-02/F", "2,485 people started treatment in 2023."),
        ("DEM-02/_T", "People who started treatment: women 520."),
    ],
)
def test_entrants_that_are_not_known_are_not_invented(contents, key, start):
    told = changed(contents, key, value=None, mark=Mark.CONFIDENTIAL)

    assert wording.entrants(told).startswith(start)


def test_medians_are_told_as_halves(contents):
    assert wording.medians(contents) == (
        "Half of the women waited 10\u00a0days or less, half of the men 5\u00a0days or less."
    )
    assert "not shown" in wording.medians(without(contents, "ACC-01/F"))


@pytest.mark.parametrize(
    ("total", "women", "told"),
    [
        (0, 0, "Fewer than 5 people started treatment in 2023."),
        (45, 0, "45 people started treatment in 2023. Fewer than 5 of them were women."),
    ],
)
def test_a_rounded_zero_is_not_said_to_be_nobody(contents, total, women, told):
    few = changed(changed(contents, "DEM-02/_T", value=total), "DEM-02/F", value=women)

    assert wording.entrants(few) == told


@pytest.mark.parametrize(
    ("measure", "before", "now", "told"),
    [
        (Measure.COUNT, 1145, 1155, "about the same"),
        (Measure.COUNT, 1145, 1240, "up from 1,145"),
        (Measure.PERCENT, "52", "52.9", "about the same"),
        (Measure.PERCENT, 56, 52, "down from 56\u00a0%"),
        (Measure.PERCENT, None, 52, "not in the earlier release"),
        (Measure.PERCENT, 52, None, "not known"),
    ],
)
def test_a_change_within_its_rounding_is_none(measure, before, now, told):
    earlier, later = (
        Figure("X", Who.WOMEN, measure, None if value is None else Decimal(value))
        for value in (before, now)
    )

    assert wording.change(later, earlier) == told


def test_the_gap_of_a_count_is_named_by_what_it_is(contents):
    keys = ("DEM-02/GAP", "DEM-02[RATIO]/GAP", "RET-06/GAP", "DEM-02/F")

    labels = [wording.who_label(contents.figures[key]) for key in keys]

    assert labels == ["Women among all", "Men for each woman", "Women minus men", "Women"]
    assert wording.stratum_label(contents, contents.figures["DEM-02[RATIO]/GAP"]) == ""


def test_a_group_is_named_by_its_label(contents):
    drug = contents.figures["DEM-07[HEROIN]/F"]
    treatment = contents.figures["RET[METHADONE]@90/M"]
    clinic = Figure("COV", Who.BOTH, Measure.COUNT, None, stratum="here")
    known = replace(contents, clinics=(Clinic("here", Name("Here"), "KG-C", has_reported=True),))

    assert wording.stratum_label(contents, drug) == "Heroin"
    assert wording.stratum_label(contents, treatment) == "Methadone"
    assert wording.stratum_label(contents, contents.figures["DEM-15[25-44]/F"]) == "25–44"
    assert wording.stratum_label(known, clinic) == "Here"
    assert wording.stratum_label(contents, clinic) == "here"
    assert wording.stratum_label(contents, contents.figures["DEM-02/F"]) == ""


def test_a_figure_outside_the_catalogue_has_a_name(contents):
    assert wording.indicator_label(contents, "RET") == "Still in treatment"
    assert wording.indicator_label(contents, "NEW-01") == "NEW-01"


def test_the_example_is_a_figure_of_this_release(contents):
    example = wording.example(contents)

    assert "Waited 21 days or less: 78\u00a0% of 505 women (74 to 82)" in example
    assert wording.example(sample_quarter()) == ""


def test_a_report_says_of_whom_it_is(contents):
    assert wording.title(sample_quarter().head) == "Treatment and care, quarter 2 of 2023"
    assert wording.subtitle(contents.head).startswith("Annual report")
    assert wording.subtitle(sample_quarter().head).startswith("Provisional figures")
    assert "Ala-Archa Clinic" in wording.subtitle(sample_clinic().head)


def test_a_value_is_a_number_with_its_unit_or_a_mark(contents):
    assert wording.value_text(None) == "[x]"
    assert wording.value_text(contents.figures["OAT-04/F"]) == "[u]"
    assert wording.value_text(contents.figures["ACC-01/GAP"]) == "+5\u00a0days"
