"""The sites of the viewer's organisations."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from kernel.models import User
from kernel.paging import Page, Place
from prevention import states
from prevention.models import DeliverySite
from prevention.selectors.paging import page_of
from prevention.selectors.roots import visible_sites


@dataclass(frozen=True)
class Line:
    """One site with its pupils."""

    uid: UUID
    name: str
    kind: str
    region: str
    girls: int
    boys: int
    others: int
    runs: int

    @property
    def pupils(self) -> int:
        """Everybody."""
        return self.girls + self.boys + self.others


def sites_page(*, viewer: User, show_retired: bool, place: Place) -> Page[Line]:
    """One page of sites by name, with how many implementations are under way there."""
    under_way = Count("runs", filter=~Q(runs__status__in=states.ENDED), distinct=True)
    rows = visible_sites(viewer=viewer).filter(retired_at__isnull=not show_retired)
    page = page_of(rows.annotate(under_way=under_way), place, keys=("name", "pk"), rising=True)
    lines = [
        Line(
            row.uid, row.name, row.get_kind_display(), row.region.name if row.region else "",
            row.girls, row.boys, row.others, row.under_way,
        )
        for row in page.rows
    ]  # fmt: skip
    return Page(lines, earlier=page.earlier, later=page.later)


def sites_to_choose(
    *, organisation: int, besides: Iterable[DeliverySite] = ()
) -> list[DeliverySite]:
    """Sites of an organisation in use; and those that are chosen already."""
    wanted = Q(retired_at__isnull=True) | Q(pk__in=[site.pk for site in besides])
    return list(DeliverySite.objects.filter(wanted, organisation=organisation).order_by("name"))
