"""The sites of an organisation: schools, centres, clubs, with their pupils."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import audit
from kernel.errors import Refused
from kernel.models import Organisation, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from prevention import states
from prevention.actions._rows import lock, store
from prevention.models import DeliverySite


class SiteInUse(Refused):
    """Programmes are under way at the site."""

    code = "site-in-use"


class RegionElsewhere(Refused):
    """The region belongs to another country."""

    code = "region-elsewhere"


SITE_FIELDS = ("kind", "name", "region", "girls", "boys", "others")


@transaction.atomic(durable=True)
def add_site(*, organisation: Organisation, by: User, **fields: Any) -> DeliverySite:
    """Write a site down; `fields` are `SITE_FIELDS`.

    Raises:
        NotPermitted, RegionElsewhere.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=organisation)
    _check_region(organisation, fields)
    site = DeliverySite(organisation=organisation, **fields)
    site.clean_fields(exclude=("organisation", "region"))
    site.save(force_insert=True)
    _note(site, action=AuditAction.CREATE, by=by)
    return site


@transaction.atomic(durable=True)
def change_site(
    *, site: DeliverySite, row_version: int | None = None, by: User, **fields: Any
) -> DeliverySite:
    """Write a site anew.

    Raises:
        NotPermitted, Stale, RegionElsewhere.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=site.organisation)
    site = lock(site, version=row_version)
    _check_region(site.organisation, fields)
    for name in SITE_FIELDS:
        setattr(site, name, fields[name])
    site.clean_fields(exclude=("organisation", "region"))
    store(site, *SITE_FIELDS)
    _note(site, by=by)
    return site


@transaction.atomic(durable=True)
def retire_site(*, site: DeliverySite, now: datetime, by: User) -> DeliverySite:
    """Offer a site for new implementations no more. Safe to repeat.

    Raises:
        NotPermitted, SiteInUse.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=site.organisation)
    site = lock(site)
    if site.runs.exclude(status__in=states.ENDED).exists():
        raise SiteInUse(_("Implementations are planned or under way here. End them first."))
    if site.retired_at is None:
        site.retired_at = now
        store(site, "retired_at")
        _note(site, by=by, reason_code="RETIRED")
    return site


def _check_region(organisation: Organisation, fields: dict[str, Any]) -> None:
    region = fields.get("region")
    if region and organisation.country and region.country != organisation.country:
        raise RegionElsewhere(_("This region is in another country. Choose again."))


def _note(
    site: DeliverySite, *, by: User, action: AuditAction = AuditAction.UPDATE, **what: Any
) -> None:
    audit.record(
        audit.Event.DELIVERY_SITE_SAVED, by=by, action=action, organisation=site.organisation,
        target=site, **what,
    )  # fmt: skip
