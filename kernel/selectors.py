"""Questions about people, organisations and rights, within what the viewer may see."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from kernel.models import Organisation, OrganisationUserGrant, User
from kernel.paging import PAGE, Page, Place, page_of
from kernel.permissions import CARE_ROLES, Permission, Role, organisations_where
from kernel.policies import grantable_roles, reaches_all
from kernel.scope import scope_of


def manageable_organisations(*, viewer: User) -> QuerySet[Organisation]:
    """Organisations at which the viewer manages people."""
    held = organisations_where(viewer, Permission.PEOPLE_MANAGE)
    return Organisation.objects.filter(pk__in=held).select_related("region")


def manageable_people(*, viewer: User) -> QuerySet[User]:
    """People who hold a role where the viewer manages people, with those roles and no others.

    People without any role are seen by whoever invited them, and by administrators who reach all.
    """
    held = organisations_where(viewer, Permission.PEOPLE_MANAGE)
    if not held:
        return User.objects.none()
    grants = OrganisationUserGrant.objects.filter(content_object__in=held)
    here = grants.filter(user=OuterRef("pk"))
    anywhere = OrganisationUserGrant.objects.filter(user=OuterRef("pk"))
    invited = Q() if reaches_all(viewer) else Q(invitations__created_by=viewer)
    shown = grants.select_related("permission", "content_object").order_by("pk")
    return (
        User.objects.filter(is_system=False, is_superuser=False)
        .filter(Exists(here) | (~Exists(anywhere) & invited))
        .distinct()
        .prefetch_related(Prefetch("organisationusergrant_set", shown, to_attr="grants_seen"))
    )


def people_page(*, viewer: User, place: Place, search: str = "", size: int = PAGE) -> Page[User]:
    """One page of the people whom the viewer manages, by staff code."""
    people = manageable_people(viewer=viewer)
    if search:
        people = people.filter(Q(staff_code__istartswith=search) | Q(username__istartswith=search))
    return page_of(people, ("staff_code", "pk"), place, size=size)


def organisations_page(
    *, viewer: User, place: Place, search: str = "", size: int = PAGE
) -> Page[Organisation]:
    """One page of the organisations at which the viewer manages people, by name."""
    organisations = manageable_organisations(viewer=viewer)
    if search:
        organisations = organisations.filter(
            Q(name__icontains=search) | Q(name_ru__icontains=search)
        )
    return page_of(organisations, ("name", "pk"), place, size=size)


def can_add_organisations(*, viewer: User) -> bool:
    """Whether the viewer administers a country or more, rather than one clinic."""
    return bool(scope_of(viewer).reach(Permission.PEOPLE_MANAGE))


def open_organisations(*, viewer: User) -> QuerySet[Organisation]:
    """Organisations at which the viewer may give a role today."""
    return manageable_organisations(viewer=viewer).filter(retired_at__isnull=True)


def roles_for(*, viewer: User) -> tuple[Role, ...]:
    """Every role that the viewer may give somewhere."""
    held = scope_of(viewer).all_roles()
    if Role.ADMINISTRATOR in held:
        return tuple(Role)
    return tuple(role for role in Role if role in CARE_ROLES and Role.CLINIC_MANAGER in held)


@dataclass(frozen=True)
class Held:
    """A role that a person holds, and whether the viewer may withdraw it."""

    organisation: Organisation
    role: Role
    is_withdrawable: bool

    @property
    def code(self) -> str:
        """How a form names it."""
        return f"{self.role}-{self.organisation.uid}"


def roles_held(*, viewer: User, person: User) -> list[Held]:
    """The roles of a person of `manageable_people`, as far as the viewer sees them."""
    return [
        Held(
            grant.content_object,
            grant.role,
            person.pk != viewer.pk
            and grant.role in grantable_roles(viewer, at=grant.content_object),
        )
        for grant in person.grants_seen  # type: ignore[attr-defined] # prefetched above
    ]
