"""Ways to look at the caseload that somebody keeps for themselves."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clinics.models import SavedFilter
from kernel.errors import Refused
from kernel.models import User
from kernel.permissions import Permission, require_somewhere


MOST_FILTERS = 12


class TooManyFilters(Refused):
    """More filters than a list can offer."""

    code = "too-many-filters"


@transaction.atomic(durable=True)
def save_filter(*, name: str, chosen: Mapping[str, str], by: User) -> SavedFilter:
    """Keep a filter under a name; the same name again changes what it chooses.

    Raises:
        NotPermitted: `by` reads no records anywhere.
        TooManyFilters: there are twelve already.
    """
    require_somewhere(by, Permission.RECORD_READ)
    own = SavedFilter.objects.select_for_update().filter(owner=by)
    kept = own.filter(name=name).first()
    if kept is None:
        if own.count() >= MOST_FILTERS:
            raise TooManyFilters(_("Remove a saved filter first: twelve is the most."))
        kept = SavedFilter(owner=by, name=name)
    kept.chosen = dict(chosen)
    kept.clean_fields(exclude=("owner", "chosen"))
    kept.save()
    return kept


@transaction.atomic(durable=True)
def forget_filter(*, saved: SavedFilter, by: User) -> None:
    """Remove one's own filter. Somebody else's stays as it is."""
    SavedFilter.objects.filter(pk=saved.pk, owner=by).delete()
