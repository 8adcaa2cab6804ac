"""Keyset paging: a page begins after a row, so the thousandth page costs what the first does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet


Row = TypeVar("Row")
PAGE = 50


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and what the pages before and after begin with (empty: there is none)."""

    rows: Sequence[Row]
    earlier: str = ""
    later: str = ""


@dataclass(frozen=True)
class Place:
    """Where a page begins: after a row, or before it. Neither: the first page."""

    after: str = ""
    before: str = ""

    @property
    def mark(self) -> str:
        """The row's key, whichever side it is on."""
        return self.before or self.after


def beyond(keys: Sequence[str], values: Sequence[Any], *, rising: bool) -> Q:
    """Rows whose `keys` come after `values` in lexicographic order (before them unless rising)."""
    comparison = "gt" if rising else "lt"
    condition, equal = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        condition |= equal & Q(**{f"{key}__{comparison}": value})
        equal &= Q(**{key: value})
    return condition


def cut(rows: list[Row], place: Place, *, size: int, key: Callable[[Row], str]) -> Page[Row]:
    """Make a page of up to `size + 1` rows, read backwards when `place.before` is given."""
    more = len(rows) > size
    rows = rows[:size]
    if place.before:
        rows.reverse()
    has_earlier = more if place.before else bool(place.after)
    has_later = True if place.before else more
    return Page(
        rows,
        earlier=key(rows[0]) if rows and has_earlier else "",
        later=key(rows[-1]) if rows and has_later else "",
    )


def page_of(
    rows: QuerySet[Any], keys: Sequence[str], place: Place, *, size: int = PAGE
) -> Page[Any]:
    """One page of `rows`, in rising order of `keys`; rows are named by their `uid`.

    A mark that is not among the rows any more begins at the first page.
    """
    ordered = rows.order_by(*keys)
    mark: Model | None = rows.filter(uid=place.mark).first() if place.mark else None
    if mark is None:
        place = Place()
    else:
        values = [getattr(mark, key) for key in keys]
        ordered = ordered.filter(beyond(keys, values, rising=not place.before))
    if place.before:
        ordered = ordered.reverse()
    return cut(list(ordered[: size + 1]), place, size=size, key=lambda row: str(row.uid))
