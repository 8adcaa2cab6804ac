"""From the columns of somebody else's questionnaire to answers of ours, by a mapping in TOML.

row = "id"                      # tells rows apart: the same row is never taken twice
delimiter = ","                 # of a CSV file; a comma where nothing is said
missing = ["", "NA"]            # what stands for no answer, in every column
day = "date"                    # or nothing: the day on which the wave opened
group = "class"                 # column with the label of the group, or: group_is = "7A"

[gender]
column = "sex"
values = { 1 = "f", 2 = "m" }

[age]                           # may be left out
column = "age"
values = { 13 = "13-15", 14 = "13-15" }

[scales.often]                  # from their words to the values of our answers
never = 0
sometimes = 1

[answers.alcohol_30d]           # a question of the wave's questionnaire
column = "alcohol"
scale = "often"                 # without one the cell holds the value itself

[code]                          # may be left out; elements of the code and their columns
MOTHER = "c1"
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from kernel.errors import Refused
from prevention.choices import AgeBand, Gender
from prevention.imports.response_files import FileRefused, Row
from prevention.rules.cleaning import Question
from prevention.rules.sgic import Element, UnreadableCode, read


LEAST_VALUE, MOST_VALUE = -32_768, 32_767


Words = tuple[str, Mapping[str, str]]
"""A column, and what its words mean."""
NO_WORDS: Words = ("", MappingProxyType({}))


class BadCell(Refused):
    """A cell holds something that the mapping does not know."""

    def __init__(self, column: str, words: str) -> None:
        super().__init__(words)
        self.column = column


@dataclass(frozen=True)
class Asked:
    """The column of a question, and what its words mean."""

    column: str
    values: Mapping[str, int] | None
    options: frozenset[int]


@dataclass(frozen=True)
class Mapped:
    """One row as a questionnaire of ours."""

    key: str
    group: str
    on: date
    gender: str
    age_band: str
    answers: Mapping[str, int]
    code: Mapping[Element, str]


@dataclass(frozen=True)
class Plan:
    """What the mapping says."""

    row: str
    answers: Mapping[str, Asked]
    missing: frozenset[str]
    delimiter: str = ","
    day: str = ""
    group: str = ""
    group_is: str = ""
    gender: Words = NO_WORDS
    age: Words = NO_WORDS
    code: Mapping[Element, str] = field(default_factory=dict)

    @property
    def columns(self) -> set[str]:
        """Every column that a file must have."""
        named = {self.row, self.day, self.group, self.gender[0], self.age[0], *self.code.values()}
        return {*named, *(each.column for each in self.answers.values())} - {""}


def plan_of(path: Path, questions: tuple[Question, ...]) -> Plan:
    """The mapping, checked against the questions of a wave.

    Raises:
        FileRefused: what is wrong in it, and what to write.
    """
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
        return _plan(given, {each.code: each for each in questions})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as bad:
        raise FileRefused(
            _("%(file)s: cannot be read (%(why)s).") % {"file": path.name, "why": bad}
        ) from bad
    except KeyError as missing:
        raise FileRefused(
            _("%(file)s: %(name)s is missing, or names something that is not there.")
            % {"file": path.name, "name": missing}
        ) from missing


def _plan(given: Mapping[str, Any], questions: Mapping[str, Question]) -> Plan:
    scales = given.get("scales", {})
    answers = {
        name: Asked(
            each["column"], scales[each["scale"]] if "scale" in each else each.get("values"),
            frozenset(questions[name].options),
        )
        for name, each in given["answers"].items()
    }  # fmt: skip
    if not given.get("group") and not given.get("group_is"):
        raise KeyError("group")
    return Plan(
        given["row"], answers, frozenset(given.get("missing", [""])) | {""},
        given.get("delimiter", ","), given.get("day", ""), given.get("group", ""),
        given.get("group_is", ""), _words(given, "gender", Gender.values),
        _words(given, "age", AgeBand.values),
        {Element[name]: column for name, column in given.get("code", {}).items()},
    )  # fmt: skip


def _words(given: Mapping[str, Any], name: str, known: list[str]) -> Words:
    part = given.get(name)
    if part is None:
        return "", {}
    for value in part["values"].values():
        if value not in known:
            raise KeyError(f"{name}: {value}")
    return part["column"], part["values"]


def mapped(row: Row, plan: Plan, *, opened_on: date) -> Mapped:
    """A row as one of our questionnaires.

    Raises:
        BadCell: the first cell that the mapping does not know.
    """
    key = row[plan.row]
    if not key:
        raise BadCell(plan.row, _("every row needs something that tells it apart."))
    return Mapped(
        key, row[plan.group] if plan.group else plan.group_is,
        _day(row, plan) if plan.day else opened_on,
        _word(row, plan.gender, plan, unknown=Gender.OTHER),
        _word(row, plan.age, plan, unknown=AgeBand.UNKNOWN),
        {
            name: value
            for name, asked in plan.answers.items()
            if (value := _value(row[asked.column], asked, plan)) is not None
        },
        {element: _sign(element, row[column], column) for element, column in plan.code.items()},
    )  # fmt: skip


def _day(row: Row, plan: Plan) -> date:
    return _tried(
        lambda: date.fromisoformat(row[plan.day]), plan.day,
        _("“%(cell)s” is no date. Write it as 2026-03-16.") % {"cell": row[plan.day]},
    )  # fmt: skip


def _word(row: Row, words: Words, plan: Plan, *, unknown: str) -> str:
    column, values = words
    if not column or row[column] in plan.missing:
        return unknown
    return _tried(
        lambda: values[row[column]], column,
        _("“%(cell)s” is not in the mapping.") % {"cell": row[column]},
    )  # fmt: skip


def _value(cell: str, asked: Asked, plan: Plan) -> int | None:
    if cell in plan.missing:
        return None
    words = _("“%(cell)s” is not in the mapping.") % {"cell": cell}
    if asked.values is None:
        words = _("“%(cell)s” is no whole number.") % {"cell": cell}
    values = asked.values
    value: int = _tried(lambda: int(cell) if values is None else values[cell], asked.column, words)
    if asked.options and value not in asked.options:
        raise BadCell(
            asked.column, _("%(value)s is no answer to this question.") % {"value": value}
        )
    if not LEAST_VALUE <= value <= MOST_VALUE:
        raise BadCell(asked.column, _("%(value)s is too large.") % {"value": value})
    return value


def _sign(element: Element, cell: str, column: str) -> str:
    """An element of the code, readable; what stands in the cell is never said again."""
    try:
        read(element, cell)
    except UnreadableCode as refusal:
        raise BadCell(column, str(refusal)) from None
    return cell


def _tried(make: Callable[[], Any], column: str, words: str) -> Any:
    try:
        return make()
    except (ValueError, KeyError) as bad:
        raise BadCell(column, words) from bad
