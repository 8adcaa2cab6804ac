"""People and organisations for tests: `clinician(at=organisation)` and its kin."""

from functools import partial

import factory
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from factory.django import DjangoModelFactory

from kernel.grants import give_role
from kernel.models import Organisation, OrganisationKind, Site, User
from kernel.models.organisations import CentreType
from kernel.permissions import Role


PASSWORD = "seven quiet lamps over water"


class OrganisationFactory(DjangoModelFactory):
    """A clinic in Kazakhstan, unless told otherwise."""

    class Meta:
        model = Organisation

    kind = OrganisationKind.CLINIC
    name = factory.Sequence(lambda n: f"Test organisation {n}")
    country = "KZ"
    is_invented = True


class SiteFactory(DjangoModelFactory):
    """An outpatient site of its own organisation."""

    class Meta:
        model = Site

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Test site {n}")
    centre_type = CentreType.OUTPATIENT


class UserFactory(DjangoModelFactory):
    """A person who holds no role yet."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person-{n}")
    staff_code = factory.Sequence(lambda n: f"T-{n}")
    password = factory.django.Password(PASSWORD)
    is_invented = True


def person(*roles: Role, at: Organisation, **fields: object) -> User:
    """Somebody who holds `roles` at the organisation `at`."""
    user = UserFactory(**fields)
    for role in roles:
        give_role(user=user, role=role, organisation=at, by=None)
    return user


clinician = partial(person, Role.CLINICIAN)
nurse = partial(person, Role.NURSE)
case_worker = partial(person, Role.CASE_WORKER)
clinic_manager = partial(person, Role.CLINIC_MANAGER)
privacy_officer = partial(person, Role.PRIVACY_OFFICER)
editor = partial(person, Role.EDITOR)
reviewer = partial(person, Role.REVIEWER)
translator = partial(person, Role.TRANSLATOR)
programme_manager = partial(person, Role.PROGRAMME_MANAGER)
facilitator = partial(person, Role.FACILITATOR)
coordinator = partial(person, Role.COORDINATOR)
analyst = partial(person, Role.ANALYST)
auditor = partial(person, Role.AUDITOR)
administrator = partial(person, Role.ADMINISTRATOR)


def expert(*, at: Organisation, **fields: object) -> User:
    """Somebody who resolves names of substances, also where the role cannot be given out yet."""
    Permission.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(Organisation), codename="hold_expert",
        defaults={"name": "Holds the role expert here"},
    )  # fmt: skip
    return person(Role.EXPERT, at=at, **fields)


def clinic(**fields: object) -> Organisation:
    """A clinic."""
    return OrganisationFactory(kind=OrganisationKind.CLINIC, **fields)


def ngo(**fields: object) -> Organisation:
    """A non-governmental organisation."""
    return OrganisationFactory(kind=OrganisationKind.NGO, **fields)


def ministry(**fields: object) -> Organisation:
    """A ministry, which reaches every organisation of its country."""
    named = {"name": "Test ministry"} | fields
    return OrganisationFactory(kind=OrganisationKind.MINISTRY, **named)


def international(**fields: object) -> Organisation:
    """An international body, which reaches every organisation."""
    return OrganisationFactory(kind=OrganisationKind.INTERNATIONAL, **{"country": ""} | fields)
