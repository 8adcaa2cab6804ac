"""The report: tagged, its letters and tables inside, one subject on each page."""

import logging
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from io import BytesIO

import pytest
from django.utils import translation
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from analytics.contents import Clinic, Name
from analytics.documents import csv_files, render
from analytics.documents.chapters import sheets
from analytics.documents.coverage import fields_table
from analytics.documents.layout import Side, count_group, headline
from analytics.documents.numbers import number
from analytics.documents.report import PangoMissing, known_files, markup
from analytics.vocabulary import Mark, Who
from tests.factories.contents import sample_clinic, sample_quarter, without


LETTERS = (
    "Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі", "Ңң Өө Үү", "Ғғ Ӣӣ Ққ Ӯӯ Ҳҳ Ҷҷ", "Çç Ää Žž Ňň Öö Şş Üü Ýý",
    "Oʻoʻ Gʻgʻ ʼ",
)  # fmt: skip
"""Kazakh, Kyrgyz, Tajik, Turkmen, Uzbek."""
CHAPTERS = [
    "key", "read", "quality", "demand", "substances", "access", "gaps", "stay", "exits",
    "medication", "table", "method", "words",
]  # fmt: skip
COVER_AND_CONTENTS = 2


@pytest.fixture(scope="module")
def read(report: bytes) -> PdfReader:
    return PdfReader(BytesIO(report))


@pytest.fixture(scope="module")
def pages(read: PdfReader) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in read.pages]


