"""Captions, shares and letters of charts."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from analytics.charts import captions
from analytics.charts.lettering import width, wrap
from analytics.charts.marks import Scale
from analytics.charts.shares import Share, published_share
from analytics.charts.wording import counted, direction, interval, number, percent, signed
from analytics.contents import Contents, Count, Figure
from analytics.vocabulary import Mark, Measure, Who
from tests.factories.contents import sample_contents, without


@pytest.fixture(scope="module")
def contents() -> Contents:
    return sample_contents()


def with_gap(contents: Contents, code: str, *, value: int, low: int, high: int) -> Contents:
    gap = Figure(code, Who.GAP, Measure.POINTS, Decimal(value), Decimal(low), Decimal(high))
    return replace(contents, figures=contents.figures | {gap.key: gap})


def message(contents: Contents, chart: str) -> str:
    return captions(contents, language="en")[chart].message


@pytest.mark.parametrize(
    ("low", "high", "value", "expected"),
    [
        (3, 9, 6, "A larger share of women than of men waited 21 days or less"),
        (-9, -3, -6, "A larger share of men than of women waited 21 days or less"),
        (-1, 9, 4, "About the same share of women and of men waited 21 days or less"),
        (0, 9, 4, "About the same share of women and of men waited 21 days or less"),
    ],
)
def test_the_message_follows_the_interval_of_the_gap(
    contents: Contents, low: int, high: int, value: int, expected: str
) -> None:
    changed = with_gap(contents, "ACC-02", value=value, low=low, high=high)

    assert message(changed, "waits") == expected


def test_without_a_gap_the_message_is_neutral(contents: Contents) -> None:
    bare = without(contents, "ACC-02/GAP", "RET-06/GAP", "EXI-02/GAP")

    assert message(bare, "waits") == "Waiting time of women and of men"
    assert message(bare, "staying") == "How long women and men stay in treatment"
    assert message(bare, "exits") == "How treatments of women and of men ended"


def test_the_widest_gaps_are_those_whose_interval_is_clear_of_zero(contents: Contents) -> None:
    keys = [key for key in contents.figures if key.endswith("/GAP") and key != "ACC-02/GAP"]
    one = without(contents, *keys)

    clear = with_gap(one, "ACC-02", value=-9, low=-12, high=-6)
    same = with_gap(one, "ACC-02", value=-2, low=-6, high=2)

    assert message(clear, "gaps") == "The widest gap: waited 21 days or less"
    assert message(same, "gaps") == "Women and men are about the same in these figures"


@pytest.mark.parametrize(
    ("women", "men", "expected"),
    [
        (65, 65, "Two in three are between 25 and 44, women and men alike"),
        (50, 50, "Half are between 25 and 44, women and men alike"),
        (75, 75, "Three in four are between 25 and 44, women and men alike"),
        (30, 60, "30\u00a0% of women and 60\u00a0% of men are between 25 and 44"),
        (None, 60, "People who started treatment, by age"),
    ],
)
def test_the_pyramid_says_how_many_are_between_25_and_44(
    contents: Contents, women: int | None, men: int, expected: str
) -> None:
    figures = dict(contents.figures)
    for key, value in (("DEM-15[25-44]/F", women), ("DEM-15[25-44]/M", men)):
        shown = None if value is None else Decimal(value)
        figures[key] = replace(figures[key], value=shown)

    assert message(replace(contents, figures=figures), "pyramid") == expected


def test_the_first_substance_may_differ_between_women_and_men(contents: Contents) -> None:
    figures = dict(contents.figures)
    key = "DEM-07[STIMULANT]/F"
    figures[key] = replace(figures[key], value=Decimal(70))

    changed = replace(contents, figures=figures)

    assert message(contents, "substances") == "Opioids: named most often by women and by men"
    assert message(changed, "substances") == (
        "Named most often: stimulants other than cocaine by women, opioids by men"
    )


def test_captions_are_there_for_every_chart_and_language(contents: Contents) -> None:
    for language in ("en", "ru"):
        words = captions(contents, language=language)

        assert list(words) == ["pyramid", "substances", "waits", "gaps", "staying", "exits"]
        assert all(each.message and each.measure.endswith(".") for each in words.values())
        assert not any(each.message.endswith(".") for each in words.values())


@pytest.mark.parametrize(
    ("value", "mark", "expected"),
    [
        (Decimal("2.5"), Mark.NONE, Share(3)),  # half goes up
        (Decimal(50), Mark.LOW_RELIABILITY, Share(50, Mark.LOW_RELIABILITY)),
        (None, Mark.CONFIDENTIAL, Share(None, Mark.CONFIDENTIAL)),
    ],
)
def test_a_share_is_the_published_one_in_whole_per_cent(
    contents: Contents, value: Decimal | None, mark: Mark, expected: Share
) -> None:
    key = "ACC-04[D0-7]/F"
    figures = contents.figures | {key: replace(contents.figures[key], value=value, mark=mark)}
    changed = replace(contents, figures=figures)

    assert published_share(changed, "ACC-04", Who.WOMEN, stratum="D0-7") == expected
    assert published_share(without(changed, key), "ACC-04", Who.WOMEN, stratum="D0-7") == Share(
        None, Mark.NOT_AVAILABLE
    )


def test_a_share_says_its_mark() -> None:
    assert Share(None, Mark.CONFIDENTIAL).text == "[c]"
    assert Share(None).text == "[x]"
    assert Share(34, Mark.LOW_RELIABILITY).text == "34\u00a0%\u00a0[u]"


def test_counts_that_round_to_zero_are_told_from_zero() -> None:
    assert counted(Count("a", 0, Mark.LOW)) == "[low]"
    assert counted(Count("a", 0)) == "0"
    assert counted(Count("a", None, Mark.CONFIDENTIAL)) == "[c]"


def test_numbers_are_written_in_the_readers_form() -> None:
    with translation.override("ru"):
        written = [number(1830), number(Decimal("12.50")), percent(Decimal("52.5"))]

    assert written == ["1\u00a0830", "12,5", "53\u00a0%"]
    assert [signed(each) for each in (20, -4, 0)] == ["+20", "\u22124", "0"]


def test_a_gap_without_an_interval_has_no_direction() -> None:
    gap = Figure("ACC-02", Who.GAP, Measure.POINTS, Decimal(4))

    assert direction(gap) is None
    assert interval(gap) == ""


@given(st.lists(st.text("abcdeж", min_size=1, max_size=12), min_size=1, max_size=9))
def test_broken_lines_hold_all_words_and_fit(words: list[str]) -> None:
    lines = wrap(" ".join(words), 90, 12)

    assert " ".join(lines) == " ".join(words)
    assert all(width(line, 12) <= 90 or " " not in line for line in lines)


def test_bold_letters_are_wider() -> None:
    assert width("Женщины", 12, is_bold=True) > width("Женщины", 12)


def test_a_scale_places_the_ends_of_its_domain() -> None:
    scale = Scale((0, 100), (550, 230))

    assert (scale.at(0), scale.at(25), scale.at(100)) == (550, 470, 230)
