"""Files are read back with code of its own; what cannot be read or hides something is found."""

import io
import json
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.packaging.custom import IntProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from analytics.auditing.from_pdf import read_pdf
from analytics.auditing.published import Published
from analytics.auditing.reading import NothingToAudit, read_files
from analytics.auditing.verdict import audit
from tests.factories import published as release


LABEL = release.LABEL
XLSX = f"{LABEL}.en.xlsx"


@pytest.fixture(scope="module")
def values() -> dict[str, int]:
    return release.rounded(release.exact_counts())


@pytest.fixture
def data(values: dict[str, int]) -> dict[str, Any]:
    return release.release(values)


@pytest.fixture
def book(data: dict[str, Any]) -> Workbook:
    return release.workbook(data)


def reading(data: dict[str, Any], **more: bytes) -> Published:
    extra = {name.replace("__", "."): content for name, content in more.items()}
    return read_files({"x.json": release.as_json(data), **extra})


def findings(data: dict[str, Any], book: Workbook) -> str:
    return " ".join(audit({"x.json": release.as_json(data), XLSX: release.as_xlsx(book)}).findings)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("x.json", "cannot be read as the JSON"),
        (f"{LABEL}-counts.csv", "cannot be read as CSV"),
        (f"{LABEL}-figures.csv", "cannot be read as CSV"),
        (XLSX, "cannot be read as a workbook"),
        (f"{LABEL}.en.pdf", "cannot be read as a report"),
        ("x.svg", "cannot be read as a chart"),
        ("other.csv", "is no file of a release"),
        ("notes.txt", "is no file of a release"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_finding(
    data: dict[str, Any], name: str, words: str
) -> None:
    found = read_files(release.files(data) | {name: b"\xff\x00 broken"}).findings

    assert len(found) == 1
    assert found[0].startswith(name)
    assert words in found[0]


def test_two_releases_in_one_directory_are_a_finding(data: dict[str, Any]) -> None:
    found = reading(data, y__json=release.as_json(data)).findings

    assert found == ("There is more than one JSON file of a release.",)


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "other"},
        {"cells": [{"key": "u", "value": True, "mark": ""}]},
        {"cells": [{"key": "u", "value": 2.5, "mark": ""}]},
        {"cells": [{"key": "u;sex", "value": 5, "mark": ""}]},
        {"figures": [release.figure("DEM-10/F", value=True)]},
        {"figures": [release.figure("DEM-10/F", value="many")]},
        {"tables": None},
        {"dimensions": []},
    ],
)
def test_a_json_file_of_another_shape_is_not_read(
    data: dict[str, Any], change: dict[str, Any]
) -> None:
    with pytest.raises(NothingToAudit, match=r"x\.json"):
        read_files({"x.json": release.as_json(data | change)})


def test_raw_fields_in_the_json_file_are_found(data: dict[str, Any]) -> None:
    data["cells"][0]["raw"] = 3
    data["note"] = "3"
    data["cells"].append(data["cells"][0])

    found = reading(data).findings

    assert [each.split()[3] for each in found] == ["cells.key", "cells.raw", "note"]


def plant(data: dict[str, Any], path: str, value: object) -> None:
    *way, name = path.split(".")
    place: Any = data
    for step in way:
        place = place[int(step)] if step.isdigit() else place[step]
    if isinstance(place, list):
        place.append(value)
    else:
        place[name] = value


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("release.truth", {"entrants": 137}, "release.truth"),
        ("release.label", "137 women", "release.label"),
        ("release.policy_version", "137", "release.policy_version"),
        ("release.is_optimal", 137, "release.is_optimal"),
        ("clinics.0.patients", 137, "clinics.patients"),
        ("clinics.0.has_reported", 137, "clinics.has_reported"),
        ("left_out.x", "137 women", "left_out"),
        ("left_out.x", 137, "left_out"),
        ("tables.0.exact", 137, "tables.exact"),
        ("tables.0.depths.women 137", 1, "tables.depths.women •"),
        ("tables.0.depths.age", "137", "tables.depths.age"),
        ("dimensions.age.exact", 137, "dimensions.age.exact"),
        ("dimensions.age.codes.0.exact", 137, "dimensions.age.codes.exact"),
        ("dimensions.age.codes.0.code", "137 women", "dimensions.age.codes.code"),
        ("cells.0.mark", "137", "cells.mark"),
        ("figures.0.exact", 137, "figures.exact"),
        ("figures.0.measure", "PERCENT 137", "figures.measure"),
    ],
)
def test_what_is_planted_in_any_object_of_the_json_file_is_found(
    data: dict[str, Any], path: str, value: object, field: str
) -> None:
    plant(data, path, value)

    found = reading(data).findings

    assert any(f"the field {field} " in each for each in found)
    assert not any("137" in each for each in found)


