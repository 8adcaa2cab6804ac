"""Counting the cabinet and the quarantine, and closing a day of the stock ledger."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clinics.actions import _ledger
from clinics.actions._ledger import Move
from clinics.actions._locking import day_of, once_more_on_conflict
from clinics.choices import StockAccount, StockKind
from clinics.models import StockCount, StockDay
from clinics.rules.stock import is_discrepancy
from clinics.selectors.stock import Held, due_for_count, expected_of, to_count, tolerance_of
from kernel import audit
from kernel.errors import Refused
from kernel.models import Site, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require


class NotCounted(Refused):
    """A batch that may be in the cabinet, or in quarantine, was not counted."""

    code = "not-counted"


class NotYet(Refused):
    """A day is closed when it has come."""

    code = "V03"


class Unexplained(Refused):
    """V48: a count differs from the ledger, and nobody said why."""

    code = "V48"

    def __init__(self, message: object, *, held: list[Held]) -> None:
        super().__init__(message)
        self.held = held


@once_more_on_conflict
@transaction.atomic(durable=True)
def close_day(
    *,
    site: Site,
    on: date,
    counts: Mapping[Held, Decimal],
    reasons: Mapping[Held, str],
    seconded_by: User | None,
    now: datetime,
    by: User,
) -> StockDay:
    """Close a day, and with it all earlier ones, with what was counted of each batch, in mg,
    in the cabinet and of what patients brought back.

    A count that differs from the ledger beyond the tolerance needs a reason (up to 80 characters)
    and becomes an adjustment that both people sign; the ledger then says what is there.

    Raises:
        NotPermitted, SecondPersonNeeded, NotCounted, Unexplained.
        NotYet: the day has not come.
        DayClosed: it is closed, or a later day is.
        StockShort: V47, later days used more than was counted.
    """
    require(by, Permission.STOCK_WRITE, at=site.organisation)
    _ledger.check_second(seconded_by, by=by, site=site)
    if on > day_of(now):
        raise NotYet(_("A day is closed when it has come, not before."))
    _ledger.lock_sites(site)
    batches = _ledger.lock_batches(due_for_count(site=site, on=on))
    due = to_count(batches=batches, site=site, on=on)
    if (known := _same_count(site, on, counts, by=by)) is not None:
        return known
    _ledger.check_open(site.pk, on)
    if [each for each in due if each not in counts]:
        raise NotCounted(_("Count every batch; what is not there counts 0."))
    expected = expected_of(held=due, on=on)
    adjustments = {
        Held(move.batch, move.held): _ledger.post(
            StockKind.ADJUSTMENT, [move], site=site, on=on, reference=reason,
            seconded_by=seconded_by, now=now, by=by,
        )
        for move, reason in _explained(site, due, counts, reasons, expected)
    }  # fmt: skip
    day = StockDay(
        organisation=site.organisation, site=site, on=on, closed_at=now, closed_by=by,
        seconded_by=seconded_by,
    )  # fmt: skip
    _ledger.insert(day)
    StockCount.objects.bulk_create(
        StockCount(
            day=day, batch=each.batch, account=each.account, expected_mg=expected[each],
            counted_mg=counts[each], adjustment=adjustments.get(each),
        )
        for each in due
    )  # fmt: skip
    audit.record(
        audit.Event.STOCK_DAY_CLOSED, by=by, action=AuditAction.CREATE,
        organisation=site.organisation, target=day, object_uids=[site.uid],
        second=str(seconded_by.uid) if seconded_by else "", batches=len(batches),
        differences=len(adjustments),
    )  # fmt: skip
    return day


def print_sheet(*, site: Site, on: date, by: User) -> None:
    """Leave a trace of who printed the balance of a site, and of which day.

    Raises:
        NotPermitted: `by` reads no stock there.
    """
    require(by, Permission.STOCK_READ, at=site.organisation)
    audit.record(
        audit.Event.DOCUMENT_PRINTED, by=by, action=AuditAction.PRINT,
        organisation=site.organisation, target=site, document="STOCK_BALANCE", on=on.isoformat(),
    )  # fmt: skip


def _same_count(
    site: Site, on: date, counts: Mapping[Held, Decimal], *, by: User
) -> StockDay | None:
    """The day as the same person closed it with the same counts: a double tap."""
    day = StockDay.objects.filter(site=site, on=on, closed_by=by).first()
    if day is None:
        return None
    rows = day.counts.values_list("batch", "account", "counted_mg")
    stored = {(batch, account): mg for batch, account, mg in rows}
    sent = {(each.batch.pk, str(each.account)): mg for each, mg in counts.items()}
    return day if stored == {key: sent.get(key) for key in stored} else None


def _explained(
    site: Site,
    due: list[Held],
    counts: Mapping[Held, Decimal],
    reasons: Mapping[Held, str],
    expected: Mapping[Held, Decimal],
) -> list[tuple[Move, str]]:
    """What to adjust and why, for each count that differs.

    Raises:
        Unexplained: V48, a reason is missing.
    """
    allowed = tolerance_of(site_id=site.pk)
    differing = [each for each in due if is_discrepancy(counts[each], expected[each], allowed)]
    silent = [each for each in differing if not reasons.get(each, "").strip()]
    if silent:
        raise Unexplained(
            _("The count differs from the ledger. Count again, or say what happened."),
            held=silent,
        )
    return [
        (
            Move(each.batch, StockAccount.DIFFERENCE, counts[each] - expected[each], each.account),
            reasons[each].strip(),
        )
        for each in differing
    ]
