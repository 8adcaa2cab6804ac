"""Adding and retiring organisations and sites."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from kernel import audit
from kernel.actions.organisations import (
    OrganisationRetired,
    OwnOrganisation,
    RegionElsewhere,
    add_organisation,
    add_site,
    retire_organisation,
)
from kernel.models import AuditEvent, OrganisationKind, Subdivision, User
from kernel.models.organisations import CentreType
from kernel.permissions import NotPermitted, Permission, has_permission
from tests.factories.kernel import (
    administrator,
    clinic,
    clinic_manager,
    clinician,
    international,
    ministry,
)


pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)


@pytest.fixture
def by() -> User:
    return administrator(at=ministry(country="KG"))


def test_an_added_organisation_is_in_the_audit(by):
    region = Subdivision.objects.filter(country="KG").first()

    added = add_organisation(
        kind=OrganisationKind.CLINIC, name="Ak-Bulak", country="KG", region=region, by=by
    )

    event = AuditEvent.objects.get(event=audit.Event.ORGANISATION_ADDED)
    assert (event.organisation_uid, event.detail) == (added.uid, {"kind": "CLINIC"})


def test_an_organisation_of_another_country_is_out_of_reach(by):
    with pytest.raises(NotPermitted):
        add_organisation(kind=OrganisationKind.CLINIC, name="X", country="KZ", by=by)
    with pytest.raises(NotPermitted):
        add_organisation(kind=OrganisationKind.INTERNATIONAL, name="X", country="", by=by)


def test_an_organisation_without_a_name_is_refused(by):
    with pytest.raises(ValidationError):
        add_organisation(kind=OrganisationKind.CLINIC, name="", country="KG", by=by)


def test_a_region_of_another_country_is_refused(by):
    region = Subdivision.objects.filter(country="KZ").first()

    with pytest.raises(RegionElsewhere):
        add_organisation(kind=OrganisationKind.NGO, name="X", country="KG", region=region, by=by)


def test_a_site_is_added_by_an_administrator_alone(by):
    here = clinic(country="KG")

    site = add_site(organisation=here, name="Room 2", centre_type=CentreType.OUTPATIENT, by=by)

    assert list(here.sites.all()) == [site]
    with pytest.raises(NotPermitted):
        add_site(
            organisation=here,
            name="Room 3",
            centre_type=CentreType.OUTPATIENT,
            by=clinic_manager(at=here),
        )


def test_a_retired_organisation_opens_nothing_any_more(by):
    here = clinic(country="KG")
    staff = clinician(at=here)
    version = staff.grants_version

    retired = retire_organisation(organisation=here, at=NOW, by=by)

    staff = User.objects.get(pk=staff.pk)
    assert retired.retired_at == NOW
    assert staff.grants_version == version + 1
    assert not has_permission(staff, Permission.RECORD_READ, at=retired)
    with pytest.raises(OrganisationRetired):
        retire_organisation(organisation=retired, at=NOW, by=by)
    with pytest.raises(OrganisationRetired):
        add_site(organisation=retired, name="X", centre_type=CentreType.OTHER, by=by)


def test_an_administrator_does_not_close_the_own_organisation():
    everywhere = international()
    by = administrator(at=everywhere)

    with pytest.raises(OwnOrganisation):
        retire_organisation(organisation=everywhere, at=NOW, by=by)


def test_a_clinic_manager_retires_no_organisation():
    here = clinic()

    with pytest.raises(NotPermitted):
        retire_organisation(organisation=here, at=NOW, by=clinic_manager(at=here))
