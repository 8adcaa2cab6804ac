"""Adding and retiring organisations and their sites."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import audit
from kernel.errors import Refused
from kernel.models import Organisation, OrganisationKind, Site, Subdivision, User
from kernel.models.audit_events import AuditAction
from kernel.models.organisations import CentreType
from kernel.permissions import NotPermitted, Permission, Role, require
from kernel.scope import scope_of
from kernel.sessions import end_sessions


class OrganisationRetired(Refused):
    """The organisation is retired and changes no more."""

    code = "organisation-retired"


class OwnOrganisation(Refused):
    """An administrator would lock themselves out."""

    code = "own-organisation"


class RegionElsewhere(Refused):
    """The region lies in another country."""

    code = "region-elsewhere"


@transaction.atomic
def add_organisation(
    *,
    kind: OrganisationKind,
    name: str,
    country: str,
    by: User,
    name_ru: str = "",
    region: Subdivision | None = None,
) -> Organisation:
    """Let an organisation work with Umit.

    Raises:
        NotPermitted: `by` administers no accounts in that country.
        RegionElsewhere: the region is not in the country.
        ValidationError: a field is missing or malformed.
    """
    _require_administrator(by, country=country)
    _check_region(region, country)
    organisation = Organisation(
        kind=kind, name=name, name_ru=name_ru, country=country, region=region
    )
    organisation.full_clean()
    organisation.save(force_insert=True)
    audit.record(
        audit.Event.ORGANISATION_ADDED,
        by=by,
        action=AuditAction.CREATE,
        organisation=organisation,
        target=organisation,
        kind=str(kind),
    )
    return organisation


@transaction.atomic
def add_site(
    *,
    organisation: Organisation,
    name: str,
    centre_type: CentreType,
    by: User,
    name_ru: str = "",
    region: Subdivision | None = None,
    counts_for_tdi: bool = True,
) -> Site:
    """Add a place where the organisation works.

    Raises:
        NotPermitted: `by` administers no accounts in the organisation's country.
        OrganisationRetired: nothing is added to a retired organisation.
        RegionElsewhere: the region is not in the organisation's country.
    """
    _require_administrator(by, country=organisation.country)
    _check_open(organisation)
    _check_region(region, organisation.country)
    site = Site(
        organisation=organisation,
        name=name,
        name_ru=name_ru,
        centre_type=centre_type,
        region=region,
        counts_for_tdi=counts_for_tdi,
    )
    site.full_clean()
    site.save(force_insert=True)
    audit.record(
        audit.Event.SITE_ADDED,
        by=by,
        action=AuditAction.CREATE,
        organisation=organisation,
        target=site,
    )
    return site


@transaction.atomic
def retire_organisation(*, organisation: Organisation, at: datetime, by: User) -> Organisation:
    """Close an organisation: its roles open nothing from the next request on. Records stay.

    Raises:
        NotPermitted: `by` does not administer accounts there.
        OwnOrganisation: `by` holds the administrator's role at it.
        OrganisationRetired: it is retired already.
    """
    require(by, Permission.PEOPLE_MANAGE, at=organisation)
    _require_administrator(by, country=organisation.country)
    if scope_of(by).roles_at(organisation):
        raise OwnOrganisation(_("You hold a role here. Ask an administrator elsewhere."))
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    _check_open(organisation)
    organisation.retired_at = at
    organisation.save(update_fields=["retired_at"])
    people = User.objects.filter(organisationusergrant__content_object=organisation).distinct()
    for person in people:
        end_sessions(person)
    audit.record(
        audit.Event.ORGANISATION_RETIRED,
        by=by,
        action=AuditAction.UPDATE,
        organisation=organisation,
        target=organisation,
        people=len(people),
    )
    return organisation


def _require_administrator(by: User, *, country: str) -> None:
    """Clinic managers manage people, not organisations: that takes reach over the country."""
    scope = scope_of(by)
    reach = scope.reach(Permission.PEOPLE_MANAGE)
    if Role.ADMINISTRATOR not in scope.all_roles() or not ("*" in reach or country in reach):
        raise NotPermitted(_("Your role does not reach organisations of this country."))


def _check_open(organisation: Organisation) -> None:
    if organisation.retired_at is not None:
        raise OrganisationRetired(_("This organisation is retired."))


def _check_region(region: Subdivision | None, country: str) -> None:
    if region is not None and region.country != country:
        raise RegionElsewhere(_("This region lies in another country."))
