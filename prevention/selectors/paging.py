"""A page of rows that have a uid: the address names the row after which it begins."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from kernel.paging import Page, Place, beyond, cut


SIZE = 25


def page_of(
    rows: QuerySet[Any], place: Place, *, keys: Sequence[str], rising: bool, size: int = SIZE
) -> Page[Any]:
    """One page in the order of `keys`, the last of which is unique.

    An unknown uid gives the first page: a link may be older than what it points to.
    """
    mark = _named(rows, place.mark)
    if mark is None:
        place = Place()
    goes_up = rising != bool(place.before)
    found = rows.order_by(*(key if goes_up else f"-{key}" for key in keys))
    if mark is not None:
        values = [getattr(mark, key) for key in keys]
        found = found.filter(beyond(keys, values, rising=goes_up))
    return cut(list(found[: size + 1]), place, size=size, key=lambda row: str(row.uid))


def _named(rows: QuerySet[Any], uid: str) -> Any:
    if not uid:
        return None
    try:
        return rows.filter(uid=uid).first()
    except ValidationError:
        return None
