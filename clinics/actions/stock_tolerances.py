"""How far a count may lie from the ledger at a site: configuration, with its source."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clinics.actions._locking import once_more_on_conflict
from clinics.models import StockTolerance
from clinics.selectors.stock import tolerances_at
from kernel import audit
from kernel.errors import Refused
from kernel.models import Organisation, Site, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require


class WrongTolerance(Refused):
    """A tolerance is below 0, of another organisation's site, or nobody knows where it is from."""

    code = "wrong-tolerance"


class ToleranceChanged(Refused):
    """Somebody else set the tolerance of the same site since the page was opened."""

    code = "tolerance-changed"


@once_more_on_conflict
@transaction.atomic(durable=True)
def set_tolerances(
    *,
    at: Organisation,
    tolerances: Mapping[Site, Decimal],
    source: str,
    shown: Mapping[Site, Decimal] | None = None,
    by: User,
) -> list[Site]:
    """Set the tolerance of sites, in mg; sites whose tolerance stays the same keep their source.

    `shown` is what the page said when it was opened: what was left as shown is left as it is now.
    It holds for counts from now on; days that are closed stay as they are. Returns the sites that
    changed.

    Raises:
        NotPermitted: `by` does not configure this clinic.
        ToleranceChanged: somebody else set a site that `by` sets too.
        WrongTolerance: below 0, not a site of this clinic, or without a source.
    """
    require(by, Permission.CLINIC_CONFIGURE, at=at)
    list(
        StockTolerance.objects.select_for_update().filter(site__in=list(tolerances)).order_by("pk")
    )
    known = {each.site: each.mg for each in tolerances_at(at)}
    if set(tolerances) - set(known):
        raise WrongTolerance(_("Choose sites of this clinic that are in use."))
    before = known | dict(shown or {})
    changed = {site: mg for site, mg in tolerances.items() if mg not in {before[site], known[site]}}
    _check_shown(changed, before, known)
    if changed and not source.strip():
        raise WrongTolerance(_("Name the source: the order or instruction that allows it."))
    for site, mg in changed.items():
        if mg < 0:
            raise WrongTolerance(_("A tolerance is 0 mg or more. Correct it."))
        row = StockTolerance.objects.filter(site=site).first()
        row = row or StockTolerance(site=site)
        row.mg, row.source = mg, source.strip()
        row.full_clean(exclude=["site"], validate_unique=False, validate_constraints=False)
        row.save()
    if changed:
        audit.record(
            audit.Event.STOCK_TOLERANCE_SET, by=by, action=AuditAction.UPDATE, organisation=at,
            target=at, object_uids=[site.uid for site in changed],
            mg=[str(mg) for mg in changed.values()],
        )  # fmt: skip
    return list(changed)


def _check_shown(
    changed: Mapping[Site, Decimal], before: Mapping[Site, Decimal], known: Mapping[Site, Decimal]
) -> None:
    """Demand that what is changed is as the page showed it.

    Raises:
        ToleranceChanged: somebody else set it meanwhile.
    """
    overtaken = [
        f"{site.name}, {known[site]} mg" for site in changed if before[site] != known[site]
    ]
    if overtaken:
        raise ToleranceChanged(
            _(
                "Somebody else changed this meanwhile. Now it is: %(now)s. Nothing that you typed "
                "is lost: save again to put yours in its place."
            )
            % {"now": "; ".join(overtaken)}
        )
