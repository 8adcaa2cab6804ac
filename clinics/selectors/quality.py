"""The list of what is missing: for a manager the whole clinic's, for a clinician the own.

A manager sees codes, and what is missing in a word; never what was answered. Whoever may read the
record gets the way to the screen that puts it right.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import CharField, Count, F, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import gettext as _

from clinics import states
from clinics.models import Episode
from clinics.selectors.addresses import first_address
from clinics.selectors.measure_schedules import Scheduled, scheduled
from clinics.selectors.quality_kinds import (
    KINDS,
    OF_DEMAND,
    OF_SUBSTANCE,
    STARRED,
    Asked,
    Kind,
    Rows,
    open_words,
)
from clinics.selectors.shown import note_shown
from kernel import audit
from kernel.models import Organisation, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, organisations_where
from vault.api import format_code


CAP = 5
"""Rows of one kind where all kinds are shown."""
PAGE_SIZE = 50
MOST_PRINTED = 200
"""Rows of one kind on the printed list of one key worker."""
NOBODY = "nobody"
"""Stands for a key worker where there is none."""


@dataclass(frozen=True)
class Item:
    """One thing that is missing, of one patient; everything in words."""

    kind: str
    missing: list[str]
    since: date
    days: int
    episode_uid: UUID
    patient_uid: UUID
    code: str
    worker: str
    """Staff code of who answers; empty when nobody does."""
    url: str
    """The screen that puts it right, for somebody who may open it; empty for others."""


@dataclass(frozen=True)
class Section:
    """One kind with its first items."""

    code: str
    label: str
    lead: str
    act: str
    total: int
    items: list[Item] = field(default_factory=list)

    @property
    def has_more(self) -> bool:
        """Whether there are more items than are shown."""
        return self.total > len(self.items)

    @property
    def has_details(self) -> bool:
        """Whether the lines say more than the kind does."""
        return any(item.missing for item in self.items)


@dataclass(frozen=True)
class Chosen:
    """What narrows the list; empty words choose nothing, unknown ones too."""

    kind: str = ""
    worker: str = ""
    """Uid of the key worker, or `nobody`."""
    item: str = ""
    """The code of one question, within the kind `gaps`."""


@dataclass(frozen=True)
class QualityPage:
    """The list as one page shows it."""

    sections: list[Section]
    total: int
    """Open items of all kinds, of the key worker that is chosen."""
    chosen: Chosen = field(default_factory=Chosen)
    earlier: str = ""
    later: str = ""


@dataclass(frozen=True)
class Worker:
    """Somebody who answers for episodes."""

    uid: str
    label: str


@dataclass(frozen=True)
class Scope:
    """Whose items are listed, and who may go to the screens that put them right."""

    episodes: Rows
    organisations: frozenset[int]
    readable: frozenset[int]
    note: Callable[[User, list[tuple[UUID, UUID]]], None]
    """Writes who was shown: pairs of the organisation's uid and the patient's."""


@dataclass(frozen=True)
class _Found:
    """One row of a kind, as the database gives it."""

    kind: str
    since: date
    detail: str
    pk: int
    episode_uid: UUID
    patient_uid: UUID
    code: str
    organisation_uid: UUID
    organisation: int
    worker: str


COLUMNS = ("kind", "since", "detail", "pk", "uid", "whose", "code", "where", "place", "worker")


def clinic_scope(*, viewer: User) -> Scope:
    """Everything at the clinics that the viewer oversees."""
    here = organisations_where(viewer, Permission.WORK_OVERSEE)
    read = organisations_where(viewer, Permission.RECORD_READ)
    return Scope(Episode.objects.filter(organisation__in=here), here, read, note_oversight)


def own_scope(*, viewer: User) -> Scope:
    """The episodes whose key worker the viewer is, at clinics whose records the viewer reads."""
    here = organisations_where(viewer, Permission.RECORD_READ)
    own = Episode.objects.filter(organisation__in=here, key_worker=viewer)
    return Scope(own, here, here, lambda person, who: note_shown(viewer=person, patients=who))


def quality_page(
    *,
    viewer: User,
    scope: Scope,
    chosen: Chosen,
    today: date,
    before: str = "",
    after: str = "",
    cap: int = CAP,
) -> QualityPage:
    """The first items of every kind, or one page of one kind; leaves an event with who is shown.

    Longest missing first. `before` and `after` are uids of episodes from which a page goes on.
    """
    asked = asked_of(scope, today=today)
    episodes = _of_worker(scope.episodes, chosen.worker)
    totals = _totals(episodes, asked, chosen)
    kinds = [kind for kind in KINDS.values() if chosen.kind in ("", kind.code)]
    earlier = later = ""
    if chosen.kind:
        rows = _of_item(kinds[0].rows(episodes, asked), chosen)
        found, earlier, later = _one_page(kinds[0], rows, before=before, after=after)
    else:
        found = _first_of_each(kinds, episodes, asked, cap)
    scope.note(viewer, [(row.organisation_uid, row.patient_uid) for row in found])
    lines = [_item(row, scope, today=today) for row in found]
    return QualityPage(
        sections=[
            _section(kind, totals[kind.code], [line for line in lines if line.kind == kind.code])
            for kind in kinds
            if totals[kind.code] or chosen.kind
        ],
        total=sum(totals.values()), chosen=chosen, earlier=earlier, later=later,
    )  # fmt: skip


def quality_totals(
    *, scope: Scope, today: date, repeated: Sequence[Scheduled] | None = None
) -> list[Section]:
    """How many items of each kind are open; shows nobody.

    `repeated` is when questionnaires are due at the clinics in scope, where that is read already.
    """
    asked = asked_of(scope, today=today, repeated=repeated)
    totals = _totals(scope.episodes, asked, Chosen())
    return [_section(kind, totals[code], []) for code, kind in KINDS.items()]


def asked_of(scope: Scope, *, today: date, repeated: Sequence[Scheduled] | None = None) -> Asked:
    """What the kinds need to know of the clinics in scope; at most three queries."""
    here = scope.organisations
    return Asked(today, open_words(here), tuple(scheduled(here) if repeated is None else repeated))


def chosen_in(asked: Mapping[str, str], *, workers: Iterable[Worker] = ()) -> Chosen:
    """What an address chooses; what it does not know is left out."""
    known = {worker.uid for worker in workers}
    kind, worker, item = (asked.get(name, "") for name in ("kind", "worker", "item"))
    kind = kind if kind in KINDS else ""
    return Chosen(
        kind=kind,
        worker=worker if worker in known else "",
        item=item if kind == "gaps" and item in STARRED else "",
    )


def workers_of(*, scope: Scope) -> list[Worker]:
    """Who answers for open episodes of the scope, by staff code; and nobody, where nobody does."""
    open_ones = scope.episodes.filter(state__in=states.OPEN).order_by()
    rows = open_ones.values_list("key_worker__uid", _staff("key_worker__")).distinct()
    named = [Worker(str(uid), code) for uid, code in rows if uid]
    nobody = [Worker(NOBODY, _("Nobody"))] if any(uid is None for uid, _code in rows) else []
    return [*sorted(named, key=lambda worker: worker.label), *nobody]


def note_oversight(viewer: User, shown: Iterable[tuple[UUID, UUID]]) -> None:
    """Write that the room was opened, one event for each clinic of which somebody is shown.

    Where nobody is shown, one event says so.
    """
    uids: dict[UUID | None, dict[UUID, None]] = {}
    for organisation_uid, patient_uid in shown:
        uids.setdefault(organisation_uid, {})[patient_uid] = None
    for organisation, patients in (uids or {None: {}}).items():
        audit.record(
            audit.Event.OVERSIGHT_READ, by=viewer, action=AuditAction.LIST,
            organisation=Organisation(uid=organisation) if organisation else None,
            object_type="clinics.patient", object_uids=list(patients),
        )  # fmt: skip


def _totals(episodes: Rows, asked: Asked, chosen: Chosen) -> dict[str, int]:
    """How many items each kind has: one query."""
    keys = {
        kind.code: _of_item(kind.rows(episodes, asked), chosen, kind.code).values("pk")
        for kind in KINDS.values()
    }
    counts = {code: Count("pk", filter=Q(pk__in=rows)) for code, rows in keys.items()}
    return episodes.order_by().aggregate(**counts)


def _of_worker(episodes: Rows, worker: str) -> Rows:
    if worker == NOBODY:
        return episodes.filter(key_worker__isnull=True)
    return episodes.filter(key_worker__uid=worker) if worker else episodes


def _of_item(rows: Rows, chosen: Chosen, kind: str = "gaps") -> Rows:
    if chosen.item and kind == "gaps":
        return rows.filter(detail__contains=f"|{chosen.item}|")
    return rows


def _first_of_each(kinds: list[Kind], episodes: Rows, asked: Asked, cap: int) -> list[_Found]:
    """The first few of each kind: the keys of each first, since a union holds no sorted part."""
    first, *others = (
        _columns(kind, rows.filter(pk__in=rows.order_by("since", "pk").values("pk")[:cap]))
        for kind in kinds
        for rows in [kind.rows(episodes, asked)]
    )
    found = [_Found(*row) for row in first.union(*others, all=True)]
    return sorted(found, key=lambda row: (row.since, row.pk))


def _one_page(kind: Kind, rows: Rows, *, before: str, after: str) -> tuple[list[_Found], str, str]:
    """Some rows in order; a page begins after, or ends before, an episode's uid."""
    mark = _marked(rows, before or after)
    backwards = bool(before) and mark is not None
    if mark is not None:
        side = "lt" if backwards else "gt"
        beyond = Q(**{f"since__{side}": mark.since}) | Q(
            since=mark.since, **{f"pk__{side}": mark.pk}
        )
        rows = rows.filter(beyond)
    order = ("-since", "-pk") if backwards else ("since", "pk")
    found = [_Found(*row) for row in _columns(kind, rows).order_by(*order)[: PAGE_SIZE + 1]]
    has_more, found = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    if backwards:
        found.reverse()
    if not found:
        return [], "", ""
    has_earlier = has_more if backwards else mark is not None
    has_later = has_more or backwards
    return found, str(found[0].episode_uid) * has_earlier, str(found[-1].episode_uid) * has_later


