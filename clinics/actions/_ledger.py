"""What every entry of the stock ledger shares: locking, balancing, days, signatures.

Locks are taken in this order: patient, episode, sites by id, batches by id. Each batch gains or
loses in its cabinet, or in quarantine, exactly what the other account of the entry loses or gains.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, Sum
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from clinics.actions._entries import check_as_sent
from clinics.actions._locking import day_of
from clinics.choices import StockAccount, StockKind
from clinics.models import Dose, StockBatch, StockDay, StockEntry, StockLine
from clinics.policies import SecondPersonNeeded
from clinics.rules.stock import ON_SITE, OUT_OF_QUARANTINE, exact
from kernel import audit
from kernel.errors import Refused
from kernel.models import Site, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, has_permission


class StockShort(Refused):
    """More would leave the cabinet than the ledger says is in it."""

    code = "V47"


class OnlyDestroyed(Refused):
    """What a patient brought back is destroyed; nothing else becomes of it."""

    code = "only-destroyed"


class DayClosed(Refused):
    """The day was counted and closed; its entries are final."""

    code = "day-closed"


@dataclass(frozen=True)
class Move:
    """What the cabinet gains (or loses, below 0) of one locked batch, in mg, and from where.

    `held` is the cabinet, or the quarantine of what patients brought back.
    """

    batch: StockBatch
    account: StockAccount
    mg: Decimal
    held: StockAccount = StockAccount.CABINET

    @property
    def balance(self) -> str:
        """The column of the batch that holds the running balance of `held`."""
        return "on_hand" if self.held == StockAccount.CABINET else "quarantined"


def lock_sites(*sites: Site) -> None:
    """Lock sites, so that nothing enters an empty batch there while a day is being closed.

    Closing locks the batches that it counts; what a batch that it does not count may gain (a
    delivery, a return, what is put back) locks the site before it looks which days are open.
    """
    wanted = sorted(site.pk for site in sites)
    list(Site.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))


def lock_batches(wanted: Q) -> list[StockBatch]:
    """Lock batches for this transaction, by id, so that two acts never wait for each other."""
    return list(
        StockBatch.objects.select_for_update(of=("self",))
        .select_related("organisation", "site")
        .filter(wanted)
        .order_by("pk")
    )


def last_closed(site_id: int) -> date | None:
    """The last day of a site that is closed; with it all earlier days are."""
    day = StockDay.objects.filter(site=site_id).order_by("-on").values_list("on", flat=True)
    return day.first()


def check_open(site_id: int, on: date) -> None:
    """Demand that a day of the ledger is open.

    Raises:
        DayClosed: it was counted and closed, or a later one was.
    """
    closed = last_closed(site_id)
    if closed is not None and on <= closed:
        raise DayClosed(
            _("The stock of %(day)s is counted and closed. Write it down for the next day.")
            % {"day": formats.date_format(closed, "SHORT_DATE_FORMAT")}
        )


def first_open(site_id: int, on: date) -> date:
    """The day itself, or the first open one after it.

    What a patient received is recorded also when the count was done: it stands on the next day.
    """
    closed = last_closed(site_id)
    return on if closed is None or on > closed else closed + timedelta(days=1)


def check_second(second: User | None, *, by: User, site: Site) -> None:
    """V47: demand a second person who keeps stock at the site's organisation.

    Raises:
        SecondPersonNeeded: nobody else signed, or one who keeps no stock here.
    """
    if second is None or second.pk == by.pk:
        raise SecondPersonNeeded(
            _("Moving controlled medicine takes two people. Ask a colleague to sign."), code="V47"
        )
    if not has_permission(second, Permission.STOCK_WRITE, at=site.organisation):
        raise SecondPersonNeeded(
            _("The second person has to be somebody who keeps stock here. Ask a colleague."),
            code="V47",
        )


def available(batch: StockBatch, *, on: date, held: StockAccount = StockAccount.CABINET) -> Decimal:
    """How much of a locked batch may leave on a day, in mg, without any later day falling short."""
    later = (
        StockLine.objects.filter(batch=batch, account=held, entry__on__gt=on)
        .values("entry__on")
        .annotate(moved=Sum("mg"))
        .order_by("-entry__on")
    )
    is_cabinet = held == StockAccount.CABINET
    balance = lowest = batch.on_hand if is_cabinet else batch.quarantined
    for day in later:
        balance -= exact(day["moved"])
        lowest = min(lowest, balance)
    return lowest


def post(
    kind: StockKind,
    moves: Iterable[Move],
    *,
    site: Site,
    on: date,
    reference: str = "",
    dose: Dose | None = None,
    reverses: StockEntry | None = None,
    seconded_by: User | None = None,
    token: UUID | None = None,
    now: datetime,
    by: User,
) -> StockEntry:
    """Write one entry and its lines, and the new balance of each batch, which are locked.

    Raises:
        StockShort: a balance would fall below 0, then or on a later day.
        OnlyDestroyed: something else than destruction takes out of quarantine.
    """
    moves = list(moves)
    for move in moves:
        _check_takes(move, kind, on=on)
    entry = StockEntry(
        organisation=site.organisation, site=site, on=on, kind=kind, reference=reference,
        dose=dose, reverses=reverses, entry_token=token, recorded_at=now, recorded_by=by,
        seconded_by=seconded_by,
    )  # fmt: skip
    insert(entry)
    StockLine.objects.bulk_create(
        StockLine(entry=entry, batch=move.batch, account=account, mg=mg)
        for move in moves
        for account, mg in ((move.held, move.mg), (move.account, -move.mg))
    )
    for move in moves:
        setattr(move.batch, move.balance, getattr(move.batch, move.balance) + move.mg)
        move.batch.save(update_fields=[move.balance])
    audit.record(
        audit.Event.STOCK_MOVED, by=by, action=AuditAction.CREATE, organisation=site.organisation,
        target=entry, object_uids=[site.uid, *(move.batch.uid for move in moves)],
        kind=str(kind), second=str(seconded_by.uid) if seconded_by else "",
    )  # fmt: skip
    return entry


def _check_takes(move: Move, kind: StockKind, *, on: date) -> None:
    if move.mg >= 0:
        return
    if move.held == StockAccount.QUARANTINE and kind not in OUT_OF_QUARANTINE:
        raise OnlyDestroyed(_("What a patient brought back is destroyed, and never used again."))
    if available(move.batch, on=on, held=move.held) + move.mg < 0:
        raise too_little(move.batch.get_medicine_display())


def insert(row: StockBatch | StockEntry | StockDay) -> None:
    """Check the columns of a row and insert it; its keys lead to rows that the act has read."""
    keys = [field.name for field in row._meta.concrete_fields if field.is_relation]
    row.full_clean(exclude=keys, validate_unique=False, validate_constraints=False)
    row.save(force_insert=True)


def too_little(medicine: object) -> StockShort:
    """The refusal when the ledger holds too little of a medicine."""
    return StockShort(
        _("The ledger holds too little %(medicine)s for this. Count what is there, and enter what "
          "was received.") % {"medicine": medicine}
    )  # fmt: skip


def reversed_by(
    entry: StockEntry,
    batches: dict[int, StockBatch],
    *,
    on: date,
    reference: str = "",
    seconded_by: User | None = None,
    token: UUID | None = None,
    now: datetime,
    by: User,
) -> StockEntry:
    """Write the mirror of an entry, whose batches are locked and given by id."""
    lines = list(entry.lines.order_by("pk"))
    held = next(StockAccount(line.account) for line in lines if line.account in ON_SITE)
    moves = [
        Move(batches[line.batch_id], StockAccount(line.account), line.mg, held)
        for line in lines
        if line.account not in ON_SITE
    ]
    return post(
        StockKind.REVERSAL, moves, site=entry.site, on=on, reference=reference, dose=entry.dose,
        reverses=entry, seconded_by=seconded_by, token=token, now=now, by=by,
    )  # fmt: skip


def already_posted(
    token: UUID | None, kind: StockKind, site: Site, *, reference: str, mg: Decimal
) -> StockEntry | None:
    """The entry that the same form wrote before, if any: a double tap.

    Raises:
        TokenReused: it says something else.
    """
    if token is None:
        return None
    entry = StockEntry.objects.filter(entry_token=token).first()
    if entry is None:
        return None
    moved = entry.lines.filter(account__in=ON_SITE).aggregate(mg=Sum("mg"))["mg"]
    check_as_sent(
        (entry.kind, entry.site_id, entry.reference, exact(moved)),
        (kind, site.pk, reference, exact(mg)),
    )
    return entry


def ledger_day(site_id: int, now: datetime) -> date:
    """Today, where today is open.

    Raises:
        DayClosed: today was counted and closed.
    """
    today = day_of(now)
    check_open(site_id, today)
    return today
