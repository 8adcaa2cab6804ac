"""A release for programs: one JSON file without language, keys sorted, one space of indent."""

import json
from datetime import UTC
from decimal import Decimal

from analytics.contents import Contents, Figure, Head
from analytics.documents.numbers import plain


SCHEMA = "umit-release-1"
METHOD = "R5"


def written(contents: Contents) -> bytes:
    """The file; UTF-8, ended by a line feed."""
    text = json.dumps(_release(contents), ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def _release(contents: Contents) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "release": _head(contents.head),
        "dimensions": {
            name: {
                "nested": dimension.is_nested,
                "codes": [{"code": each.code, "parent": each.parent} for each in dimension.codes],
            }
            for name, dimension in contents.dimensions.items()
        },
        "tables": [
            {
                "code": table.code,
                "universe": table.universe,
                "dimensions": list(table.dimensions),
                "depths": dict(table.depths),
            }
            for table in sorted(contents.tables, key=lambda table: table.code)
        ],
        "left_out": sorted(table.code for table in contents.left_out),
        "cells": [
            {"key": key, "value": count.value, "mark": count.mark.value}
            for key, count in sorted(contents.counts.items())
        ],
        "figures": [_figure(figure) for _key, figure in sorted(contents.figures.items())],
        "clinics": [
            {
                "code": clinic.code,
                "region": clinic.region,
                "name": clinic.name.en,
                "has_reported": clinic.has_reported,
            }
            for clinic in sorted(contents.clinics, key=lambda clinic: clinic.code)
        ],
    }


def _head(head: Head) -> dict[str, object]:
    return {
        "label": head.label,
        "country": head.country,
        "geography": head.geography,
        "publisher": head.publisher.en,
        "publisher_ru": head.publisher.ru,
        "kind": head.kind.value,
        "since": head.since.isoformat(),
        "before": head.before.isoformat(),
        "cut_on": head.cut_on.isoformat(),
        "frozen_at": head.frozen_at.astimezone(UTC).isoformat(),
        "version": head.version,
        "checksum": head.checksum,
        "facts_version": head.facts_version,
        "catalogue_version": head.catalogue_version,
        "policy_version": head.policy_version,
        "base": head.base,
        "is_provisional": head.is_provisional,
        "is_optimal": head.is_optimal,
        "is_invented": head.is_invented,
        "method": METHOD,
    }


def _figure(figure: Figure) -> dict[str, object]:
    return {
        "key": figure.key,
        "indicator": figure.indicator,
        "stratum": figure.stratum,
        "day": figure.day,
        "who": figure.who.value,
        "measure": figure.measure.value,
        "value": _number(figure.value),
        "low": _number(figure.low),
        "high": _number(figure.high),
        "base": figure.base,
        "mark": figure.mark.value,
    }


def _number(value: Decimal | None) -> int | float | None:
    """A JSON number: whole where it is whole."""
    if value is None:
        return None
    short = plain(value)
    return short if isinstance(short, int) else float(short)