def test_a_missing_field_of_the_json_file_is_found(data: dict[str, Any]) -> None:
    del data["release"]["method"]

    found = reading(data).findings

    assert [each.partition(":")[2] for each in found] == [
        " the field release.method is missing, or does not hold what it should."
    ]


def test_a_name_that_stands_twice_in_an_object_is_found(data: dict[str, Any]) -> None:
    twice = release.as_json(data).replace(b'"version": 1', b'"version": 137, "version": 1')

    found = read_files({"x.json": twice}).findings

    assert len(found) == 1
    assert "the field release.version does not belong there, or is there twice" in found[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the header is not that of its kind"),
        (b"key,value\r\n", "the header is not that of its kind"),
        (b"key,universe,sex,value,status\r\na,b\r\n", "line 2: wrong number of columns"),
        (b"key,universe,sex,value,status\r\nu;sex=F,u,M,5,\r\n", "do not describe the cell"),
        (b"key,universe,sex,value,status\r\nu;sex=F,u,F,five,\r\n", "value is no number"),
    ],
)
def test_a_csv_file_of_another_shape_is_found(
    data: dict[str, Any], content: bytes, words: str
) -> None:
    found = read_files({"x.json": release.as_json(data), "x-counts.csv": content}).findings

    assert any(words in each for each in found)


def test_the_csv_pair_alone_is_attacked_as_far_as_it_goes(data: dict[str, Any]) -> None:
    files = {
        "x-counts.csv": release.counts_csv(data),
        "x-figures.csv": release.figures_csv(data),
    }

    verdict = audit(files)

    assert verdict.passed
    assert verdict.relations == 47
    assert verdict.numbers_read == verdict.numbers_equal > 80
    assert "The codes of drug do not add up" in " ".join(verdict.unbuilt)


@pytest.mark.parametrize(
    "content",
    [
        b"key,universe,sex,value,status\r\nu,u,_T,many,\r\n",
        b"key,universe,sex,value,status\r\nu;x,u,_T,5,\r\n",
    ],
)
def test_counts_that_are_none_are_nothing_to_audit(content: bytes) -> None:
    with pytest.raises(NothingToAudit, match="whole number"):
        read_files({"x-counts.csv": content})


def test_figures_that_are_no_numbers_are_found(data: dict[str, Any]) -> None:
    files = {
        "x-counts.csv": release.counts_csv(data),
        "x-figures.csv": release.figures_csv(data).replace(b",29,", b",few,"),
    }

    found = read_files(files).findings

    assert "A figure of the CSV file is no number." in found


def test_cells_of_marks_are_read_from_every_format(data: dict[str, Any]) -> None:
    cell = next(each for each in data["cells"] if each["key"] == "entrants;age=U18;sex=F")
    cell |= {"value": None, "mark": "c"}

    verdict = audit(release.files(data))

    assert verdict.numbers_read == verdict.numbers_equal
    assert not any("registry" in each for each in verdict.findings)