def _marked(rows: Rows, uid: str) -> Any:
    if not uid:
        return None
    try:
        return rows.filter(uid=uid).first()
    except ValidationError:
        return None


def _columns(kind: Kind, rows: Rows) -> QuerySet[Any, Any]:
    return (
        rows.order_by()
        .annotate(
            kind=Value(kind.code, output_field=CharField()), whose=F("patient__uid"),
            code=F("patient__code"), where=Cast(F("organisation__uid"), UUIDField()),
            place=F("organisation"), worker=Coalesce(_staff("key_worker__"), Value("")),
        )
        .values_list(*COLUMNS)
    )  # fmt: skip


def _staff(path: str) -> Any:
    return Coalesce(NullIf(F(f"{path}staff_code"), Value("")), F(f"{path}username"))


def _section(kind: Kind, total: int, items: list[Item]) -> Section:
    return Section(kind.code, str(kind.label), str(kind.lead), str(kind.act), total, items)


def _item(row: _Found, scope: Scope, *, today: date) -> Item:
    codes = codes_in(row.detail)
    return Item(
        kind=row.kind,
        missing=[str(KINDS[row.kind].names[code]) for code in codes],
        since=row.since,
        days=(today - row.since).days,
        episode_uid=row.episode_uid,
        patient_uid=row.patient_uid,
        code=format_code(row.code),
        worker=row.worker,
        url=_fix(row, codes) if row.organisation in scope.readable else "",
    )


def codes_in(detail: str) -> list[str]:
    """The codes that stand between the bars of a detail."""
    return [code for code in detail.split("|") if code]


def _fix(row: _Found, codes: list[str]) -> str:
    """The screen that puts an item right."""
    page, subject = FIXES[row.kind]
    if row.kind == "gaps" and not {*OF_DEMAND, *OF_SUBSTANCE} & set(codes):
        page, subject = "work:patient", "patient_uid"
    return first_address((page, getattr(row, subject)), ("work:patient", row.patient_uid))


FIXES = {
    "demand": ("work:demand", "episode_uid"),
    "gaps": ("work:demand", "episode_uid"),
    "measure": ("work:measures", "patient_uid"),
    "review": ("work:plan", "patient_uid"),
    "name": ("work:demand", "episode_uid"),
    "unseen": ("work:log-contact", "episode_uid"),
    "close": ("work:discharge", "episode_uid"),
    "result": ("work:health", "patient_uid"),
    "prescription": ("work:prescribe", "episode_uid"),
}
