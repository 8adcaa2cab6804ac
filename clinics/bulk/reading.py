"""Reading CSV files, plain or gzip, as a stream of typed column batches.

A file is refused whole when its shape cannot be trusted: its coding, header, delimiter, quotes or
compression. A row is refused alone when only its own fields are wrong.
"""

import csv
import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from clinics.bulk.refusals import FileRefused, Refusal


BATCH = 5000
REMEMBERED = 100_000
OTHER_DELIMITERS = {";": "a semicolon", "\t": "a tab", "|": "a bar"}
UTF8_MARK = "\ufeff"
FIRST_CONTROL, LAST_CONTROL = 0x7F, 0x9F


class BadValue(Exception):
    """A text is not a value of its column; its argument is the class of the value."""


@dataclass(frozen=True)
class Bad:
    """Stands in a parsed column where the text could not be parsed."""

    value_class: str
    rule: str


Parser = Callable[[str], Any]


@dataclass(frozen=True)
class Column:
    """One column: its name in the header and how its texts become values; empty becomes None."""

    name: str
    parse: Parser
    required: str = ""
    """The rule that an empty field breaks; without one it may be empty."""


@dataclass
class Batch:
    """Some rows of a table, as columns of equal length, with the rows that were not taken."""

    number: int
    rows: list[int]
    columns: dict[str, list[Any]]
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def rows_in(self) -> int:
        """Every row that was read."""
        return len(self.rows) + len(self.refusals)

    def refuse(self, file: str, wrong: Mapping[int, tuple[str, ...]]) -> None:
        """Drop rows: index -> column, value class and rule."""
        if not wrong:
            return
        self.refusals += [Refusal(file, self.rows[index], *why) for index, why in wrong.items()]
        keep = [index for index in range(len(self.rows)) if index not in wrong]
        self.rows = [self.rows[index] for index in keep]
        self.columns = {
            name: [values[index] for index in keep] for name, values in self.columns.items()
        }


def whole(low: int, high: int) -> Parser:
    """Whole numbers from `low` to `high`, in ASCII digits without a plus, blanks or underscores."""

    def parse(text: str) -> int:
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            raise BadValue("not a whole number")
        if len(digits) > len(str(high)) + 1 or not low <= int(text) <= high:
            raise BadValue("number out of range")
        return int(text)

    return parse


def decimal(high: int, places: int = 2) -> Parser:
    """Numbers from 0 to `high` with at most `places` decimal places."""

    def parse(text: str) -> Decimal:
        digits, _point, fraction = text.partition(".")
        if not (digits.isascii() and digits.isdigit() and (fraction or "0").isdigit()):
            raise BadValue("not a number")
        if len(digits) > len(str(high)) or len(fraction) > places or Decimal(text) > high:
            raise BadValue("number out of range")
        return Decimal(text)

    return parse


def code(values: Mapping[str, Any]) -> Parser:
    """Exactly the texts of a list, as what they mean here."""

    def parse(text: str) -> Any:
        try:
            return values[text]
        except KeyError:
            raise BadValue("not in the list") from None

    return parse


def text(longest: int) -> Parser:
    """Printable text up to a length."""

    def parse(text: str) -> str:
        if len(text) > longest:
            raise BadValue("text too long")
        return text

    return parse


