"""Who holds which role where. The only module that speaks to django-guardian.

A grant is a guardian row with direct foreign keys on an organisation, never on a record. Every
change raises the person's `grants_version` in the same transaction, so that it holds from the next
request on (ASVS 5.0 8.3.2) and the person signs in afresh.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from guardian.shortcuts import assign_perm, remove_perm

from kernel import audit
from kernel.errors import Refused
from kernel.models import Organisation, OrganisationKind, OrganisationUserGrant, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import FORBIDDEN_PAIRS, Role
from kernel.scope import Home, Scope
from kernel.sessions import end_sessions


ROLE_KINDS: dict[Role, frozenset[OrganisationKind]] = {
    role: frozenset(kinds)
    for kinds, roles in (
        (
            (OrganisationKind.CLINIC, OrganisationKind.NGO),
            (Role.CLINICIAN, Role.NURSE, Role.CASE_WORKER, Role.CLINIC_MANAGER,
             Role.PRIVACY_OFFICER),
        ),
        (
            (OrganisationKind.NGO, OrganisationKind.MINISTRY, OrganisationKind.INTERNATIONAL),
            (Role.EDITOR, Role.TRANSLATOR, Role.PROGRAMME_MANAGER, Role.FACILITATOR),
        ),
        ((OrganisationKind.MINISTRY, OrganisationKind.INTERNATIONAL),
         (Role.REVIEWER, Role.COORDINATOR, Role.ANALYST, Role.EXPERT, Role.AUDITOR,
          Role.ADMINISTRATOR)),
    )
    for role in roles
}  # fmt: skip
"""At which kinds of organisation a role can be held."""

OFFICE_ROLES = (Role.EDITOR, Role.REVIEWER, Role.TRANSLATOR)
"""Roles mirrored as membership of an auth group, which Wagtail's office reads (`office_group`)."""

Follower = Callable[[Organisation], None]
_followers: list[Follower] = []


def follow_office_roles(follower: Follower) -> None:
    """Have `follower` called when an organisation's first people may enter the office.

    The office stands above the kernel and makes the organisation a room of its own there.
    """
    if follower not in _followers:
        _followers.append(follower)


def office_group(role: Role, organisation: Organisation) -> str:
    """Name the auth group that mirrors `role`: one for the nation, one for each NGO.

    People of a ministry or of an international body work on everything; people of an NGO on what is
    the NGO's own.
    """
    is_national = organisation.kind != OrganisationKind.NGO
    return role.value if is_national else f"{role.value}@{organisation.uid}"


class RoleNotGrantable(Refused):
    """The role does not fit the organisation, or the person's other roles."""

    code = "role-not-grantable"


def read_scope(user: User) -> Scope:
    """Read the roles of `user` in one query; retired people and organisations hold nothing."""
    if not user.is_active:
        return Scope(roles={}, countries={})
    rows = OrganisationUserGrant.objects.filter(
        user=user, content_object__retired_at__isnull=True
    ).values_list(
        "content_object_id",
        "permission__codename",
        "content_object__kind",
        "content_object__country",
        "content_object__name",
    )
    homes: dict[int, Home] = {}
    roles: dict[int, set[Role]] = defaultdict(set)
    countries: dict[Role, set[str]] = defaultdict(set)
    for organisation_id, codename, kind, country, name in rows:
        homes[organisation_id] = Home(name=name, country=country)
        role = Role(codename.removeprefix("hold_"))
        roles[organisation_id].add(role)
        if kind == OrganisationKind.MINISTRY:
            countries[role].add(country)
        elif kind == OrganisationKind.INTERNATIONAL:
            countries[role].add("*")
    return Scope(
        roles={pk: frozenset(held) for pk, held in roles.items()},
        countries={role: frozenset(reach) for role, reach in countries.items()},
        homes=homes,
        is_system=user.is_system,
    )


