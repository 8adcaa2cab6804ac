"""Who may give which role, and whose account somebody may touch."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refused
from kernel.grants import ROLE_KINDS, grants_of
from kernel.models import Organisation, User
from kernel.permissions import CARE_ROLES, NotPermitted, Permission, Role, has_permission
from kernel.scope import scope_of


class NotOneself(Refused):
    """Somebody tried to change their own rights or account."""

    code = "not-oneself"


class RoleNotYours(NotPermitted):
    """The role is outside what the person may give or take."""

    code = "role-not-yours"


class PersonNotYours(NotPermitted):
    """The account belongs to somebody whom the person does not manage."""

    code = "person-not-yours"


def grantable_roles(by: User, *, at: Organisation) -> tuple[Role, ...]:
    """Name the roles that `by` may give and take at the organisation `at`.

    An administrator gives every role that fits the organisation; a clinic manager the care roles
    at their own organisation, and nothing else.
    """
    if at.retired_at is not None:
        return ()
    fitting = tuple(role for role in Role if at.kind in ROLE_KINDS[role])
    if _is_administrator(by, at):
        return fitting
    if Role.CLINIC_MANAGER in scope_of(by).roles_at(at):
        return tuple(role for role in fitting if role in CARE_ROLES)
    return ()


def check_can_grant(by: User, *, user: User, role: Role, at: Organisation) -> None:
    """Refuse giving or taking `role` at `at` when it is not in the giver's hand.

    Raises:
        NotOneself: nobody changes their own rights.
        RoleNotYours: the role is not on the giver's list for this organisation.
        PersonNotYours: the account is the system's or a superuser's.
    """
    if user.pk == by.pk:
        raise NotOneself(_("Nobody changes their own rights. Ask another administrator."))
    if user.is_system or user.is_superuser:
        raise PersonNotYours(_("This account is not managed here."))
    if role not in grantable_roles(by, at=at):
        raise RoleNotYours(
            _("You cannot give or withdraw the role %(role)s at %(organisation)s.")
            % {"role": role.label, "organisation": at.name}
        )


def check_can_manage(by: User, *, user: User) -> None:
    """Refuse touching the account of somebody with a role beyond the reach of `by`.

    Whoever resets an account can enter as that person; so every role that the person holds must be
    one that `by` could have given.

    Raises:
        NotOneself: nobody retires or resets themselves.
        PersonNotYours: one of the person's roles is outside the reach of `by`.
    """
    if user.pk == by.pk:
        raise NotOneself(_("Nobody does this to their own account. Ask another administrator."))
    held = grants_of(user)
    if user.is_system or user.is_superuser or not _covers(by, user, held):
        raise PersonNotYours(
            _("This person also works beyond your organisation. Ask an administrator.")
        )


def can_manage(by: User, *, user: User) -> bool:
    """Whether `check_can_manage` would let `by` pass."""
    try:
        check_can_manage(by, user=user)
    except Refused:
        return False
    return True


def _covers(by: User, user: User, held: Iterable[tuple[Role, Organisation]]) -> bool:
    pairs = list(held)
    if not pairs:
        return reaches_all(by) or user.invitations.filter(created_by=by).exists()
    return all(_can_ever_grant(by, role, at) for role, at in pairs)


def _can_ever_grant(by: User, role: Role, at: Organisation) -> bool:
    if _is_administrator(by, at):
        return True
    return role in CARE_ROLES and Role.CLINIC_MANAGER in scope_of(by).roles_at(at)


def reaches_all(by: User) -> bool:
    """Whether `by` manages people everywhere, through an international body."""
    return "*" in scope_of(by).reach(Permission.PEOPLE_MANAGE)


def _is_administrator(by: User, at: Organisation) -> bool:
    """Whether `by` manages people at `at` as administrator rather than as clinic manager."""
    if not has_permission(by, Permission.PEOPLE_MANAGE, at=at):
        return False
    scope = scope_of(by)
    reach = scope.reach(Permission.PEOPLE_MANAGE)
    return Role.ADMINISTRATOR in scope.roles_at(at) or "*" in reach or at.country in reach
