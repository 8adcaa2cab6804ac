"""Keyset paging: a page begins after, or ends before, one row that is named by its uid.

The uid is all that stands in the address: no day, no code, no count.
"""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet


Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows in order, with the uids from which the pages beside them follow."""

    rows: list[Row]
    earlier: str = ""
    """Uid before which the page before this one ends; empty on the first page."""
    later: str = ""
    """Uid after which the next page begins; empty on the last page."""


def page_of(
    rows: QuerySet[Row], *, day: str, before: str = "", after: str = "", size: int = 25
) -> Page[Row]:
    """Take one page of `rows`, newest `day` first and rows without a day last.

    An unknown uid gives the first page: a link may be older than what it points to.
    """
    mark = _named(rows, before or after)
    backwards = bool(before) and mark is not None
    found = rows if mark is None else rows.filter(_beyond(mark, day, backwards=backwards))
    taken = list(_ordered(found, day, backwards=backwards)[: size + 1])
    has_more, taken = len(taken) > size, taken[:size]
    if backwards:
        taken.reverse()
    if not taken:
        return Page(rows=[])
    is_first = not has_more if backwards else mark is None
    is_last = not has_more and not backwards
    return Page(
        rows=taken,
        earlier="" if is_first else str(_uid(taken[0])),
        later="" if is_last else str(_uid(taken[-1])),
    )


def _uid(row: Any) -> UUID:
    return row.uid


def _named(rows: QuerySet[Row], uid: str) -> Row | None:
    if not uid:
        return None
    try:
        return rows.filter(uid=uid).first()
    except ValidationError:
        return None


def _ordered(rows: QuerySet[Row], day: str, *, backwards: bool) -> QuerySet[Row]:
    if backwards:
        return rows.order_by(F(day).asc(nulls_first=True), "pk")
    return rows.order_by(F(day).desc(nulls_last=True), "-pk")


def _beyond(mark: Row, day: str, *, backwards: bool) -> Q:
    """Rows that come after `mark` in the order of the list, or before it when `backwards`."""
    at, none = getattr(mark, day), Q(**{f"{day}__isnull": True})
    if backwards:
        if at is None:
            return ~none | none & Q(pk__gt=mark.pk)
        return Q(**{f"{day}__gt": at}) | Q(**{day: at}, pk__gt=mark.pk)
    if at is None:
        return none & Q(pk__lt=mark.pk)
    return none | Q(**{f"{day}__lt": at}) | Q(**{day: at}, pk__lt=mark.pk)
