"""Charts of a release: what is drawn, in which form, and from which numbers."""

import hashlib
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import altair
import pytest

from analytics.catalogue import GRID_DAYS, INDICATORS
from analytics.charts import captions, draw, staying
from analytics.charts.free_places import around
from analytics.charts.lettering import SLACK, width
from analytics.charts.staying_layout import Layout
from analytics.charts.svg import VERSION
from analytics.charts.theme import NARROW, WIDE, Frame
from analytics.contents import Contents
from analytics.vocabulary import Mark, Who
from tests.factories.contents import sample_contents


ROOT = Path(__file__).resolve().parents[3]
SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("pyramid", "substances", "waits", "gaps", "staying", "exits")
KEYS = [f"{name}-{frame.name}" for name in NAMES for frame in (WIDE, NARROW)]
WIDTHS = {frame.name: frame.width for frame in (WIDE, NARROW)}
SMALLEST = 10
"""Units of the smallest letters: 7.1 pt on paper, 10 pixels on a telephone."""
TICKS = {first * 10**power for first in (5, 10, 15, 20, 25, 30, 40, 60, 80) for power in range(5)}


@dataclass(frozen=True)
class Text:
    """A text as it stands in a drawing, and the box that it needs."""

    content: str
    left: float
    right: float
    top: float
    bottom: float
    size: float


@pytest.fixture(scope="module")
def contents() -> Contents:
    return sample_contents()


@pytest.fixture(scope="module")
def english(contents: Contents) -> dict[str, str]:
    return draw(contents, language="en")


@pytest.fixture(scope="module")
def russian(contents: Contents) -> dict[str, str]:
    return draw(contents, language="ru")


def texts(svg: str) -> Iterator[Text]:
    for element in ET.fromstring(svg).iter(f"{SVG}text"):  # noqa: S314 - drawn by ourselves
        x, y = map(float, re.findall(r"-?[\d.]+", element.get("transform", "")))
        size = float(element.get("font-size", "0").removesuffix("px"))
        room = width(element.text or "", size, is_bold=element.get("font-weight") == "700") / SLACK
        left = x - {"start": 0, "middle": room / 2, "end": room}[element.get("text-anchor", "")]
        yield Text(element.text or "", left, left + room, y - 0.72 * size, y + 0.2 * size, size)


def said(svg: str) -> str:
    return "\n".join(ET.fromstring(svg).itertext())  # noqa: S314 - drawn by ourselves


def numbers(text: str) -> set[Decimal]:
    """All numbers of a text, with the thousands of English and of Russian."""
    found = re.findall(r"\d+(?:[,\u00a0]\d{3})*(?:\.\d+)?", text)
    return {Decimal(re.sub(r"[,\u00a0]", "", each)) for each in found}


def published(contents: Contents) -> set[Decimal]:
    values = {Decimal(each.value) for each in contents.counts.values() if each.value is not None}
    for figure in contents.figures.values():
        values |= {
            abs(each) for each in (figure.value, figure.low, figure.high) if each is not None
        }
    return values


def hidden(contents: Contents, *beginnings: str) -> Contents:
    """The release without the values of these figures and counts."""
    figures = {
        key: replace(each, value=None, low=None, high=None, mark=Mark.CONFIDENTIAL)
        if key.startswith(beginnings)
        else each
        for key, each in contents.figures.items()
    }
    counts = {
        key: replace(each, value=None, mark=Mark.CONFIDENTIAL)
        if key.startswith(beginnings)
        else each
        for key, each in contents.counts.items()
    }
    return replace(contents, figures=figures, counts=counts)


def test_each_chart_is_drawn_in_two_widths(english: dict[str, str]) -> None:
    assert list(english) == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_a_drawing_has_its_frame_and_its_alternative_text_first(
    english: dict[str, str], key: str
) -> None:
    root = ET.fromstring(english[key])  # noqa: S314 - drawn by ourselves

    expected = WIDTHS[key.partition("-")[2]]
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert int(root.get("width", "0")) == expected
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert len(numbers(root[0].text or "")) >= 2
    assert 1 <= (root[0].text or "").count(". ") + 1 <= 2