class _Parsed(dict):
    """Text -> value of one column. Columns repeat their values, so most are parsed once."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self._column = column

    def __missing__(self, text: str) -> Any:
        try:
            value = self._parse(text)
        except BadValue as wrong:
            value = Bad(wrong.args[0], "VALUE")
        if len(self) < REMEMBERED:
            self[text] = value
        return value

    def _parse(self, text: str) -> Any:
        if not text:
            return Bad("empty", self._column.required) if self._column.required else None
        if "\0" in text:
            raise BadValue("NUL byte")
        if any(char < " " or FIRST_CONTROL <= ord(char) <= LAST_CONTROL for char in text):
            raise BadValue("control character")
        return self._column.parse(text)


class Table:
    """One file of known columns. Other columns are left alone and named in `left_alone`."""

    def __init__(self, file: Path, columns: Sequence[Column], *, size: int = BATCH) -> None:
        self.file, self._columns, self._size = file, columns, size
        self.left_alone: tuple[str, ...] = ()

    def batches(self) -> Iterator[Batch]:
        """Stream the file from its beginning.

        Raises:
            FileRefused: the file cannot be read as what it should be.
        """
        parsed = [_Parsed(column) for column in self._columns]
        with _opened(self.file) as stream, _shape_of(self.file) as place:
            reader = csv.reader(stream, strict=True)
            header = self._header(next(reader, []))
            first, number = 2, 1
            while chunk := list(islice(_watched(reader, place), self._size)):
                yield self._batch(number, first, chunk, header, parsed)
                first, number = first + len(chunk), number + 1

    def _header(self, cells: list[str]) -> list[str]:
        if cells:
            cells = [cells[0].removeprefix(UTF8_MARK), *cells[1:]]
        _check_header(self.file, cells, [column.name for column in self._columns])
        wanted = {column.name for column in self._columns}
        self.left_alone = tuple(name for name in cells if name not in wanted)
        return cells

    def _batch(
        self,
        number: int,
        first: int,
        chunk: list[list[str]],
        header: list[str],
        parsed: list[_Parsed],
    ) -> Batch:
        ragged = {
            index: ("", "too few fields" if len(row) < len(header) else "too many fields", "FIELDS")
            for index, row in enumerate(chunk)
            if len(row) != len(header)
        }
        for index in ragged:
            chunk[index] = [""] * len(header)
        texts = list(zip(*chunk, strict=True))
        columns = {
            column.name: list(map(values.__getitem__, texts[header.index(column.name)]))
            for column, values in zip(self._columns, parsed, strict=True)
        }
        batch = Batch(number, list(range(first, first + len(chunk))), columns)
        batch.refuse(self.file.name, _bad(columns) | ragged)
        return batch


def locate(directory: Path, name: str) -> Path:
    """Find a table, packed or not.

    Raises:
        FileRefused: it is not there, or there twice.
    """
    found = [
        path for path in (directory / f"{name}.csv.gz", directory / f"{name}.csv") if path.is_file()
    ]
    if len(found) != 1:
        problem = "is there both packed and unpacked; remove one" if found else "is missing"
        raise FileRefused(f"{name}.csv", f"This table {problem}.")
    return found[0]


def _bad(columns: Mapping[str, list[Any]]) -> dict[int, tuple[str, str, str]]:
    """The first wrong field of each row."""
    wrong: dict[int, tuple[str, str, str]] = {}
    for name, values in columns.items():
        for index, value in enumerate(values):
            if value.__class__ is Bad:
                wrong.setdefault(index, (name, value.value_class, value.rule))
    return wrong


def _check_header(file: Path, cells: list[str], wanted: list[str]) -> None:
    if not any(cells):
        raise FileRefused(file, "There is no header.")
    missing = [name for name in wanted if name not in cells]
    if missing and len(cells) == 1:
        for sign, called in OTHER_DELIMITERS.items():
            if sign in cells[0]:
                raise FileRefused(file, f"Fields are parted by {called}; save it with commas.")
    if missing:
        raise FileRefused(file, "The header lacks columns.", column=", ".join(missing))
    twice = sorted({name for name in cells if cells.count(name) > 1})
    if twice:
        raise FileRefused(file, "The header names columns twice.", column=", ".join(twice))


@dataclass
class _Place:
    """How many rows of a file have been read; the header is the first."""

    row: int = 1


def _watched(reader: Iterator[list[str]], place: _Place) -> Iterator[list[str]]:
    """Count rows and leave out empty lines at the end, which editors add."""
    blank = 0
    for row in reader:
        place.row += 1
        if not row:
            blank += 1
            continue
        yield from ([] for _line in range(blank))
        blank = 0
        yield row


@contextmanager
def _opened(file: Path) -> Iterator[TextIO]:
    opener: Any = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rt", encoding="utf-8", errors="strict", newline="") as stream:
        yield stream


def _first_undecodable(file: Path) -> int:
    """The line that is not UTF-8; the decoder itself reads far ahead of the rows."""
    opener: Any = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return number
    return 1


@contextmanager
def _shape_of(file: Path) -> Iterator[_Place]:
    """Say where a file stopped being readable."""
    place = _Place()
    try:
        yield place
    except UnicodeDecodeError as error:
        message = "The file is not UTF-8; save it as UTF-8, not as Windows or DOS text."
        raise FileRefused(file, message, row=_first_undecodable(file)) from error
    except csv.Error as error:
        raise FileRefused(file, "Quotes do not match.", row=place.row + 1) from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        message = "The packed file is damaged or cut off; copy it again."
        raise FileRefused(file, message, row=place.row + 1) from error
