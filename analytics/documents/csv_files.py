"""A release as two plain tables: comma, dot, UTF-8 without a byte order mark, CR LF (RFC 4180)."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import StringIO

from analytics.catalogue import read_key
from analytics.contents import Contents
from analytics.documents.numbers import plain
from analytics.vocabulary import TOTAL


FIGURE_COLUMNS = (
    "key", "indicator", "stratum", "day", "who", "measure", "value", "low", "high", "base",
    "status",
)  # fmt: skip


def written(contents: Contents) -> dict[str, bytes]:
    """Both files by their names. A missing value is empty; `status` is the mark."""
    label = contents.head.label
    names = sorted(contents.dimensions)
    return {
        f"{label}-counts.csv": _file(
            ["key", "universe", *names, "value", "status"], _counts(contents, names)
        ),
        f"{label}-figures.csv": _file(FIGURE_COLUMNS, _figures(contents)),
    }


def _counts(contents: Contents, names: Sequence[str]) -> Iterator[list[object]]:
    for key, count in sorted(contents.counts.items()):
        universe, codes = read_key(key)
        own = [codes.get(name, TOTAL) for name in names]
        yield [key, universe, *own, _empty(count.value), count.mark.value]


def _figures(contents: Contents) -> Iterator[list[object]]:
    for key, figure in sorted(contents.figures.items()):
        yield [
            key, figure.indicator, figure.stratum, _empty(figure.day), figure.who.value,
            figure.measure.value, _decimal(figure.value), _decimal(figure.low),
            _decimal(figure.high), _empty(figure.base), figure.mark.value,
        ]  # fmt: skip


def _empty(value: int | None) -> int | str:
    return "" if value is None else value


def _decimal(value: Decimal | None) -> str:
    return "" if value is None else f"{plain(value):f}"


def _file(header: Iterable[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()