@pytest.mark.parametrize("key", KEYS)
def test_a_drawing_may_stand_in_any_page(english: dict[str, str], key: str) -> None:
    root = ET.fromstring(english[key])  # noqa: S314 - drawn by ourselves

    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    names = {name for element in root.iter() for name in element.keys()}  # noqa: SIM118 - an element
    assert tags <= {"svg", "title", "g", "path", "rect", "line", "text"}
    assert not names & {"style", "class", "id", "href", "clip-path", "lang"}
    assert not [name for name in names if name.startswith(("on", "aria-", "{"))]
    assert "url(" not in english[key]
    assert english[key].count("://") == 1  # the name of the format


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("key", KEYS)
def test_letters_are_large_stay_in_the_frame_and_keep_clear_of_each_other(
    english: dict[str, str], russian: dict[str, str], key: str, language: str
) -> None:
    drawn = list(texts({"en": english, "ru": russian}[language][key]))

    together = [
        (one.content, other.content)
        for one, other in combinations(drawn, 2)
        if one.left < other.right and other.left < one.right
        and one.top < other.bottom and other.top < one.bottom
    ]  # fmt: skip
    outside = [each.content for each in drawn
               if each.left < 0 or each.right > WIDTHS[key.partition("-")[2]]]  # fmt: skip
    assert together == []
    assert outside == []
    assert min(each.size for each in drawn) >= SMALLEST


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("key", KEYS)
def test_every_number_is_published_or_a_round_number_of_an_axis(
    contents: Contents, english: dict[str, str], russian: dict[str, str], key: str, language: str
) -> None:
    svg = {"en": english, "ru": russian}[language][key]

    small = {Decimal(each) for each in range(101)}
    allowed = published(contents) | small | set(GRID_DAYS) | TICKS
    assert numbers(said(svg)) - allowed == set()


def test_all_numbers_above_100_in_the_pyramid_are_counts_or_ticks(
    contents: Contents, english: dict[str, str]
) -> None:
    counts = {
        Decimal(contents.count("entrants", age=code.code, sex=who.value).value or 0)
        for code in contents.dimensions["age"].codes
        for who in (Who.WOMEN, Who.MEN)
    }

    large = {each for each in numbers(said(english["pyramid-wide"])) if each > 100}

    assert large - counts <= {Decimal(400), Decimal(800)}
    assert len(large & counts) >= 5


def test_numbers_take_the_forms_of_the_language(
    english: dict[str, str], russian: dict[str, str]
) -> None:
    assert "2,090" in said(english["staying-wide"])
    assert "2\u00a0090" in said(russian["staying-wide"])
    assert "2,090" not in said(russian["staying-wide"])
    for svg in (english["gaps-wide"], russian["gaps-wide"]):
        assert re.search(r"\u2212\d", said(svg))
        assert not re.search(r"(?<=[ >\n])-\d", said(svg))
        assert "100\u00a0%" in said(svg)


def test_women_and_men_differ_in_shape_and_line_too(english: dict[str, str]) -> None:
    curves = re.findall(r"<path d=\"[^\"]+\" stroke=\"([^\"]+)\"[^>]*?(stroke-dasharray)?[^>]*?/>",
                        english["staying-wide"])  # fmt: skip
    bars = re.findall(r"fill=\"(#\w+)\" stroke=\"(#\w+)\" stroke-width=\"1.6\"",
                      english["exits-wide"])  # fmt: skip

    assert len(curves) == 2
    assert set(bars) == {("#ffffff", "#A86400")}
    assert english["staying-wide"].count('stroke-dasharray="6,3"') == 1


def test_bars_begin_at_the_same_place(english: dict[str, str]) -> None:
    starts = re.findall(r'd="M([\d.]+),[\d.]+h[\d.]+v1[\d.]+h-[\d.]+Z" fill="#0072B2"',
                        english["substances-wide"])  # fmt: skip

    assert len(starts) > 5
    assert set(starts) == {"200"}


@pytest.mark.slow
def test_another_process_draws_the_same_bytes(english: dict[str, str]) -> None:
    code = (
        "import hashlib, django; django.setup()\n"
        "from analytics.charts import draw\n"
        "from tests.factories.contents import sample_contents\n"
        "drawn = ''.join(draw(sample_contents(), language='en').values())\n"
        "print(hashlib.sha256(drawn.encode()).hexdigest())\n"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7"}

    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True,
        check=True, timeout=120,
    )  # fmt: skip

    assert done.stdout.strip() == hashlib.sha256("".join(english.values()).encode()).hexdigest()


def test_a_release_without_these_numbers_has_no_charts(contents: Contents) -> None:
    quarter = replace(
        contents,
        figures={key: each for key, each in contents.figures.items() if key.startswith("DEM-0")
                 and "[" not in key and not key.startswith("DEM-03")},
        counts={key: each for key, each in contents.counts.items() if "=" not in key},
    )  # fmt: skip

    assert draw(quarter, language="en") == {}
    assert captions(quarter, language="ru") == {}


def test_charts_are_left_out_when_all_their_numbers_are_confidential(contents: Contents) -> None:
    secret = hidden(contents, "DEM-07", "RET", "entrants;age", "ACC-04", "EXI-01")

    assert {key.partition("-")[0] for key in draw(secret, language="en")} == {"gaps"}


