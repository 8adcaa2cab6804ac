"""Rows and files that were not taken, in words for the person who can repair them.

A refusal names the place and the kind of value, never the value: an errors file travels by mail.
"""

import csv
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TextIO

from kernel.errors import Refused


ADVICE = {
    "FIELDS": "Give the row as many fields as the header has.",
    "VALUE": "Correct the value, or leave it empty if it is not known.",
    "REQUIRED": "Fill in the value; the row means nothing without it.",
    "DATED": "Add the day; a row that cannot be dated cannot be stored.",
    "FUTURE": "Correct the day; it lies after the day of the import.",
    "ONCE": "Remove the row, or correct its key; the same key came before.",
    "KNOWN_PERSON": "Add the person to the table of people, or correct the key.",
}
"""Rule of the bulk path -> what to do. Rules of the record bring their own sentence."""

HEADER = ("file", "row", "column", "value_class", "rule", "what_to_do")


class FileRefused(Refused):
    """A whole file cannot be read; nothing of it was stored."""

    code = "file-refused"

    def __init__(self, file: Path | str, message: str, *, row: int = 1, column: str = "") -> None:
        name = file.name if isinstance(file, Path) else file
        place = f"{name}, row {row}" + (f", column {column}" if column else "")
        super().__init__(f"{place}: {message}")


@dataclass(frozen=True)
class Refusal:
    """One row that was not stored. Rows count from 1, the header being the first."""

    file: str
    row: int
    column: str
    value_class: str
    rule: str
    advice: str = ""

    def cells(self) -> tuple[str, ...]:
        """The line of the errors file."""
        advice = self.advice or ADVICE.get(self.rule, "Correct the row.")
        return (self.file, str(self.row), self.column, self.value_class, self.rule, advice)


class ErrorsFile(AbstractContextManager):
    """Refusals as CSV, written as they come; without a path they are only counted."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: TextIO | None = None
        self.count = 0

    def __enter__(self) -> Self:
        if self._path:
            self._file = self._path.open("w", encoding="utf-8", newline="")
            csv.writer(self._file).writerow(HEADER)
        return self

    def add(self, refusals: Iterable[Refusal]) -> None:
        """Write refusals in the order of their rows."""
        lines = [each.cells() for each in sorted(refusals, key=lambda each: each.row)]
        self.count += len(lines)
        if self._file:
            csv.writer(self._file).writerows(lines)

    def __exit__(self, *raised: object) -> None:
        if self._file:
            self._file.close()
