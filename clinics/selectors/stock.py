"""The stock ledger as it is read: the cabinet, a day's movements, its balance, what was missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from clinics.choices import StockAccount, StockKind
from clinics.models import StockBatch, StockCount, StockDay, StockEntry, StockLine, StockTolerance
from clinics.rules.stock import (
    COUNT_TOLERANCE,
    EXPIRES_SOON,
    ON_SITE,
    exact,
    is_discrepancy,
    units_of,
)
from clinics.selectors.paging import Page, page_of
from clinics.selectors.wording import plain
from kernel.models import Organisation, Site, User
from kernel.permissions import Permission, organisations_where


CABINET, QUARANTINE = StockAccount.CABINET, StockAccount.QUARANTINE
INCIDENT_DAYS = 30
"""How long a difference found at a count stays on the front page of the stock."""


def stock_sites(*, viewer: User, permission: Permission = Permission.STOCK_READ) -> QuerySet[Site]:
    """Sites in use whose stock the viewer may read (or write); the root of what follows."""
    organisations = organisations_where(viewer, permission)
    found = Site.objects.filter(organisation__in=organisations, retired_at__isnull=True)
    return found.select_related("organisation").order_by("organisation__name", "name", "pk")


def stock_batches(*, viewer: User) -> QuerySet[StockBatch]:
    """Batches that the viewer may move."""
    organisations = organisations_where(viewer, Permission.STOCK_WRITE)
    found = StockBatch.objects.filter(organisation__in=organisations)
    return found.select_related("organisation", "site__organisation")


def stock_entries(*, viewer: User) -> QuerySet[StockEntry]:
    """Entries that the viewer may reverse."""
    organisations = organisations_where(viewer, Permission.STOCK_WRITE)
    found = StockEntry.objects.filter(organisation__in=organisations)
    return found.select_related("organisation", "site__organisation")


def other_sites(*, viewer: User, site: Site) -> list[Site]:
    """Where medicine of a site may be sent: the other sites of its organisation."""
    sites = stock_sites(viewer=viewer, permission=Permission.STOCK_WRITE)
    return list(sites.filter(organisation=site.organisation_id).exclude(pk=site.pk))


def counted_units(mg: Decimal, batch: StockBatch) -> Decimal:
    """An amount in units of its product, without zeros at the end."""
    units = units_of(mg, batch.mg_per_unit)
    return plain(units) or Decimal(0)


@dataclass(frozen=True)
class Shelf:
    """One batch in the cabinet."""

    uid: UUID
    medicine: str
    product: str
    number: str
    unit: str
    mg: Decimal
    units: Decimal
    expires_on: date
    is_expired: bool
    expires_soon: bool


def quarantine(*, site: Site, today: date) -> list[Shelf]:
    """What patients brought back to a site and nobody has destroyed yet."""
    batches = StockBatch.objects.filter(site=site, quarantined__gt=0)
    return [_shelf(batch, batch.quarantined, today) for batch in batches.order_by(*IN_ORDER)]


def cabinet(*, site: Site, today: date) -> list[Shelf]:
    """What is in the cabinet of a site, by medicine, what expires first on top."""
    batches = StockBatch.objects.filter(site=site, on_hand__gt=0)
    ordered = batches.order_by("medicine", "expires_on", "pk")
    return [_shelf(batch, batch.on_hand, today) for batch in ordered]


def _shelf(batch: StockBatch, mg: Decimal, today: date) -> Shelf:
    soon = today + timedelta(days=EXPIRES_SOON.value)
    return Shelf(
        uid=batch.uid,
        medicine=batch.get_medicine_display(),
        product=batch.product,
        number=batch.number,
        unit=batch.unit_name,
        mg=mg,
        units=counted_units(mg, batch),
        expires_on=batch.expires_on,
        is_expired=batch.expires_on <= today,
        expires_soon=today < batch.expires_on <= soon,
    )


@dataclass(frozen=True)
class Movement:
    """One entry of the ledger, with what it did to the cabinet, batch by batch."""

    uid: UUID
    what: str
    parts: list["Part"]
    reference: str
    recorded_at: datetime
    by: str
    second: str
    may_reverse: bool


@dataclass(frozen=True)
class Part:
    """What one entry did to one batch: mg and units, below 0 when it left the site."""

    product: str
    number: str
    mg: Decimal
    units: Decimal
    unit: str
    is_quarantine: bool = False


@dataclass(frozen=True)
class Movements:
    """A page of entries, with the uids from which the pages beside it follow."""

    rows: list[Movement]
    earlier: str = ""
    later: str = ""


def movements(
    *, site: Site, on: date, before: str = "", after: str = "", size: int = 25
) -> Movements:
    """Entries of one day of a site, the last on top, a page at a time."""
    rows = StockEntry.objects.filter(site=site, on=on).select_related(
        "recorded_by", "seconded_by", "reverses", "reversed_by"
    )
    lines = StockLine.objects.select_related("batch")
    found: Page[StockEntry] = page_of(
        rows, day="recorded_at", before=before, after=after, size=size
    )
    by_entry: dict[int, list[StockLine]] = {row.pk: [] for row in found.rows}
    for line in lines.filter(entry__in=by_entry).order_by("pk"):
        by_entry[line.entry_id].append(line)
    return Movements(
        rows=[_movement(row, by_entry[row.pk]) for row in found.rows],
        earlier=found.earlier,
        later=found.later,
    )


def movement(entry: StockEntry) -> Movement:
    """One entry as a line of the ledger."""
    return _movement(entry, list(entry.lines.select_related("batch").order_by("pk")))


def _movement(entry: StockEntry, lines: list[StockLine]) -> Movement:
    parts = [
        Part(
            product=line.batch.product,
            number=line.batch.number,
            mg=line.mg,
            units=counted_units(line.mg, line.batch),
            unit=line.batch.unit_name,
            is_quarantine=line.account == QUARANTINE,
        )
        for line in lines
        if line.account in ON_SITE
    ]
    what = entry.get_kind_display()
    if entry.reverses is not None:
        what = f"{what}: {entry.reverses.get_kind_display()}"
    is_sent = any(line.account == StockAccount.OTHER_SITE for line in lines)
    is_final = entry.kind == StockKind.REVERSAL or hasattr(entry, "reversed_by")
    return Movement(
        uid=entry.uid,
        what=what,
        parts=parts,
        reference=entry.reference,
        recorded_at=entry.recorded_at,
        by=entry.recorded_by.staff_code or "",
        second=(entry.seconded_by.staff_code or "") if entry.seconded_by else "",
        may_reverse=not is_final and not is_sent and entry.dose_id is None,
    )


COLUMNS = {
    StockKind.RECEIPT: "received",
    StockKind.DISPENSING: "dispensed",
    StockKind.RETURN: "returned",
    StockKind.SPILLAGE: "spilled",
    StockKind.DESTRUCTION: "destroyed",
    StockKind.TRANSFER_OUT: "sent",
    StockKind.ADJUSTMENT: "difference",
}
"""The column of the balance in which a kind of movement stands; a reversal takes off there."""


@dataclass
class BalanceRow:
    """One batch on one day, in mg: what went out is below 0, so that the row adds up.

    What patients brought back of a batch is a row of its own.
    """

    batch: StockBatch
    is_quarantine: bool = False
    opening: Decimal = Decimal(0)
    received: Decimal = Decimal(0)
    dispensed: Decimal = Decimal(0)
    returned: Decimal = Decimal(0)
    spilled: Decimal = Decimal(0)
    destroyed: Decimal = Decimal(0)
    sent: Decimal = Decimal(0)
    difference: Decimal = Decimal(0)
    counted: Decimal | None = None
    reason: str = ""

    @property
    def closing(self) -> Decimal:
        """What the ledger says at the end of the day."""
        return self.opening + sum((getattr(self, name) for name in COLUMNS.values()), Decimal(0))

    @property
    def closing_units(self) -> Decimal:
        """The same in units of the product."""
        return counted_units(self.closing, self.batch)


@dataclass(frozen=True)
class Balance:
    """The stock of a site on one day."""

    site: Site
    on: date
    rows: list[BalanceRow] = field(default_factory=list)
    closed: StockDay | None = None


def balance(*, site: Site, on: date) -> Balance:
    """Opening, movements and closing of every batch that was there on a day; three queries."""
    day = StockDay.objects.filter(site=site, on=on).select_related("closed_by", "seconded_by")
    closed = day.first()
    there = due_for_count(site=site, on=on) | Q(site=site, lines__account=QUARANTINE)
    batches = list(StockBatch.objects.filter(there).order_by(*IN_ORDER).distinct())
    rows: dict[tuple[int, str], BalanceRow] = {
        (batch.pk, account): BalanceRow(batch=batch, is_quarantine=account == QUARANTINE)
        for account in ON_SITE
        for batch in batches
    }
    sums = (
        StockLine.objects.filter(batch__in=batches, account__in=ON_SITE, entry__on__lte=on)
        .annotate(what=Coalesce("entry__reverses__kind", "entry__kind"))
        .values("batch", "account", "what")
        .annotate(
            before=Sum("mg", filter=Q(entry__on__lt=on)), moved=Sum("mg", filter=Q(entry__on=on))
        )
    )
    for each in sums:
        row, column = rows[each["batch"], each["account"]], COLUMNS[each["what"]]
        row.opening += exact(each["before"])
        setattr(row, column, getattr(row, column) + exact(each["moved"]))
    if closed is not None:
        for count in closed.counts.select_related("adjustment"):
            if (count.batch_id, count.account) in rows:
                row = rows[count.batch_id, count.account]
                row.counted = count.counted_mg
                row.reason = count.adjustment.reference if count.adjustment else ""
    seen = [row for row in rows.values() if _says_something(row)]
    return Balance(site=site, on=on, rows=seen, closed=closed)


IN_ORDER = ("medicine", "product", "expires_on", "pk")


def _says_something(row: BalanceRow) -> bool:
    figures = (row.opening, *(getattr(row, name) for name in COLUMNS.values()))
    return row.counted is not None or any(figures)


class Held(NamedTuple):
    """What is counted by itself: a batch in the cabinet, or what patients brought back of it."""

    batch: StockBatch
    account: StockAccount = CABINET

    @property
    def is_quarantine(self) -> bool:
        """Whether it waits to be destroyed."""
        return self.account == QUARANTINE

    @property
    def key(self) -> str:
        """By what a form names it."""
        return f"{self.batch.uid}_quarantine" if self.is_quarantine else str(self.batch.uid)

    @property
    def mg(self) -> Decimal:
        """What the ledger says now."""
        return self.batch.quarantined if self.is_quarantine else self.batch.on_hand


def due_for_count(*, site: Site, on: date) -> Q:
    """Batches that may be there at the end of a day: not empty now, or moved since."""
    moved = _moved_since(site=site, on=on).values("batch")
    return Q(site=site) & (Q(on_hand__gt=0) | Q(quarantined__gt=0) | Q(pk__in=moved))


def _moved_since(*, site: Site, on: date) -> QuerySet[StockLine]:
    return StockLine.objects.filter(entry__site=site, entry__on__gte=on, account__in=ON_SITE)


def to_count(*, batches: Iterable[StockBatch], site: Site, on: date) -> list[Held]:
    """What is counted of batches that are due: first the cabinet, then the quarantine."""
    moved = set(_moved_since(site=site, on=on).values_list("batch", "account"))
    places = [Held(batch, account) for batch in batches for account in ON_SITE]
    due = [each for each in places if each.mg > 0 or (each.batch.pk, each.account) in moved]
    return sorted(due, key=lambda each: each.is_quarantine)


def held_to_count(*, site: Site, on: date) -> list[Held]:
    """The lines of the count of a day, in the order of the shelf."""
    batches = StockBatch.objects.filter(due_for_count(site=site, on=on)).order_by(*IN_ORDER)
    return to_count(batches=batches, site=site, on=on)


def expected_of(*, held: Iterable[Held], on: date) -> dict[Held, Decimal]:
    """What the ledger says at the end of a day, in mg."""
    found = {each: each.mg for each in held}
    batches = {each.batch.pk for each in found}
    later = StockLine.objects.filter(batch__in=batches, entry__on__gt=on)
    sums = later.values("batch", "account").annotate(moved=Sum("mg"))
    moved = {(each["batch"], each["account"]): exact(each["moved"]) for each in sums}
    return {
        each: mg - moved.get((each.batch.pk, each.account), Decimal(0))
        for each, mg in found.items()
    }


def tolerance_of(*, site_id: int) -> Decimal:
    """How far a count of one batch may lie from the ledger at a site, in mg (V48)."""
    own = StockTolerance.objects.filter(site=site_id).values_list("mg", flat=True).first()
    return Decimal(COUNT_TOLERANCE.value) if own is None else own


@dataclass(frozen=True)
class Tolerance:
    """What holds at one site, and where it comes from; no source where it is the usual one."""

    site: Site
    mg: Decimal
    source: str = ""


def tolerances_at(organisation: Organisation) -> list[Tolerance]:
    """The tolerance of each site in use of an organisation."""
    sites = Site.objects.filter(organisation=organisation, retired_at__isnull=True)
    own = {row.site_id: row for row in StockTolerance.objects.filter(site__in=sites)}
    usual = Decimal(COUNT_TOLERANCE.value)
    return [
        Tolerance(site, own[site.pk].mg, own[site.pk].source)
        if site.pk in own
        else Tolerance(site, usual)
        for site in sites.order_by("name", "pk")
    ]


@dataclass(frozen=True)
class CountLine:
    """What was counted of one batch, in one place, beside what the ledger says, in mg."""

    held: Held
    counted: Decimal
    expected: Decimal
    is_discrepancy: bool

    @property
    def difference(self) -> Decimal:
        """More (above 0) or less than the ledger says."""
        return self.counted - self.expected


def compared(*, held: list[Held], counts: Mapping[Held, Decimal], on: date) -> list[CountLine]:
    """What was counted at a site beside the ledger at the end of a day."""
    expected = expected_of(held=held, on=on)
    allowed = tolerance_of(site_id=held[0].batch.site_id) if held else Decimal(0)
    return [
        CountLine(
            held=each,
            counted=counts[each],
            expected=expected[each],
            is_discrepancy=is_discrepancy(counts[each], expected[each], allowed),
        )
        for each in held
        if each in counts
    ]


def beside(on: date, days: int) -> date:
    """A day some days later, or earlier below 0."""
    return on + timedelta(days=days)


def closed_until(*, site: Site) -> date | None:
    """The last day of a site that is closed."""
    days = StockDay.objects.filter(site=site).order_by("-on")
    return days.values_list("on", flat=True).first()


@dataclass(frozen=True)
class Incident:
    """A difference that a count found, with what was said of it."""

    on: date
    product: str
    number: str
    mg: Decimal
    reason: str
    is_quarantine: bool = False


def recent_incidents(*, site: Site, today: date) -> list[Incident]:
    """Differences found at the counts of the last weeks."""
    return incidents(site=site, since=today - timedelta(days=INCIDENT_DAYS), until=today)


def incidents(*, site: Site, since: date, until: date) -> list[Incident]:
    """Differences found at counts of a period, the last on top; ten at most."""
    found = StockCount.objects.filter(
        day__site=site, day__on__range=(since, until), adjustment__isnull=False
    ).select_related("day", "batch", "adjustment")
    return [
        Incident(
            on=count.day.on,
            product=count.batch.product,
            number=count.batch.number,
            mg=count.counted_mg - count.expected_mg,
            reason=count.adjustment.reference if count.adjustment else "",
            is_quarantine=count.account == QUARANTINE,
        )
        for count in found.order_by("-day__on", "pk")[:10]
    ]