def test_a_missing_sex_is_told_by_its_mark(contents: Contents) -> None:
    figures = {
        key: replace(each, value=None, mark=Mark.LOW_RELIABILITY)
        if key.startswith("DEM-07") and key.endswith("/F")
        else each
        for key, each in contents.figures.items()
    }

    drawn = draw(replace(contents, figures=figures), language="en")["substances-wide"]

    assert "Women [u]" in said(drawn)
    assert "<title>Main substance of people who started treatment.</title>" in drawn


def test_a_weak_gap_has_its_mark(contents: Contents, english: dict[str, str]) -> None:
    assert contents.figures["DEM-03/GAP"].mark == Mark.LOW_RELIABILITY
    assert re.search(r"\+\d+ \[u\]", said(english["gaps-wide"]))


def test_indicators_without_a_gap_are_not_among_the_gaps(english: dict[str, str]) -> None:
    assert str(INDICATORS["TST-03"].label) not in said(english["gaps-wide"])
    assert str(INDICATORS["OAT-04"].label) not in said(english["gaps-wide"])
    assert str(INDICATORS["TST-01"].label) in said(english["gaps-wide"])


def test_gaps_are_sorted(english: dict[str, str]) -> None:
    column = [each.content for each in texts(english["gaps-wide"]) if each.right == WIDE.width]

    gaps = [int(found.group().replace("\u2212", "-")) for each in column
            if (found := re.match(r"[+\u2212]?\d+(?= \[u\]|$)", each))]  # fmt: skip

    assert len(gaps) == 10
    assert gaps == sorted(gaps, reverse=True)


def test_a_curve_ends_before_its_first_missing_point(contents: Contents) -> None:
    cut = hidden(contents, "RET@210/F")

    drawn = draw(cut, language="en")["staying-wide"]

    women = re.search(r'<path d="([^"]+)" stroke="#0072B2"', drawn)
    men = re.search(r'<path d="([^"]+)" stroke="#A86400"', drawn)
    assert women
    assert women.group(1).count("L") == 12
    assert men
    assert men.group(1).count("L") == 24


@pytest.mark.parametrize("frame", [WIDE, NARROW], ids=lambda frame: frame.name)
@pytest.mark.parametrize("men", [60, 180, 270, 390])
@pytest.mark.parametrize("women", [60, 90, 150, 240, 390])
def test_names_of_curves_stand_on_no_line_wherever_the_curves_end(
    contents: Contents, frame: Frame, women: int, men: int
) -> None:
    cut = hidden(contents, f"RET@{women}/F", f"RET@{men}/M")
    chart = staying.read(cut)
    assert chart
    layout = Layout(chart.paint.args[0], frame)

    covered = [
        (name.text, around(name).common(box))
        for place, name in enumerate(layout.names)
        for box in (*layout.lines, *map(around, layout.names[:place]))
    ]

    assert len(layout.names) >= 2
    assert [each for each in covered if each[1]] == []
    assert all(each.left >= 0 and around(each).right <= frame.width for each in layout.names)


def test_the_days_of_the_people_followed_stand_under_those_of_the_axis(
    english: dict[str, str],
) -> None:
    drawn = list(texts(english["staying-wide"]))
    axis = [each for each in drawn if each.content in {"0", "90", "180", "270", "360"}
            and each.top > 290]  # fmt: skip

    rows = sorted({round(each.bottom) for each in drawn if each.top > axis[0].bottom + 30})[-2:]
    middles = [[(each.left + each.right) / 2 for each in drawn if round(each.bottom) == row]
               for row in rows]  # fmt: skip

    expected = [(each.left + each.right) / 2 for each in axis]
    assert middles == [pytest.approx(expected, abs=0.5)] * 2


def test_a_curve_of_one_point_is_left_out(contents: Contents) -> None:
    drawn = draw(hidden(contents, "RET@30/F"), language="en")["staying-narrow"]

    assert "<title>Percentage still in treatment by days since the start.</title>" in drawn
    assert "Women" not in said(drawn)
    assert "Men 45\u00a0%" in said(drawn)


def test_the_pyramid_of_few_people_has_no_percentages(contents: Contents) -> None:
    few = hidden(contents, "DEM-15")

    drawn = draw(few, language="en")["pyramid-wide"]

    assert "Number of people" in said(drawn)
    assert "%" not in said(drawn)


def test_the_numbers_still_followed_are_left_out_where_they_are_not_counted(
    contents: Contents,
) -> None:
    counts = {key: each for key, each in contents.counts.items() if "followed" not in key}

    drawn = draw(replace(contents, counts=counts), language="en")["staying-narrow"]

    assert "Still followed" not in said(drawn)
    assert "Days since the start" in said(drawn)


def test_the_library_speaks_the_grammar_that_we_ask_for() -> None:
    assert altair.SCHEMA_VERSION.startswith(f"v{VERSION}.")