@pytest.fixture
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def elements(root: object) -> Iterator[DictionaryObject]:
    """All elements of a structure tree."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        element = element.get_object() if hasattr(element, "get_object") else element
        if isinstance(element, list):
            waiting.extend(element)
        elif isinstance(element, DictionaryObject):
            yield element
            waiting.append(element.get("/K"))


def test_every_chapter_has_one_page(pages):
    assert len(pages) == COVER_AND_CONTENTS + len(CHAPTERS)
    for number_of_page, page in enumerate(pages[1:], start=2):
        assert page.endswith(f"release KG-2023-v1 {number_of_page}")


def test_the_contents_name_the_page_of_every_chapter(pages, english, contents):
    for page, sheet in enumerate(sheets(contents, {}), start=COVER_AND_CONTENTS + 1):
        assert pages[page - 1].count(sheet.title) >= 1
        assert f"{sheet.title} {sheet.message} {page}" in pages[1]


def test_the_report_is_tagged_and_says_its_language_and_title(read):
    root = read.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read.metadata.title == "Treatment and care 2023: Kyrgyzstan"
    assert "pdfuaid:part" in str(read.xmp_metadata.rdf_root.toxml())
    assert [each.title for each in read.outline if not isinstance(each, list)][1] == "Contents"


def test_every_figure_has_an_alternative_text(read):
    tree = list(elements(read.trailer["/Root"]["/StructTreeRoot"]))
    figures = [each for each in tree if each.get("/S") == "/Figure"]

    assert len(figures) == 6
    assert all(any(letter.isdigit() for letter in each["/Alt"]) for each in figures)


def test_tables_have_header_cells(read):
    tags = [each.get("/S") for each in elements(read.trailer["/Root"]["/StructTreeRoot"])]

    assert tags.count("/Table") == tags.count("/THead") > 10
    assert tags.count("/TH") > 100


def test_only_letters_of_one_embedded_family_are_used(report, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(report)
    fonts = [
        font.get_object()
        for page in PdfReader(path).pages
        for font in page["/Resources"]["/Font"].values()
    ]

    names = {font["/BaseFont"].partition("+")[2] for font in fonts}

    assert names == {"Noto-Sans", "Noto-Sans-Bold"}
    for font in fonts:
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile2" in described or "/FontFile3" in described


@pytest.mark.parametrize("letters", LETTERS)
def test_the_letters_of_the_region_are_there(pages, letters):
    assert letters in pages[-1]


def test_the_attached_tables_are_the_published_ones(read, contents):
    attached = {name: parts[0] for name, parts in read.attachments.items()}

    assert attached == csv_files.written(contents)


def test_every_number_of_the_headlines_is_printed(pages, contents, english):
    key = pages[COVER_AND_CONTENTS]

    for indicator in (each for each in contents.indicators if each.is_headline):
        for who in (Who.WOMEN, Who.MEN):
            figure = contents.figure(indicator.code, who)
            assert number(figure.value) in key
            assert f"of {number(figure.base)}" in key or indicator.code == "DEM-02"
            assert figure.low is None or f"{number(figure.low)} to {number(figure.high)}" in key


def test_what_is_missing_is_a_mark_with_its_reason(pages):
    medication = pages[COVER_AND_CONTENTS + CHAPTERS.index("medication")]

    assert "[u] of 45" in medication
    assert "[x] not available [x] not available [x] not available" in medication
    assert "For women it is not shown: fewer than 50 people stand behind it." in medication


def test_coverage_names_who_did_not_report(pages):
    coverage = pages[COVER_AND_CONTENTS + CHAPTERS.index("quality")]

    assert "8 of 9 clinics reported." in coverage
    assert "Jailoo Clinic, Naryn did not report" in coverage
    assert "People whose sex is other or not stated: [c]." in coverage
    assert "within each organisation" in coverage


def test_the_method_says_what_was_left_out_and_what_changed(pages, contents):
    method = pages[COVER_AND_CONTENTS + CHAPTERS.index("method")]

    assert contents.head.checksum in method.replace(" ", "")
    assert "T12 Treatments started, by region and waiting time" in method
    assert "People who started treatment: Chüy Region, Women 85 90 [r]" in method


def test_a_release_of_invented_records_says_so_on_its_cover(pages, contents, english):
    true = replace(contents, head=replace(contents.head, is_invented=False))

    assert "Made from demonstration records." in pages[0]
    assert "demonstration" not in markup(true, {}, language="en").lower()


def test_the_renderer_complains_of_nothing(contents, charts, pango, caplog):
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        render(contents, language="ru", formats=["pdf"], charts=charts)

    assert [each.message for each in caplog.records if each.levelno >= logging.WARNING] == []


@pytest.mark.usefixtures("pango")
@pytest.mark.parametrize("sample", [sample_quarter, sample_clinic])
def test_smaller_releases_have_a_page_for_each_chapter_they_can_fill(sample):
    contents = sample()

    (made,) = render(contents, language="en", formats=["pdf"], charts={})

    with translation.override("en"):
        chapters = sheets(contents, {})
    read = PdfReader(BytesIO(made.content))
    assert len(read.pages) == COVER_AND_CONTENTS + len(chapters)


def test_a_quarter_has_no_chapters_on_what_it_does_not_count(english):
    anchors = [sheet.anchor for sheet in sheets(sample_quarter(), {})]

    assert anchors == ["key", "read", "quality", "demand", "table", "method", "words"]


def test_the_gap_of_people_is_a_share_of_women_and_men_for_each_woman(contents, english):
    row = headline(contents, "DEM-02")

    assert row.gap == "21\u00a0% women"
    assert row.gap_lines == ("19 to 23\u00a0%", "3.8 men for each woman")


def test_what_was_not_recorded_has_no_base(contents, english):
    empty = {
        key: replace(
            contents.figures[key], value=None, low=None, high=None, base=0, mark=Mark.NOT_AVAILABLE
        )
        for key in ("DEM-03/F", "DEM-03/M", "DEM-03/GAP")
    }

    row = headline(replace(contents, figures=contents.figures | empty), "DEM-03")

    assert row.women == row.men == Side("[x]", "", ("not recorded",))
    assert (row.gap, row.gap_lines) == ("[x]", ("not recorded",))


def test_a_percentage_that_says_all_is_said_to_be_rounded(contents, english):
    figure = replace(contents.figures["ACC-02/F"], value=100, low=None, high=None)
    told = replace(contents, figures=contents.figures | {figure.key: figure})

    assert headline(told, "ACC-02").women.lines == ("of 505", "rounded")


def test_a_first_release_has_no_column_of_changes(contents, english):
    first = replace(contents, earlier={})

    made = {sheet.anchor: sheet for sheet in sheets(first, {})}

    assert made["key"].data["since"] == ""
    assert all(row.earlier == () for row in made["key"].data["rows"])


@pytest.mark.parametrize(
    ("low", "keep", "said"),
    [
        (1, 3, "Of 3 gaps between women and men, 3 are larger than chance alone would explain."),
        (0, 1, "The one gap between women and men that can be shown is no larger than chance"),
        (0, 3, "None of the 3 gaps between women and men is larger than chance alone would"),
        (1, 1, "The one gap between women and men that can be shown is larger than chance alone"),
    ],
)
def test_gaps_larger_than_chance_are_counted_in_words(contents, english, low, keep, said):
    codes = ("DEM-10", "ACC-02", "EXI-02")[:keep]
    gaps = {
        f"{code}/GAP": replace(contents.figures[f"{code}/GAP"], low=low, high=9) for code in codes
    }
    bare = without(contents, *(key for key in contents.figures if key.endswith("/GAP")))

    made = {sheet.anchor: sheet for sheet in sheets(replace(bare, figures=bare.figures | gaps), {})}

    assert made["gaps"].data["lead"].startswith(said)


def test_groups_that_are_divided_further_stand_out(contents, english):
    rows = {row.label: row.kind for row in count_group(contents, "entrants", "drug").rows}

    assert (rows["Opioids"], rows["Heroin"], rows["Cocaine"]) == ("over", "under", "")


@pytest.mark.parametrize(
    ("not_known", "told"),
    [
        (0, "0 of 520"),
        (85, "85 of 520"),
        (120, "120 of 520\u00a0[u]"),
        (300, "300 of 520\u00a0[x]"),
    ],
)
def test_answers_that_are_not_known_are_counts_with_their_mark(contents, english, not_known, told):
    key = "entrants;injecting=UNKNOWN;sex=F"
    counts = contents.counts | {key: replace(contents.counts[key], value=not_known)}

    (rows,) = (group.rows for group in fields_table(replace(contents, counts=counts)).groups)

    assert {row.label: row.cells for row in rows}["Injecting, of: people who started treatment"][
        0
    ] == told


def test_a_chart_that_is_not_there_is_a_sentence(contents, english):
    page = markup(contents, {}, language="en")

    assert page.count("No chart is drawn here") == 6
    assert "<svg" not in page
    assert "Treatments still followed" in page


def test_a_release_without_gaps_has_no_page_of_gaps(contents, english):
    bare = without(contents, *(key for key in contents.figures if key.endswith("/GAP")))

    made = {sheet.anchor: sheet for sheet in sheets(bare, {})}

    assert "gaps" not in made
    assert made["substances"].data["table"] is None
    assert made["key"].data["messages"] == []


def test_a_release_without_curves_compares_no_treatments(contents, english):
    bare = without(contents, *(key for key in contents.figures if key.startswith("RET[")))

    made = {sheet.anchor: sheet for sheet in sheets(bare, {})}

    assert made["stay"].data["strata"] is None


def test_too_many_clinics_are_named_only_if_they_did_not_report(contents, english):
    clinics = tuple(
        Clinic(str(each), Name(f"Clinic {each}"), "elsewhere", has_reported=each != 7)
        for each in range(40)
    )

    made = {sheet.anchor: sheet for sheet in sheets(replace(contents, clinics=clinics), {})}

    assert made["quality"].data["clinics"] == [("Clinic 7", "elsewhere", False)]


@pytest.mark.parametrize(
    ("clinics", "said"),
    [
        ((), "No clinic was expected to report."),
        ((True,), "The one clinic that was expected reported."),
        ((True, True), "All 2 clinics that were expected reported."),
        ((True, False), "1 of 2 clinics reported."),
        ((False, False), "None of the 2 clinics that were expected reported."),
        ((False,), "The one clinic that was expected did not report."),
    ],
)
def test_coverage_is_said_in_words(contents, english, clinics, said):
    expected = tuple(
        Clinic(str(place), Name("Here"), "KG-C", has_reported=each)
        for place, each in enumerate(clinics)
    )

    made = {sheet.anchor: sheet for sheet in sheets(replace(contents, clinics=expected), {})}

    assert made["quality"].data["lead"] == said


def test_a_national_number_of_people_of_other_sex_is_printed_where_it_may_be(contents, english):
    figure = replace(contents.figures["QUA-07/_T"], value=15, mark="")
    told = replace(contents, figures=contents.figures | {figure.key: figure})

    made = {sheet.anchor: sheet for sheet in sheets(told, {})}

    assert "not stated: 15." in made["quality"].data["not_stated"]


def test_a_report_may_load_its_own_files_only(pango):
    fetching = import_module("ui.own_files")
    fetcher = fetching.OwnFiles(known_files())

    assert fetcher.fetch("umit:NotoSans-Bold.ttf").content_type == "font/ttf"
    for address in ("file:///etc/hostname", "https://example.org/a.css"):
        with pytest.raises(fetching.FatalURLFetchingError):
            fetcher.fetch(address)


def test_a_machine_without_pango_is_told_what_to_install(contents, monkeypatch):
    class Missing:
        """An import that fails as WeasyPrint's does."""

        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [each for each in sys.modules if each.startswith("weasyprint")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr("sys.meta_path", [Missing(), *sys.meta_path])

    with pytest.raises(PangoMissing, match="apt-get install libpango"):
        render(contents, language="en", formats=["pdf"], charts={})
