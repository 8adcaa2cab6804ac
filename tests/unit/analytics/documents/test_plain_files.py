"""JSON and CSV: complete, sorted, without language, the same bytes each time."""

import csv
import json
from dataclasses import replace
from datetime import timedelta, timezone
from io import StringIO

from analytics.documents import csv_files, json_file, render


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode(), newline="")))


def test_the_json_holds_every_cell_and_figure(contents):
    release = json.loads(json_file.written(contents))

    assert release["schema"] == "umit-release-1"
    assert {each["key"]: each["value"] for each in release["cells"]} == {
        key: count.value for key, count in contents.counts.items()
    }
    assert {each["key"] for each in release["figures"]} == set(contents.figures)
    assert release["left_out"] == ["T12"]


def test_the_json_writes_whole_numbers_whole(contents):
    figures = {each["key"]: each for each in json.loads(json_file.written(contents))["figures"]}

    assert repr(figures["ACC-02/F"]["value"]) == "78"
    assert repr(figures["TST-01/M"]["value"]) == "66.7"
    assert figures["OAT-04/F"]["value"] is None
    assert figures["OAT-04/F"]["mark"] == "u"


def test_the_json_is_sorted_and_ends_its_last_line(contents):
    text = json_file.written(contents).decode()

    again = json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True)

    assert text == f"{again}\n"


def test_the_json_does_not_depend_on_the_clock_of_the_server(contents):
    elsewhere = contents.head.frozen_at.astimezone(timezone(timedelta(hours=6)))
    moved = replace(contents, head=replace(contents.head, frozen_at=elsewhere))

    assert json_file.written(moved) == json_file.written(contents)


def test_the_counts_are_read_back_from_the_csv(contents):
    read = rows(csv_files.written(contents)["KG-2023-v1-counts.csv"])

    assert {row["key"]: int(row["value"]) for row in read} == {
        key: count.value for key, count in contents.counts.items()
    }
    assert [row["key"] for row in read] == sorted(contents.counts)
    assert read[0]["universe"] == "courses"
    assert {row["day"] for row in read if row["universe"] == "entrants"} == {"_T"}


def test_a_missing_figure_is_empty_and_has_a_status(contents):
    read = rows(csv_files.written(contents)["KG-2023-v1-figures.csv"])
    figures = {row["key"]: row for row in read}

    assert figures["TST-03/F"]["value"] == figures["TST-03/F"]["base"] == ""
    assert figures["TST-03/F"]["status"] == "x"
    assert figures["TST-01/M"]["value"] == "66.7"
    assert figures["RET@90/F"]["day"] == "90"


def test_lines_of_a_csv_end_as_the_standard_says(contents):
    content = csv_files.written(contents)["KG-2023-v1-counts.csv"]

    assert content.count(b"\n") == content.count(b"\r\n") == len(contents.counts) + 1
    assert not content.startswith(b"\xef\xbb\xbf")


def test_the_language_changes_neither_json_nor_csv(contents):
    english, russian = (
        render(contents, language=language, formats=["json", "csv"], charts={})
        for language in ("en", "ru")
    )

    assert [each.content for each in english] == [each.content for each in russian]
    assert [each.name for each in english] == [
        "KG-2023-v1.json", "KG-2023-v1-counts.csv", "KG-2023-v1-figures.csv",
    ]  # fmt: skip
    assert {each.language for each in english} == {""}
