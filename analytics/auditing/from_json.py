"""Read the JSON file of a release: the reference against which every other file is held."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from analytics.auditing.json_shape import misshapen, once, surplus
from analytics.auditing.published import Cell, Dimension, Figure, Published, Table, split_name


SCHEMA = "umit-release-1"


class Unreadable(ValueError):
    """A file is not what its name says; `str()` is the finding."""


def read_json(name: str, content: bytes) -> Published:
    """The release that the file describes.

    Raises:
        Unreadable: no JSON of this schema, or a part of it is missing.
    """
    try:
        data = json.loads(content.decode("utf-8"), parse_float=Decimal, object_pairs_hook=once)
        if data["schema"] != SCHEMA:
            raise Unreadable(_("%(file)s: not a release of figures.") % {"file": name})
        return _published(name, data)
    except (UnicodeDecodeError, KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise _unreadable(name) from error
    except ValueError as error:
        raise (error if isinstance(error, Unreadable) else _unreadable(name)) from error


def _unreadable(name: str) -> Unreadable:
    return Unreadable(_("%(file)s cannot be read as the JSON of a release.") % {"file": name})


def _published(name: str, data: Mapping[str, Any]) -> Published:
    cells = {row["key"]: Cell(_whole(row["value"]), row["mark"] or "") for row in data["cells"]}
    for key in cells:
        split_name(key)
    return Published(
        head=dict(data["release"]),
        dimensions={key: _dimension(key, each) for key, each in data["dimensions"].items()},
        tables=tuple(_table(row) for row in data["tables"]),
        cells=cells,
        figures={row["key"]: _figure(row) for row in data["figures"]},
        clinics=tuple(
            (row["name"], row["region"], bool(row["has_reported"])) for row in data["clinics"]
        ),
        findings=tuple(_misfits(name, data)),
    )


def _dimension(name: str, data: Mapping[str, Any]) -> Dimension:
    parents = {code["code"]: code["parent"] for code in data["codes"]}
    return Dimension(name, parents, bool(data["nested"]))


def _table(row: Mapping[str, Any]) -> Table:
    return Table(row["code"], row["universe"], tuple(row["dimensions"]), dict(row["depths"]))


def _figure(row: Mapping[str, Any]) -> Figure:
    return Figure(
        indicator=row["indicator"],
        who=row["who"],
        measure=row["measure"],
        stratum=row["stratum"] or "",
        day=_whole(row["day"]),
        value=_number(row["value"]),
        low=_number(row["low"]),
        high=_number(row["high"]),
        base=_whole(row["base"]),
        mark=row["mark"] or "",
    )


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool):
        raise TypeError(value)
    return None if value is None else Decimal(str(value))


def _whole(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(value)
    return value


def _misfits(name: str, data: Mapping[str, Any]) -> Iterator[str]:
    """Fields that the format does not have, or not so: a raw value could hide there."""
    found = set(surplus(data))
    for part in ("cells", "figures"):
        if len({row["key"] for row in data[part]}) != len(data[part]):
            found.add(f"{part}.key")
    sentence = _("%(file)s: the field %(field)s does not belong there, or is there twice.")
    yield from (sentence % {"file": name, "field": extra} for extra in sorted(found))
    sentence = _("%(file)s: the field %(field)s is missing, or does not hold what it should.")
    yield from (sentence % {"file": name, "field": each} for each in sorted(set(misshapen(data))))
