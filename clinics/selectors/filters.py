"""Ways to look at the caseload: what can be chosen, and what somebody keeps for themselves.

A filter is a few words in the address: a state, a site, a treatment. Nothing in it names anybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from clinics.models import Episode, Intervention, Plan, SavedFilter
from clinics.vocabulary import Modality, RecordState
from kernel.models import Site, User
from kernel.permissions import Permission, organisations_where


UNSEEN = (("7", _("7 days")), ("14", _("14 days")), ("30", _("30 days")), ("60", _("60 days")))
NAMES = ("show", "worker", "site", "modality", "unseen", "review")
"""The words of the address in the order in which they are written there."""


@dataclass(frozen=True)
class Chosen:
    """One way to look at the caseload; empty words choose nothing."""

    show: str = ""
    worker: str = ""
    """`me`: only those whose key worker I am."""
    site: str = ""
    modality: str = ""
    unseen: str = ""
    """Days without being seen."""
    review: str = ""
    """`1`: only those whose plan is due for review."""

    @property
    def words(self) -> dict[str, str]:
        """What is chosen, without what is left open."""
        return {name: getattr(self, name) for name in NAMES if getattr(self, name)}

    @property
    def query(self) -> str:
        """The words as an address writes them."""
        return urlencode(self.words)

    @property
    def narrows(self) -> bool:
        """Whether more is chosen than the state."""
        return any(getattr(self, name) for name in NAMES if name != "show")


@dataclass(frozen=True)
class Kept:
    """A filter that somebody saved, as a link."""

    uid: UUID
    name: str
    query: str
    is_here: bool


def chosen_in(asked: Mapping[str, str]) -> Chosen:
    """What an address, or a saved filter, chooses; what it does not know is left out."""
    modality, unseen = asked.get("modality", ""), asked.get("unseen", "")
    return Chosen(
        show=asked.get("show", ""),
        worker="me" if asked.get("worker") == "me" else "",
        site=asked.get("site", "") if _is_uid(asked.get("site", "")) else "",
        modality=modality if modality in Modality.values else "",
        unseen=unseen if unseen in dict(UNSEEN) else "",
        review="1" if asked.get("review") == "1" else "",
    )


def narrowed(
    episodes: QuerySet[Episode], chosen: Chosen, *, viewer: User, today: date
) -> QuerySet[Episode]:
    """Those episodes that fit everything that is chosen beside the state."""
    if chosen.worker:
        episodes = episodes.filter(key_worker=viewer)
    if chosen.site:
        episodes = episodes.filter(site__uid=chosen.site)
    if chosen.modality:
        running = Intervention.objects.filter(
            episode=OuterRef("pk"), state=RecordState.CURRENT, ended_on__isnull=True,
            modality=chosen.modality,
        )  # fmt: skip
        episodes = episodes.filter(Exists(running))
    if chosen.unseen:
        before = today - timedelta(days=int(chosen.unseen))
        never = Q(last_seen_on__isnull=True, referred_on__lt=before)
        episodes = episodes.filter(Q(last_seen_on__lt=before) | never)
    if chosen.review:
        due = Plan.objects.filter(
            episode=OuterRef("pk"), state=RecordState.CURRENT, review_on__lte=today
        )
        episodes = episodes.filter(Exists(due))
    return episodes


def kept_filters(*, viewer: User, here: Chosen | None = None) -> list[Kept]:
    """The viewer's own saved filters, by name; the one that is looked at is marked."""
    return [
        Kept(row.uid, row.name, chosen.query, chosen == here)
        for row in SavedFilter.objects.filter(owner=viewer)
        for chosen in [chosen_in(row.chosen)]
    ]


def own_filter(*, viewer: User, uid: str) -> SavedFilter | None:
    """One's own saved filter."""
    return SavedFilter.objects.filter(owner=viewer, uid=uid).first() if _is_uid(uid) else None


def sites_to_see(*, viewer: User) -> list[Site]:
    """The sites in use of the clinics whose records the viewer reads."""
    here = organisations_where(viewer, Permission.RECORD_READ)
    return list(Site.objects.filter(organisation__in=here, retired_at__isnull=True))


def _is_uid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
