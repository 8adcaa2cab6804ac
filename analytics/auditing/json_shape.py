"""The closed shape of a release's JSON: every object, its fields, and what each may hold.

A raw number could hide in any field that nobody reads, so none may be there that the format lacks,
and texts must look like the codes they are. Written from the format, not from its writer.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal


NUMBERED = re.compile(r"\d+")
Test = Callable[[object], bool]


@dataclass(frozen=True)
class Each:
    """An object whose names are not fixed but have this form, all with values of one shape."""

    form: Test
    shape: "Shape"


Shape = Test | Mapping[str, "Shape"] | list["Shape"] | Each


def _like(pattern: str) -> Test:
    form = re.compile(pattern)
    return lambda value: isinstance(value, str) and bool(form.fullmatch(value))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_bool(value: object) -> bool:
    return isinstance(value, bool)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_whole_or_none(value: object) -> bool:
    return value is None or _is_whole(value)


def _is_number_or_none(value: object) -> bool:
    return isinstance(value, Decimal) or _is_whole_or_none(value)


NAME = _like(r"[a-z]+(?:[ _-][a-z]+)*")
CODE = _like(r"[\w.+<>/-]*")
WORD = _like(r"[A-Z_]+")
TABLE = _like(r"T\d\d")
DAY = _like(r"\d{4}-\d\d-\d\d")
VERSION = _like(r"(?:R5-)?\d{4}(?:\.\d{1,2})+")
MARK = _like(r"[a-z]{0,3}")
RELEASE: Shape = {
    "label": _like(r"[A-Z]{2}(?:\.\d+)?(?:-\w+)*-v\d+"),
    "country": _like(r"[A-Z]{2}"),
    "geography": _like(r"[A-Z]{2}(?:/[\w-]+)?"),
    "publisher": _is_text,
    "publisher_ru": _is_text,
    "kind": WORD,
    "since": DAY,
    "before": DAY,
    "cut_on": DAY,
    "frozen_at": _like(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)"),
    "version": _is_whole,
    "checksum": _like(r"[0-9a-f]{7,64}"),
    "facts_version": VERSION,
    "catalogue_version": VERSION,
    "policy_version": VERSION,
    "base": _is_whole,
    "is_provisional": _is_bool,
    "is_optimal": _is_bool,
    "is_invented": _is_bool,
    "method": _like("R5"),
}
OPTIONAL = frozenset({"publisher", "publisher_ru"})
"""Fields that releases of before 2026.2 do not have."""
DIMENSION: Shape = {"nested": _is_bool, "codes": [{"code": CODE, "parent": CODE}]}
LAYOUT: Shape = {
    "code": TABLE, "universe": NAME, "dimensions": [NAME], "depths": Each(NAME, _is_whole),
}  # fmt: skip
FIGURE: Shape = {
    "key": _is_text,
    "indicator": _like(r"[A-Z]+(?:-\d\d)?"),
    "stratum": CODE,
    "day": _is_whole_or_none,
    "who": WORD,
    "measure": WORD,
    "value": _is_number_or_none,
    "low": _is_number_or_none,
    "high": _is_number_or_none,
    "base": _is_whole_or_none,
    "mark": MARK,
}
WHOLE_FILE: Shape = {
    "schema": _is_text,
    "release": RELEASE,
    "dimensions": Each(NAME, DIMENSION),
    "tables": [LAYOUT],
    "left_out": [TABLE],
    "cells": [{"key": _is_text, "value": _is_whole_or_none, "mark": MARK}],
    "figures": [FIGURE],
    "clinics": [{"code": CODE, "region": CODE, "name": _is_text, "has_reported": _is_bool}],
}


class Twice(dict[str, object]):
    """A JSON object in which `repeated` names stand more than once; only the last value counts."""

    repeated: frozenset[str] = frozenset()


def once(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    """For `json.loads`: an object that remembers which of its names were there twice."""
    listed = list(pairs)
    names = [name for name, _value in listed]
    made = Twice(listed)
    made.repeated = frozenset(name for name in names if names.count(name) > 1)
    return made


def surplus(value: object, shape: Shape = WHOLE_FILE, place: str = "") -> Iterator[str]:
    """Fields that the format does not have, or that are there twice."""
    for inside, name, part in _inner(value, shape, place):
        if part is None:
            yield inside
        else:
            yield from surplus(name, part, inside)
    yield from (_joined(place, name) for name in getattr(value, "repeated", ()))


def misshapen(value: object, shape: Shape = WHOLE_FILE, place: str = "") -> Iterator[str]:
    """Fields that are missing, or hold what the format does not allow there."""
    if callable(shape):
        if not shape(value):
            yield place
    elif not isinstance(value, list if isinstance(shape, list) else dict):
        yield place
    else:
        if isinstance(shape, Mapping):
            yield from (
                _joined(place, name) for name in shape if name not in value and name not in OPTIONAL
            )
        for inside, each, part in _inner(value, shape, place):
            if part is not None:
                yield from misshapen(each, part, inside)


def _inner(value: object, shape: Shape, place: str) -> Iterator[tuple[str, object, Shape | None]]:
    """Parts of an object or list: where, what, and its shape; none for a surplus field."""
    if isinstance(shape, list) and isinstance(value, list):
        yield from ((place, each, shape[0]) for each in value)
    elif isinstance(shape, Each) and isinstance(value, dict):
        for name, each in value.items():
            yield _joined(place, name), each, shape.shape if shape.form(name) else None
    elif isinstance(shape, Mapping) and isinstance(value, dict):
        for name, each in value.items():
            yield _joined(place, name), each, shape.get(name)


def _joined(place: str, name: str) -> str:
    """The path of a field. Digits are masked: in a name that was planted they may be exact."""
    return f"{place}.{NUMBERED.sub('•', name)}".lstrip(".")
