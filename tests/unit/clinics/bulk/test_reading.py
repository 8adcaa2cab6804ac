"""Reading: what is taken, which row is refused and why, and which file is refused whole."""

import gzip
from decimal import Decimal
from pathlib import Path

import pytest

from clinics.bulk.reading import (
    BadValue,
    Column,
    Table,
    code,
    decimal,
    locate,
    text,
    whole,
)
from clinics.bulk.refusals import FileRefused


COLUMNS = (
    Column("who", whole(1, 999), required="REQUIRED"),
    Column("what", code({"yes": True, "no": False})),
    Column("when", whole(-9, 99), required="DATED"),
)
HEADER = b"who,what,when\n"


@pytest.fixture
def table(tmp_path: Path):
    """A table of these bytes."""

    def written(content: bytes, *, size: int = 2, name: str = "t.csv") -> Table:
        (tmp_path / name).write_bytes(content)
        return Table(tmp_path / name, COLUMNS, size=size)

    return written


def test_rows_become_typed_columns(table):
    (batch,) = table(HEADER + b"1,yes,-3\n2,,4\n").batches()

    assert batch.columns == {"who": [1, 2], "what": [True, None], "when": [-3, 4]}
    assert batch.rows == [2, 3]
    assert not batch.refusals


def test_batches_are_numbered_and_rows_counted_through(table):
    batches = list(table(HEADER + b"1,,1\n2,,2\n3,,3\n").batches())

    assert [(batch.number, batch.rows) for batch in batches] == [(1, [2, 3]), (2, [4])]


def test_packed_tables_are_read(table):
    packed = gzip.compress(HEADER + b"1,no,1\n")

    (batch,) = table(packed, name="t.csv.gz").batches()

    assert batch.columns["what"] == [False]


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffwho,what,when\n1,yes,1\n".encode(),
        b"who,what,when\r\n1,yes,1\r\n",
        b'"who","what","when"\n"1","yes","1"\n',
        b"what,when,who\nyes,1,1\n",
        b"who,what,when\n1,yes,1\n\n\n",
        b"who,what,when\n1,yes,1",
    ],
    ids=["utf-8 mark", "crlf", "quoted", "other order", "blank end", "no newline"],
)
def test_harmless_differences_of_shape_are_read(table, content: bytes):
    (batch,) = table(content).batches()

    assert batch.columns == {"who": [1], "what": [True], "when": [1]}


def test_quoted_newlines_and_unknown_columns_are_read(table):
    reader = table(HEADER.strip() + b',"a ""note"""\n1,yes,1,"two\nlines, one field"\n2,no,2,x\n')

    (batch,) = reader.batches()

    assert batch.columns["who"] == [1, 2]
    assert reader.left_alone == ('a "note"',)


@pytest.mark.parametrize(
    ("row", "column", "value_class", "rule"),
    [
        (b"1,yes", "", "too few fields", "FIELDS"),
        (b"1,yes,1,1", "", "too many fields", "FIELDS"),
        (b",yes,1", "who", "empty", "REQUIRED"),
        (b"1,yes,", "when", "empty", "DATED"),
        (b"x,yes,1", "who", "not a whole number", "VALUE"),
        (b"1.5,yes,1", "who", "not a whole number", "VALUE"),
        (b"+1,yes,1", "who", "not a whole number", "VALUE"),
        (b"1_0,yes,1", "who", "not a whole number", "VALUE"),
        ("\u0661,yes,1".encode(), "who", "not a whole number", "VALUE"),
        (b" 1,yes,1", "who", "not a whole number", "VALUE"),
        (b"1e3,yes,1", "who", "not a whole number", "VALUE"),
        (b"0,yes,1", "who", "number out of range", "VALUE"),
        (b"9" * 5000 + b",yes,1", "who", "number out of range", "VALUE"),
        (b"1,maybe,1", "what", "not in the list", "VALUE"),
        (b"1,y\0es,1", "what", "NUL byte", "VALUE"),
        (b"1,y\x07es,1", "what", "control character", "VALUE"),
        (b"=1+1,yes,1", "who", "not a whole number", "VALUE"),
    ],
)
def test_a_wrong_row_is_refused_alone(table, row: bytes, column: str, value_class: str, rule: str):
    (batch,) = table(HEADER + b"7,yes,1\n" + row + b"\n8,no,2\n", size=9).batches()

    (refusal,) = batch.refusals
    assert batch.columns["who"] == [7, 8]
    assert (refusal.row, refusal.column) == (3, column)
    assert (refusal.value_class, refusal.rule) == (value_class, rule)
    assert batch.rows_in == 3


