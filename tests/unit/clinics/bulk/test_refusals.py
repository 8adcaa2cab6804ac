"""Refusals and the errors file."""

from pathlib import Path

from clinics.bulk.refusals import ADVICE, ErrorsFile, FileRefused, Refusal


def test_lines_come_in_the_order_of_rows_with_what_to_do(tmp_path: Path):
    path = tmp_path / "errors.csv"

    with ErrorsFile(path) as errors:
        errors.add([Refusal("t.csv", 9, "when", "empty", "DATED"),
                    Refusal("t.csv", 3, "on", "breaks a rule", "V03", "Look again."),
                    Refusal("t.csv", 5, "x", "odd", "NEW")])  # fmt: skip

    lines = path.read_text().splitlines()
    assert lines[0] == "file,row,column,value_class,rule,what_to_do"
    assert lines[1] == "t.csv,3,on,breaks a rule,V03,Look again."
    assert lines[2].endswith("NEW,Correct the row.")
    assert ADVICE["DATED"] in lines[3]
    assert errors.count == 3


def test_without_a_path_refusals_are_only_counted():
    with ErrorsFile(None) as errors:
        errors.add([Refusal("t.csv", 9, "when", "empty", "DATED")])

    assert errors.count == 1


def test_a_refused_file_says_where():
    assert str(FileRefused(Path("/somewhere/t.csv"), "No.", row=4, column="x")) == (
        "t.csv, row 4, column x: No."
    )