def test_a_changed_number_in_the_workbook_is_found(data: dict[str, Any], book: Workbook) -> None:
    book["T09"]["E7"] = 1005
    book["Figures"]["F6"] = 39

    found = findings(data, book)

    assert f"{XLSX}, T09!E7: entrants;" in found
    assert f"{XLSX}, Figures!F6: DEM-10/F is not as in the registry (value)" in found


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda book: setattr(book["T03"], "sheet_state", "hidden"), "sheet T03 is hidden"),
        (lambda book: setattr(book["T03"], "sheet_state", "veryHidden"), "sheet T03 is hidden"),
        (lambda book: setattr(book["T03"].row_dimensions[7], "hidden", True), "hidden rows"),
        (
            lambda book: setattr(book["T03"].column_dimensions["C"], "hidden", True),
            "hidden columns",
        ),
        (lambda book: book["T03"].__setitem__("C6", "60"), "T03!C6: what stands there is not"),
        (lambda book: book["T03"].__setitem__("C6", "=30+30"), "T03!C6: what stands there is not"),
        (lambda book: book["Notes"].__setitem__("A9", "exact: 137"), "Notes!A9: a number"),
        (lambda book: book["T03"].__setitem__("H7", 137), "T03!H7: a number"),
        (lambda book: book["Figures"].__setitem__("L6", 137), "Figures!L6: a number"),
        (lambda book: book.remove(book["T04"]), "there is no sheet T04"),
        (lambda book: book["T03"].delete_cols(5, 9), "the sheet T03 lacks columns"),
        (lambda book: book["Figures"].delete_cols(9, 9), "the sheet Figures lacks columns"),
        (
            lambda book: setattr(book["T03"]["A1"], "comment", Comment("137", "x")),
            "a part that readers do not see",
        ),
        (lambda book: setattr(book.properties, "title", "137 women"), "properties: a number"),
        (lambda book: setattr(book.properties, "subject", "137 women"), "properties: a number"),
        (lambda book: setattr(book.properties, "description", "137"), "properties: a number"),
        (lambda book: setattr(book.properties, "keywords", "137"), "properties: a number"),
        (lambda book: setattr(book.properties, "category", "137"), "properties: a number"),
        (
            lambda book: book.custom_doc_props.append(IntProperty(name="women", value=137)),
            "a part that readers do not see: docProps/custom.xml",
        ),
        (
            lambda book: book.defined_names.add(DefinedName("women", attr_text="137")),
            "a defined name that is not for printing",
        ),
        (
            lambda book: book["T03"].defined_names.add(DefinedName("women", attr_text="137")),
            "a defined name that is not for printing",
        ),
        (
            lambda book: setattr(book["T03"].oddFooter.center, "text", "All: 137"),
            "T03, oddFooter: a number",
        ),
        (
            lambda book: setattr(book["T03"].firstHeader.left, "text", "All: 137"),
            "T03, firstHeader: a number",
        ),
        (
            lambda book: setattr(book["T03"]["C6"], "number_format", '0" of 137"'),
            "a form of numbers with words in it",
        ),
        (
            lambda book: book["T03"].add_data_validation(
                DataValidation(sqref="C6", prompt="137", allow_blank=True)
            ),
            "a part that readers do not see: dataValidations",
        ),
    ],
)
def test_what_a_workbook_hides_or_adds_is_found(
    data: dict[str, Any], book: Workbook, spoil: Any, words: str
) -> None:
    spoil(book)

    assert words in findings(data, book)


def test_what_a_workbook_needs_for_printing_is_not_found(
    data: dict[str, Any], book: Workbook
) -> None:
    book["T03"].print_title_rows = "1:5"
    book["T03"].print_area = "A1:H12"
    book["T03"].auto_filter.ref = "A5:E12"
    book["T03"].oddFooter.center.text = "Page &P"
    book["T03"]["C6"].number_format = "#,##0"

    assert findings(data, book) == ""


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("docProps/app.xml", "properties: a number"),
        ("xl/media/137.png", "a part that readers do not see"),
        ("", "a comment on the file"),
    ],
)
def test_what_is_packed_beside_the_sheets_is_found(
    data: dict[str, Any], book: Workbook, part: str, words: str
) -> None:
    packed = io.BytesIO(release.as_xlsx(book))
    repacked = io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(repacked, "w") as new:
        for each in old.namelist():
            if each != part:
                new.writestr(each, old.read(each))
        if part:
            new.writestr(part, "<Properties><Company>137 women</Company></Properties>")
        new.comment = b"" if part else b"137"

    found = audit({"x.json": release.as_json(data), XLSX: repacked.getvalue()}).findings

    assert any(words in each for each in found)