def test_a_blank_line_in_the_middle_is_a_row_with_too_few_fields(table):
    (batch,) = table(HEADER + b"1,yes,1\n\n2,no,2\n", size=9).batches()

    assert [(each.row, each.rule) for each in batch.refusals] == [(3, "FIELDS")]
    assert batch.rows == [2, 4]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no header"),
        (b"\n1,yes,1\n", "no header"),
        (b"who;what;when\n1;yes;1\n", "semicolon"),
        (b"who\twhat\twhen\n", "tab"),
        (b"who|what|when\n", "bar"),
        (b"who,what\n", "column when"),
        (b"nonsense\n", "lacks columns"),
        (b"who,what,when,who\n", "twice"),
        (HEADER + "1,да,1\n".encode("cp1251"), "not UTF-8"),
        (HEADER + b"1,yes,1\n1,\xc0\xaf,1\n", "not UTF-8"),
        ("who,what,when\n".encode("utf-16"), "not UTF-8"),
        (HEADER + b'1,"ye"s,1\n', "Quotes"),
        (HEADER + b'1,"yes,1\n', "Quotes"),
        (HEADER + b"1," + b"y" * 200_000 + b",1\n", "Quotes|field"),
    ],
)
def test_a_file_of_another_shape_is_refused_whole(table, content: bytes, said: str):
    with pytest.raises(FileRefused, match=f"(?s)^t.csv, row .*{said}"):
        list(table(content).batches())


@pytest.mark.parametrize("pack", [gzip.compress, bytes])
def test_the_row_that_is_not_utf_8_is_told(table, pack):
    content = HEADER + b"1,yes,1\n" * 3000 + "1,да,1\n".encode("cp1251")
    name = "t.csv.gz" if pack is gzip.compress else "t.csv"

    with pytest.raises(FileRefused, match="row 3002: "):
        list(table(pack(content), name=name, size=10).batches())


@pytest.mark.parametrize(
    "spoil",
    [lambda b: b[:-9], lambda _b: b"not packed", lambda b: b[:40] + b"\xff" * 30 + b[70:]],
    ids=["cut off", "not packed", "overwritten"],
)
def test_a_damaged_packed_file_is_refused_whole(table, spoil):
    packed = gzip.compress(HEADER + b"".join(b"%d,yes,1\n" % n for n in range(1, 999)))

    with pytest.raises(FileRefused, match="damaged"):
        list(table(spoil(packed), name="t.csv.gz").batches())


def test_a_table_is_found_packed_or_not_but_once(tmp_path: Path):
    (tmp_path / "a.csv").touch()
    (tmp_path / "b.csv.gz").touch()
    (tmp_path / "b.csv").touch()

    assert locate(tmp_path, "a").name == "a.csv"
    with pytest.raises(FileRefused, match="both"):
        locate(tmp_path, "b")
    with pytest.raises(FileRefused, match="missing"):
        locate(tmp_path, "c")


@pytest.mark.parametrize(("given", "value"), [("4", Decimal(4)), ("0.25", Decimal("0.25"))])
def test_decimal_numbers(given: str, value: Decimal):
    assert decimal(100)(given) == value


@pytest.mark.parametrize("given", ["-1", "1,5", "0.125", "101", "1e2", "NaN", "1.-5", ".5"])
def test_wrong_decimal_numbers(given: str):
    with pytest.raises(BadValue):
        decimal(100)(given)


def test_text_has_a_length():
    assert text(3)("абв") == "абв"
    with pytest.raises(BadValue):
        text(3)("абвг")


def test_values_beyond_what_is_remembered_are_parsed_all_the_same(table, monkeypatch):
    monkeypatch.setattr("clinics.bulk.reading.REMEMBERED", 1)

    (batch,) = table(HEADER + b"1,yes,1\n2,no,2\n").batches()

    assert batch.columns["who"] == [1, 2]


@pytest.mark.parametrize(
    ("content", "values"),
    [
        (b'name,said\nJohn,"120 any st., Anytown, WW"\n', ["120 any st., Anytown, WW"]),
        (b'name,said\n1,"ha ""ha"" ha"\n3,4\n', ['ha "ha" ha', "4"]),
        (b'name,said\n1,""\n2,\n', [None, None]),
        ("name,said\n4,ʤ\n".encode(), ["ʤ"]),
        (b'name,said\r\n1,"{""type"": ""Point""}"\r\n', ['{"type": "Point"}']),
    ],
)
def test_the_shapes_of_csv_are_parsed_as_others_do(tmp_path: Path, content: bytes, values: list):
    (tmp_path / "shape.csv").write_bytes(content)

    (batch,) = Table(tmp_path / "shape.csv", [Column("said", text(99))]).batches()

    assert batch.columns["said"] == values