@transaction.atomic
def give_role(*, user: User, role: Role, organisation: Organisation, by: User | None) -> None:
    """Let `user` hold `role` at `organisation`; safe to repeat.

    Who may give which role is the caller's question (`kernel.actions`); what can be held together
    is answered here. `by=None` is the installation itself.

    Raises:
        RoleNotGrantable: the organisation is of another kind, or the roles must stay apart.
    """
    if organisation.kind not in ROLE_KINDS[role]:
        raise RoleNotGrantable(
            _("%(role)s cannot be held at an organisation of this kind.") % {"role": role.label}
        )
    held = roles_of(user)
    clash = next((other for other in held if frozenset({role, other}) in FORBIDDEN_PAIRS), None)
    if clash:
        raise RoleNotGrantable(
            _("%(role)s and %(other)s must be two people.")
            % {"role": role.label, "other": clash.label}
        )
    assign_perm(f"hold_{role}", user, organisation)
    if role in OFFICE_ROLES:
        user.groups.add(Group.objects.get_or_create(name=office_group(role, organisation))[0])
        for follower in _followers:
            follower(organisation)
    end_sessions(user)
    audit.record(
        audit.Event.ROLE_GRANTED,
        by=by,
        action=AuditAction.GRANT,
        organisation=organisation,
        target=user,
        role=role.value,
    )


@transaction.atomic
def withdraw_role(*, user: User, role: Role, organisation: Organisation, by: User | None) -> None:
    """Take `role` at `organisation` from `user`; safe to repeat."""
    remove_perm(f"hold_{role}", user, organisation)
    if role in OFFICE_ROLES:
        group = office_group(role, organisation)
        kept = {office_group(held, where) for held, where in grants_of(user)}
        user.groups.remove(*Group.objects.filter(name=group).exclude(name__in=kept))
    end_sessions(user)
    audit.record(
        audit.Event.ROLE_WITHDRAWN,
        by=by,
        action=AuditAction.GRANT,
        organisation=organisation,
        target=user,
        role=role.value,
    )


@transaction.atomic
def mirror_office_roles() -> list[Organisation]:
    """Put people into the groups of the office that their grants name, and out of all others.

    For grants that are older than the groups. Returns the organisations in use whose people may
    enter the office; safe to repeat.
    """
    rows = OrganisationUserGrant.objects.filter(
        permission__codename__in=[f"hold_{role}" for role in OFFICE_ROLES]
    ).select_related("permission", "content_object")
    members: dict[str, set[int]] = {role.value: set() for role in OFFICE_ROLES}
    rooms = Q(pk__in=[])
    for role in OFFICE_ROLES:
        rooms |= Q(name__startswith=f"{role.value}@")
    members |= {name: set() for name in Group.objects.filter(rooms).values_list("name", flat=True)}
    held = [row for row in rows if row.content_object.kind in ROLE_KINDS[row.role]]
    for row in held:
        members.setdefault(office_group(row.role, row.content_object), set()).add(row.user_id)
    for name, people in members.items():
        Group.objects.get_or_create(name=name)[0].user_set.set(people)
    found = {row.content_object for row in held if row.content_object.retired_at is None}
    return sorted(found, key=lambda organisation: organisation.pk)


def roles_of(user: User) -> frozenset[Role]:
    """Every role that `user` holds anywhere, read afresh."""
    return frozenset(
        Role(codename.removeprefix("hold_"))
        for codename in OrganisationUserGrant.objects.filter(user=user).values_list(
            "permission__codename", flat=True
        )
    )


def grants_of(user: User) -> list[tuple[Role, Organisation]]:
    """Every role of `user` with its organisation, read afresh in one query."""
    rows = OrganisationUserGrant.objects.filter(user=user).select_related(
        "permission", "content_object"
    )
    return [(row.role, row.content_object) for row in rows]


def people_with(roles: Iterable[Role], *, at: Organisation) -> QuerySet[User]:
    """People in use who hold one of `roles` at exactly this organisation, by staff code."""
    names = [f"hold_{role}" for role in roles]
    grants = OrganisationUserGrant.objects.filter(content_object=at, permission__codename__in=names)
    found = User.objects.filter(pk__in=grants.values("user"), is_active=True)
    return found.order_by("staff_code", "pk")
