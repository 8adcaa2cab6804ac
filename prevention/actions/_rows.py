"""Locking the row that an act changes, and raising its version."""

from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refused
from prevention.models.owned import Owned


Row = TypeVar("Row", bound=Owned)


class Stale(Refused):
    """Somebody else saved the same row since it was opened."""

    code = "stale"


def lock(row: Row, *, version: int | None = None) -> Row:
    """The row as it is now, locked for this transaction, with its organisation.

    Raises:
        Stale: another version was saved than the one that the person saw.
    """
    rows = type(row)._default_manager.select_for_update(of=("self",))
    fresh = rows.select_related("organisation").get(pk=row.pk)
    if version is not None and fresh.version != version:
        raise Stale(_("Somebody else changed this meanwhile. Look at both versions and choose."))
    return fresh


def store(row: Owned, *fields: str) -> None:
    """Save these fields of a locked row; its version grows."""
    row.version += 1
    row.save(update_fields=[*fields, "version"])
