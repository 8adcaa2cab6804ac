"""The waiting list: who was referred and not yet admitted; the most urgent first."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.choices import ReferralReason, Urgency
from clinics.models import Episode, Triage
from clinics.rules.triage import ORDER, QUESTIONS
from clinics.selectors.roots import visible_episodes
from clinics.states import BEFORE_ADMISSION
from clinics.vocabulary import EpisodeState, RecordState, YesNo
from kernel import audit
from kernel.models import Organisation, Site, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, organisations_where
from vault.api import format_code


PAGE_SIZE = 25
TONES = {Urgency.TODAY: "stop", Urgency.WEEK: "wait", Urgency.ROUTINE: "quiet"}
LABELS = {
    "pregnant": gettext_lazy("pregnant"),
    "overdose": gettext_lazy("overdose"),
    "released": gettext_lazy("released from prison"),
    "injecting": gettext_lazy("injects"),
}
NEXT_ACT = {EpisodeState.ASSESSMENT: "admit"}


@dataclass(frozen=True)
class Line:
    """One person who waits; everything in words."""

    patient_uid: UUID
    episode_uid: UUID
    code: str
    state: str
    state_label: str
    urgency: str
    urgency_label: str
    tone: str
    is_overruled: bool
    reason: str
    site: str
    referred_on: date
    days: int
    """Days since the referral."""
    contact_days: int | None
    """Days since the first contact; None before it."""
    act: str
    """The one button of the line: assess, admit, or none for who may not."""


@dataclass(frozen=True)
class WaitingList:
    """One page of lines and the ways on."""

    lines: list[Line]
    sites: list[Site] = field(default_factory=list)
    site: str = ""
    earlier: str = ""
    later: str = ""


def waiting_list(
    *, viewer: User, today: date, site: str = "", before: str = "", after: str = ""
) -> WaitingList:
    """One page of who waits, of one site or of all; leaves an event with who was shown."""
    sites = _sites(viewer)
    chosen = next((each for each in sites if str(each.uid) == site), None)
    rows = _ranked(viewer)
    if chosen is not None:
        rows = rows.filter(site=chosen)
    shown, earlier, later = _page(rows, before=before, after=after)
    triages = {t.episode_id: t for t in Triage.objects.current().filter(episode__in=shown)}
    _note(viewer, shown)
    may_write = organisations_where(viewer, Permission.EPISODE_WRITE)
    lines = [
        _line(episode, triages.get(episode.pk), today=today, may_write=may_write)
        for episode in shown
    ]
    return WaitingList(lines, sites, str(chosen.uid) if chosen else "", earlier, later)


def current_triage(*, viewer: User, episode: Episode) -> Triage | None:
    """The triage of an episode that holds now, for somebody who may read the episode."""
    episodes = visible_episodes(viewer=viewer).filter(pk=episode.pk)
    return Triage.objects.current().filter(episode__in=episodes).first()


def _sites(viewer: User) -> list[Site]:
    readable = organisations_where(viewer, Permission.RECORD_READ)
    return list(Site.objects.filter(organisation__in=readable, retired_at__isnull=True))


def _ranked(viewer: User) -> QuerySet[Episode]:
    held = Triage.objects.filter(episode=OuterRef("pk"), state=RecordState.CURRENT)
    rank = Case(
        *(When(urgency=code, then=Value(place)) for code, place in ORDER.items()),
        output_field=IntegerField(),
    )
    return (
        visible_episodes(viewer=viewer)
        .filter(state__in=BEFORE_ADMISSION)
        .annotate(
            rank=Coalesce(
                Subquery(held.annotate(place=rank).values("place")[:1]),
                Value(ORDER[Urgency.ROUTINE]),
            )
        )
    )


def _page(rows: QuerySet[Any], *, before: str, after: str) -> tuple[list[Episode], str, str]:
    """Some rows in the list's order; a page begins after, or ends before, an episode's uid."""
    mark = _marked(rows, before or after)
    backwards = bool(before) and mark is not None
    if mark is not None:
        rows = rows.filter(_beyond(mark, backwards=backwards))
    order = ("-rank", "-referred_on", "-pk") if backwards else ("rank", "referred_on", "pk")
    taken = list(rows.order_by(*order)[: PAGE_SIZE + 1])
    has_more, taken = len(taken) > PAGE_SIZE, taken[:PAGE_SIZE]
    if backwards:
        taken.reverse()
    if not taken:
        return [], "", ""
    has_earlier = has_more if backwards else mark is not None
    has_later = has_more or backwards
    return taken, str(taken[0].uid) * has_earlier, str(taken[-1].uid) * has_later


def _marked(rows: QuerySet[Any], uid: str) -> Any:
    if not uid:
        return None
    try:
        return rows.filter(uid=uid).first()
    except ValidationError:
        return None


def _beyond(mark: Any, *, backwards: bool) -> Q:
    side = "lt" if backwards else "gt"
    return (
        Q(**{f"rank__{side}": mark.rank})
        | Q(rank=mark.rank, **{f"referred_on__{side}": mark.referred_on})
        | Q(rank=mark.rank, referred_on=mark.referred_on, **{f"pk__{side}": mark.pk})
    )


def _line(
    episode: Episode, triage: Triage | None, *, today: date, may_write: frozenset[int]
) -> Line:
    state = EpisodeState(episode.state)
    urgency = Urgency(triage.urgency) if triage else None
    contact = episode.first_contact_on
    return Line(
        patient_uid=episode.patient.uid,
        episode_uid=episode.uid,
        code=format_code(episode.patient.code),
        state=episode.state,
        state_label=str(state.label),
        urgency=urgency.value if urgency else "",
        urgency_label=str(urgency.label) if urgency else _("Not asked"),
        tone=TONES[urgency] if urgency else "quiet",
        is_overruled=triage.is_overruled if triage else False,
        reason=_reason(triage),
        site=episode.site.name,
        referred_on=episode.referred_on,
        days=max(0, (today - episode.referred_on).days),
        contact_days=max(0, (today - contact).days) if contact else None,
        act=NEXT_ACT.get(state, "assess") if episode.organisation_id in may_write else "",
    )


def _reason(triage: Triage | None) -> str:
    """What the person comes for, and what brings them forward."""
    if triage is None:
        return ""
    said = [str(ReferralReason(triage.reason).label)] if triage.reason else []
    said += [str(LABELS[stem]) for stem in QUESTIONS if getattr(triage, stem) == YesNo.YES]
    return ", ".join(said)


def _note(viewer: User, shown: list[Episode]) -> None:
    """Write one event for each organisation of which somebody is shown."""
    uids: dict[Organisation, list[UUID]] = defaultdict(list)
    for episode in shown:
        uids[episode.organisation].append(episode.patient.uid)
    for organisation, patients in uids.items():
        audit.record(
            audit.Event.CASELOAD_LISTED, by=viewer, action=AuditAction.LIST,
            organisation=organisation, object_type="clinics.patient", object_uids=patients,
            list="waiting",
        )  # fmt: skip
