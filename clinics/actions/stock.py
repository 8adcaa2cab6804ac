"""Moving controlled medicine: received, dispensed, returned, spilled, destroyed, sent."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clinics.actions import _ledger
from clinics.actions._ledger import DayClosed, Move, StockShort
from clinics.actions._locking import day_of, once_more_on_conflict
from clinics.choices import StockAccount, StockKind
from clinics.models import Dose, StockBatch, StockEntry
from clinics.rules.stock import ON_SITE, mg_of
from clinics.vocabulary import DoseMode, DoseUnit
from kernel.errors import Refused
from kernel.models import Site, User
from kernel.permissions import Permission, require


__all__ = [
    "BatchDiffers",
    "DayClosed",
    "NotReversible",
    "NothingMoved",
    "StockShort",
    "destroy",
    "destroy_returned",
    "dispense_for",
    "open_batch",
    "receive",
    "redispense",
    "return_by_patient",
    "reverse_entry",
    "reverse_for",
    "send_to",
    "spill",
]

FROM_CABINET = {
    "": StockAccount.PATIENTS,
    DoseMode.SUPERVISED.value: StockAccount.PATIENTS,
    DoseMode.TAKE_HOME.value: StockAccount.PATIENTS,
    DoseMode.VOMITED.value: StockAccount.PATIENTS,
    DoseMode.SPILLED.value: StockAccount.WASTE,
}
"""Where the medicine of a dose went. A hospital gives its own; what was not given stayed."""


class BatchDiffers(Refused):
    """A batch of this number is known with another strength, unit or expiry."""

    code = "batch-differs"


class NothingMoved(Refused):
    """An amount is not more than 0."""

    code = "nothing-moved"


class NotReversible(Refused):
    """An entry is put right in another way, or was already."""

    code = "not-reversible"


def open_batch(
    *, site: Site, medicine: str, product: str, mg_per_unit: Decimal, unit_name: str, number: str,
    expires_on: date,
) -> StockBatch:  # fmt: skip
    """The batch with this number at a locked site; a new and empty one when it is not known.

    Inside another act's transaction.

    Raises:
        BatchDiffers: it is known with another strength, unit or expiry.
    """
    known = StockBatch.objects.filter(site=site, medicine=medicine, product=product, number=number)
    batch = known.select_related("organisation", "site").first()
    if batch is None:
        batch = StockBatch(
            organisation=site.organisation, site=site, medicine=medicine, product=product,
            mg_per_unit=mg_per_unit, unit_name=unit_name, number=number, expires_on=expires_on,
            on_hand=Decimal(0),
        )  # fmt: skip
        _ledger.insert(batch)
        return batch
    if (batch.mg_per_unit, batch.unit_name, batch.expires_on) != (
        mg_per_unit, unit_name, expires_on,
    ):  # fmt: skip
        raise BatchDiffers(
            _("This batch is known with another strength, unit or expiry. Compare the label.")
        )
    return batch


@once_more_on_conflict
@transaction.atomic(durable=True)
def receive(
    *,
    site: Site,
    medicine: str,
    product: str,
    mg_per_unit: Decimal,
    unit_name: str,
    number: str,
    expires_on: date,
    units: Decimal,
    reference: str,
    seconded_by: User | None,
    token: UUID | None,
    now: datetime,
    by: User,
) -> StockEntry:
    """Take delivery of `units` of a product (ml, tablets, syringes); a new batch is opened.

    Raises:
        NotPermitted, SecondPersonNeeded, NothingMoved, BatchDiffers, DayClosed, TokenReused.
    """
    require(by, Permission.STOCK_WRITE, at=site.organisation)
    _ledger.check_second(seconded_by, by=by, site=site)
    mg = _positive(mg_of(units, mg_per_unit))
    _ledger.lock_sites(site)
    known = _ledger.already_posted(
        token, StockKind.RECEIPT, site, reference=reference, mg=mg
    )  # fmt: skip
    if known is not None:
        return known
    on = _ledger.ledger_day(site.pk, now)
    opened = open_batch(
        site=site, medicine=medicine, product=product, mg_per_unit=mg_per_unit,
        unit_name=unit_name, number=number, expires_on=expires_on,
    )  # fmt: skip
    (batch,) = _ledger.lock_batches(Q(pk=opened.pk))
    return _ledger.post(
        StockKind.RECEIPT, [Move(batch, StockAccount.SUPPLIER, mg)], site=site, on=on,
        reference=reference, seconded_by=seconded_by, token=token, now=now, by=by,
    )  # fmt: skip


def spill(
    *, batch: StockBatch, units: Decimal, reference: str, seconded_by: User | None,
    token: UUID | None, now: datetime, by: User,
) -> StockEntry:  # fmt: skip
    """Write off what was spilled or broken. Raises as `_move`."""
    return _move(
        StockKind.SPILLAGE, StockAccount.WASTE, batch=batch, units=-units, reference=reference,
        seconded_by=seconded_by, token=token, now=now, by=by,
    )  # fmt: skip


def return_by_patient(
    *, batch: StockBatch, units: Decimal, reference: str, seconded_by: User | None,
    token: UUID | None, now: datetime, by: User,
) -> StockEntry:  # fmt: skip
    """Take back what a patient brought: it goes into quarantine, and is never dispensed again."""
    return _move(
        StockKind.RETURN, StockAccount.PATIENTS, batch=batch, units=units, reference=reference,
        seconded_by=seconded_by, token=token, now=now, by=by, held=StockAccount.QUARANTINE,
    )  # fmt: skip


def destroy(
    *, batch: StockBatch, units: Decimal, reference: str, seconded_by: User | None,
    token: UUID | None, now: datetime, by: User,
) -> StockEntry:  # fmt: skip
    """Write off what two people destroyed, under the number of the protocol."""
    return _move(
        StockKind.DESTRUCTION, StockAccount.DESTROYED, batch=batch, units=-units,
        reference=reference, seconded_by=seconded_by, token=token, now=now, by=by,
    )  # fmt: skip


def destroy_returned(
    *, batch: StockBatch, units: Decimal, reference: str, seconded_by: User | None,
    token: UUID | None, now: datetime, by: User,
) -> StockEntry:  # fmt: skip
    """Write off what two people destroyed of that which patients brought back."""
    return _move(
        StockKind.DESTRUCTION, StockAccount.DESTROYED, batch=batch, units=-units,
        reference=reference, seconded_by=seconded_by, token=token, now=now, by=by,
        held=StockAccount.QUARANTINE,
    )  # fmt: skip


@once_more_on_conflict
@transaction.atomic(durable=True)
def _move(
    kind: StockKind,
    account: StockAccount,
    *,
    batch: StockBatch,
    units: Decimal,
    reference: str,
    seconded_by: User | None,
    token: UUID | None,
    now: datetime,
    by: User,
    held: StockAccount = StockAccount.CABINET,
) -> StockEntry:
    """Move `units` of one batch into the cabinet, or out of it below 0; or likewise `held`.

    Raises:
        NotPermitted, SecondPersonNeeded, NothingMoved, DayClosed, TokenReused.
        StockShort: V47.
    """
    site = batch.site
    require(by, Permission.STOCK_WRITE, at=site.organisation)
    _ledger.check_second(seconded_by, by=by, site=site)
    mg = mg_of(units, batch.mg_per_unit)
    _positive(abs(mg))
    _ledger.lock_sites(site)
    (batch,) = _ledger.lock_batches(Q(pk=batch.pk))
    known = _ledger.already_posted(token, kind, site, reference=reference, mg=mg)
    if known is not None:
        return known
    on = _ledger.ledger_day(site.pk, now)
    return _ledger.post(
        kind, [Move(batch, account, mg, held)], site=site, on=on, reference=reference,
        seconded_by=seconded_by, token=token, now=now, by=by,
    )  # fmt: skip


@once_more_on_conflict
@transaction.atomic(durable=True)
def send_to(
    *,
    batch: StockBatch,
    site: Site,
    units: Decimal,
    reference: str,
    seconded_by: User | None,
    token: UUID | None,
    now: datetime,
    by: User,
) -> StockEntry:
    """Hand over to another site of the organisation, where it is received in the same moment.

    Two entries: what leaves here, which is returned, and what arrives there.

    Raises:
        NotPermitted, SecondPersonNeeded, NothingMoved, BatchDiffers, DayClosed, TokenReused.
        NotReversible: the other site is this one, or another organisation's.
        StockShort: V47.
    """
    home = batch.site
    require(by, Permission.STOCK_WRITE, at=home.organisation)
    _ledger.check_second(seconded_by, by=by, site=home)
    if site.pk == home.pk or site.organisation_id != home.organisation_id:
        raise NothingMoved(_("Choose another site of this organisation."))
    mg = _positive(mg_of(units, batch.mg_per_unit))
    _ledger.lock_sites(home, site)
    known = _ledger.already_posted(
        token, StockKind.TRANSFER_OUT, home, reference=reference, mg=-mg
    )  # fmt: skip
    if known is not None:
        return known
    days = {place.pk: _ledger.ledger_day(place.pk, now) for place in (home, site)}
    other = open_batch(
        site=site, medicine=batch.medicine, product=batch.product, mg_per_unit=batch.mg_per_unit,
        unit_name=batch.unit_name, number=batch.number, expires_on=batch.expires_on,
    )  # fmt: skip
    locked = {row.pk: row for row in _ledger.lock_batches(Q(pk__in=[batch.pk, other.pk]))}
    signed: dict[str, Any] = {
        "reference": reference,
        "seconded_by": seconded_by,
        "now": now,
        "by": by,
    }
    sent = _ledger.post(
        StockKind.TRANSFER_OUT, [Move(locked[batch.pk], StockAccount.OTHER_SITE, -mg)],
        site=home, on=days[home.pk], token=token, **signed,
    )  # fmt: skip
    _ledger.post(
        StockKind.RECEIPT, [Move(locked[other.pk], StockAccount.OTHER_SITE, mg)],
        site=site, on=days[site.pk], **signed,
    )  # fmt: skip
    return sent


@once_more_on_conflict
@transaction.atomic(durable=True)
def reverse_entry(
    *,
    entry: StockEntry,
    reference: str,
    seconded_by: User | None,
    token: UUID | None,
    now: datetime,
    by: User,
) -> StockEntry:
    """Write the mirror of an entry that was wrong; both stay in the ledger.

    Raises:
        NotPermitted, SecondPersonNeeded, DayClosed, TokenReused.
        NotReversible: it was reversed before, is a reversal, was dispensed or was sent.
        StockShort: V47.
    """
    require(by, Permission.STOCK_WRITE, at=entry.site.organisation)
    _ledger.check_second(seconded_by, by=by, site=entry.site)
    lines = list(entry.lines.all())
    _ledger.lock_sites(entry.site)
    locked = _ledger.lock_batches(Q(pk__in={line.batch_id for line in lines}))
    mg = -sum(line.mg for line in lines if line.account in ON_SITE)
    known = _ledger.already_posted(
        token, StockKind.REVERSAL, entry.site, reference=reference, mg=Decimal(mg)
    )
    if known is not None:
        return known
    _check_reversible(entry, accounts={line.account for line in lines})
    on = _ledger.ledger_day(entry.site_id, now)
    return _ledger.reversed_by(
        entry, {batch.pk: batch for batch in locked}, on=on, reference=reference,
        seconded_by=seconded_by, token=token, now=now, by=by,
    )  # fmt: skip


def _check_reversible(entry: StockEntry, *, accounts: set[str]) -> None:
    if entry.dose_id is not None:
        raise NotReversible(_("Correct or void the dose instead: the ledger follows it."))
    if StockAccount.OTHER_SITE in accounts:
        raise NotReversible(_("This was sent from site to site. Send it back instead."))
    if entry.kind == StockKind.REVERSAL or StockEntry.objects.filter(reverses=entry).exists():
        raise NotReversible(_("This entry is put right already."))


def dispense_for(
    *, dose: Dose, batch: StockBatch | None = None, now: datetime, by: User
) -> StockEntry | None:
    """Take the medicine of a dose out of the cabinet of its episode's site.

    Inside the transaction of the act that writes the dose, which has asked for the permission.
    Batches are used up in the order of their expiry, several if need be, `batch` alone when it is
    named; one that has expired is left alone. Nothing happens for a dose that was not given, at a
    site that keeps no batch of its medicine, or when the dose has its entry already. The entry
    bears the day of the dose, today at the latest, and the first open day after a closed one.

    Raises:
        StockShort: V47, the usable batches hold less than the dose.
    """
    return redispense(old=None, new=dose, batch=batch, now=now, by=by)


def reverse_for(*, dose: Dose, now: datetime, by: User) -> StockEntry | None:
    """Put the medicine of a voided dose back: the mirror of its entry, if it has one.

    Inside the transaction of the act that voids the dose.

    Raises:
        StockShort: never for a dose, whose medicine comes back.
    """
    entry = _entry_of(dose)
    if entry is None:
        return None
    batches = list(entry.lines.values_list("batch", flat=True))
    _ledger.lock_sites(entry.site)
    locked = _ledger.lock_batches(Q(pk__in=batches))
    return _put_back(entry, locked, now=now, by=by)


def redispense(
    *, old: Dose | None, new: Dose, batch: StockBatch | None = None, now: datetime, by: User
) -> StockEntry | None:
    """Take out the medicine of `new`, after putting back that of `old` which it replaces.

    Inside the transaction of the act that corrects the dose; all batches are locked at once.

    Raises:
        StockShort: V47.
    """
    site = new.episode.site
    account = FROM_CABINET.get(new.mode)
    takes = account is not None and new.amount > 0 and _is_kept(site, new.medicine)
    before = _entry_of(old) if old is not None else None
    if before is None and not takes:
        return None
    if (known := _entry_of(new)) is not None:
        return known
    if before is not None:
        _ledger.lock_sites(site, before.site)
    locked = _ledger.lock_batches(_wanted(site, new, before, batch))
    if before is not None:
        _put_back(before, locked, now=now, by=by)
    if not takes or account is None:
        return None
    kept = [row for row in locked if row.medicine == new.medicine and row.site_id == site.pk]
    on = _ledger.first_open(site.pk, min(new.on, day_of(now)))
    usable = [row for row in kept if batch is None or row.pk == batch.pk]
    used = {row.pk for row in locked} & _used(before)
    moves = _portions(new, usable, account, on=on, used=used)
    kind = StockKind.SPILLAGE if account == StockAccount.WASTE else StockKind.DISPENSING
    return _ledger.post(kind, moves, site=site, on=on, dose=new, now=now, by=by)


def _wanted(site: Site, dose: Dose, before: StockEntry | None, batch: StockBatch | None) -> Q:
    """The batches that an act on a dose may touch."""
    wanted = Q(site=site, medicine=dose.medicine, on_hand__gt=0)
    if batch is not None:
        wanted |= Q(pk=batch.pk)
    if before is not None:
        wanted |= Q(pk__in=list(before.lines.values_list("batch", flat=True)))
    return wanted


def _portions(
    dose: Dose, batches: list[StockBatch], account: StockAccount, *, on: date, used: set[int]
) -> list[Move]:
    """How much of each batch a dose takes: the one that expires first is used up first.

    A corrected dose came out of the batches that were `used` for it, whatever they are by now.
    """
    open_part = dose.amount
    moves = []
    for batch in sorted(batches, key=lambda row: (row.pk not in used, row.expires_on, row.pk)):
        if (batch.expires_on <= on and batch.pk not in used) or open_part <= 0:
            continue
        strength = batch.mg_per_unit if dose.unit == DoseUnit.INJECTION else Decimal(1)
        needed = mg_of(open_part, strength)
        mg = min(needed, _ledger.available(batch, on=on))
        if mg > 0:
            moves.append(Move(batch, account, -mg))
            # Settled in mg: a third of an injection leaves a rest in units that no batch can give.
            open_part = open_part - mg / strength if mg < needed else Decimal(0)
    if open_part > 0:
        raise _ledger.too_little(dose.get_medicine_display())
    return moves


def _used(entry: StockEntry | None) -> set[int]:
    return set(entry.lines.values_list("batch", flat=True)) if entry is not None else set()


def _is_kept(site: Site, medicine: str) -> bool:
    return StockBatch.objects.filter(site=site, medicine=medicine).exists()


def _entry_of(dose: Dose) -> StockEntry | None:
    """What left the cabinet for a dose and was not put back."""
    entries = StockEntry.objects.filter(dose=dose, reversed_by=None)
    found = entries.exclude(kind=StockKind.REVERSAL).select_related("site__organisation", "dose")
    return found.first()


def _put_back(
    entry: StockEntry, locked: list[StockBatch], *, now: datetime, by: User
) -> StockEntry:
    on = _ledger.first_open(entry.site_id, entry.on)
    batches = {batch.pk: batch for batch in locked}
    return _ledger.reversed_by(entry, batches, on=on, now=now, by=by)


def _positive(mg: Decimal) -> Decimal:
    if mg <= 0:
        raise NothingMoved(_("Enter how much it was; it is more than 0."))
    return mg