def test_a_zip_file_that_is_no_workbook_is_found(data: dict[str, Any]) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("x", "y")

    assert "cannot be read as a workbook" in reading(data, x__xlsx=stream.getvalue()).findings[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'<!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg"/>', "declares a document type"),
        (b"<svg><script/></svg>", "no chart needs: a script"),
        (b'<svg><g data-exact="137"/></svg>', "no chart needs: an unknown attribute"),
        (b'<svg><g class="women-137"/></svg>', "no chart needs: an unknown attribute"),
        (b'<svg><g xmlns:o="o" o:d="137"/></svg>', "no chart needs: an unknown attribute"),
        (b"<svg><metadata>137</metadata></svg>", "no chart needs: an unknown element"),
        (b'<svg><d xmlns="women-137"/></svg>', "no chart needs: an unknown element"),
        (b'<svg xmlns:women="137"/>', "no chart needs: another namespace"),
        (b"<svg><!-- 137 --></svg>", "no chart needs: a comment"),
        (b"<svg/><!-- 137 -->", "no chart needs: a comment"),
        (b"<svg><?women 137?></svg>", "no chart needs: a processing instruction"),
        ("<!DOCTYPE svg><svg/>".encode("utf-16"), "cannot be read as a chart"),
    ],
)
def test_a_chart_that_does_more_than_draw_is_found(
    data: dict[str, Any], content: bytes, words: str
) -> None:
    found = reading(data, x__svg=content).findings

    assert any(words in each for each in found)
    assert not any("137" in each for each in found)


def test_words_outside_the_texts_of_a_chart_are_read(data: dict[str, Any]) -> None:
    found = reading(data, x__svg=b"<svg><g>All<path/>137</g></svg>")

    assert [each.text for each in found.sentences] == ["All 137"]


def test_names_for_screen_readers_are_read(data: dict[str, Any]) -> None:
    content = b'<svg><path aria-label="Women: 41.38"/><desc>All <tspan>137</tspan></desc></svg>'

    verdict = audit({"x.json": release.as_json(data), "x.svg": content})

    assert [each.partition(":")[0] for each in verdict.findings] == [
        "x.svg, aria-label",
        "x.svg, <desc>",
        "x.svg, <tspan>",
    ]


def test_alternative_texts_and_properties_of_a_report_are_read() -> None:
    body = '<img alt="Women, 137" src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%225%22 height=%225%22/%3E">'  # noqa: E501

    found = read_pdf("x.pdf", release.pdf(body), {})

    texts = {each.text for each in found.sentences}
    assert {"Women, 137", "Report"} <= texts


def test_attached_files_are_the_published_ones(data: dict[str, Any]) -> None:
    files = release.files(data)
    csvs = {name: each for name, each in files.items() if name.endswith(".csv")}
    counts = f"{LABEL}-counts.csv"
    other = {counts: csvs[counts].replace(b"\r\n", b"\n"), "raw.csv": b"1"}

    found = read_pdf("x.pdf", release.pdf(attached=other), csvs).findings

    assert found == [
        f"x.pdf: the attached {counts} is not the published one.",
        "x.pdf: the attached raw.csv does not belong there.",
        f"x.pdf: the file {LABEL}-figures.csv is not attached.",
    ]


def test_files_under_other_names_are_known_by_their_header(data: dict[str, Any]) -> None:
    attached = {
        f"{LABEL}-counts.csv": release.counts_csv(data),
        f"{LABEL}-figures.csv": release.figures_csv(data),
    }
    counts, figures = attached.values()
    good = {
        "demo.json": release.as_json(data), "demo.csv": counts, "demo2.csv": figures,
        "demo.pdf": release.pdf(attached=attached),
    }  # fmt: skip

    alone = read_files({"demo.csv": counts, "demo2.csv": figures})
    another = read_pdf(
        "demo.pdf", good["demo.pdf"], {"demo.csv": counts + b" ", "demo2.csv": figures}
    )

    assert audit(good).findings == ()
    assert set(alone.cells) == {each["key"] for each in data["cells"]}
    assert set(alone.figures) == {each["key"] for each in data["figures"]}
    assert [each for each in another.findings if "is not the published one" in each]


def test_a_report_alone_is_attacked_by_its_attached_files(data: dict[str, Any]) -> None:
    attached = {
        "x-counts.csv": release.counts_csv(data),
        "x-figures.csv": release.figures_csv(data),
    }

    verdict = audit({"x.pdf": release.pdf(attached=attached), "y.pdf": b"%PDF broken"})

    assert verdict.cells == len(data["cells"])
    assert verdict.findings == ("y.pdf cannot be read as a report.",)


def test_what_cannot_be_read_leaves_the_rest_to_be_read(data: dict[str, Any]) -> None:
    files = release.files(data) | {f"{LABEL}.json": json.dumps([1]).encode()}

    published = read_files(files)

    assert len(published.cells) == len(data["cells"])
    assert "cannot be read as the JSON" in published.findings[0]
