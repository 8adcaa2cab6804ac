"""Inviting people, giving and withdrawing roles, retiring people, resetting how they sign in."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import audit, grants, policies
from kernel.errors import Refused
from kernel.models import Invitation, Organisation, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, Role, require
from kernel.sessions import end_sessions


INVITATION_HOURS = 72
TOKEN_BYTES = 32


class LinkDead(Refused):
    """The one-time link was used, replaced or is too old, or never existed."""

    code = "link-dead"


class StaffCodeTaken(Refused):
    """Two people of one organisation would be the same person in the audit."""

    code = "staff-code-taken"


class AlreadyRetired(Refused):
    """The person is retired already."""

    code = "already-retired"


class NotRetired(Refused):
    """The person is not retired."""

    code = "not-retired"


class Invited(NamedTuple):
    """A person and the token of their one-time link, which is shown once and never stored."""

    user: User
    token: str


@transaction.atomic
def invite_person(
    *,
    organisation: Organisation,
    role: Role,
    username: str,
    staff_code: str,
    at: datetime,
    by: User,
    language: str = "en",
    first_name: str = "",
    last_name: str = "",
) -> Invited:
    """Open an account for somebody and give it one role; the link lets them set a password.

    Raises:
        NotPermitted: `by` does not manage people there, or may not give the role.
        StaffCodeTaken: somebody of the organisation has the code already.
        ValidationError: the user name is taken or malformed.
    """
    require(by, Permission.PEOPLE_MANAGE, at=organisation)
    user = User(
        username=username,
        staff_code=staff_code.strip().upper(),
        first_name=first_name,
        last_name=last_name,
        language=language,
    )
    policies.check_can_grant(by, user=user, role=role, at=organisation)
    _check_staff_code(user.staff_code, organisation)
    user.set_unusable_password()
    user.full_clean()
    user.save(force_insert=True)
    grants.give_role(user=user, role=role, organisation=organisation, by=by)
    return Invited(user, _new_link(user, at=at, by=by, organisation=organisation))


@transaction.atomic
def renew_link(*, user: User, at: datetime, by: User) -> Invited:
    """Issue a new one-time link, for instance for a forgotten password; older links die.

    The old password works until the link is used.

    Raises:
        NotPermitted: `by` does not manage this person.
        AlreadyRetired: a retired person gets no link.
    """
    policies.check_can_manage(by, user=user)
    _check_not_retired(user)
    return Invited(user, _new_link(user, at=at, by=by))


def living_invitation(*, token: str, at: datetime) -> Invitation:
    """Find the invitation of a one-time link.

    Raises:
        LinkDead: used, replaced, too old, or never issued; the sentence does not say which.
    """
    found = (
        Invitation.objects.select_related("user")
        .filter(token_hash=_hash(token), used_at__isnull=True, expires_at__gt=at)
        .filter(user__is_active=True)
        .first()
    )
    if found is None:
        raise LinkDead(_("This link is no longer valid. Ask the person who sent it for a new one."))
    return found


@transaction.atomic
def accept_invitation(*, token: str, password: str, at: datetime) -> User:
    """Set the password of whoever holds the link; the link is dead afterwards.

    The holder of the link is the one who acts, hence no `by`.

    Raises:
        LinkDead: see `living_invitation`.
        ValidationError: the password is weak.
    """
    invitation = living_invitation(token=token, at=at)
    user = User.objects.select_for_update().get(pk=invitation.user_id)
    validate_password(password, user)
    if not Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True).update(used_at=at):
        raise LinkDead(_("This link was used a moment ago."))
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user)
    audit.record(audit.Event.INVITATION_USED, by=user, action=AuditAction.UPDATE, target=user)
    return user


@transaction.atomic
def give_role(*, user: User, role: Role, organisation: Organisation, by: User) -> User:
    """Let `user` hold `role` at `organisation`; they sign in afresh.

    Raises:
        NotPermitted: `by` may not give this role here.
        RoleNotGrantable: the role does not fit the organisation or the person's other roles.
    """
    require(by, Permission.PEOPLE_MANAGE, at=organisation)
    policies.check_can_grant(by, user=user, role=role, at=organisation)
    _check_not_retired(user)
    grants.give_role(user=user, role=role, organisation=organisation, by=by)
    return user


@transaction.atomic
def withdraw_role(*, user: User, role: Role, organisation: Organisation, by: User) -> User:
    """Take `role` at `organisation` from `user`; their open sessions end at once.

    Raises:
        NotPermitted: `by` may not withdraw this role here.
    """
    require(by, Permission.PEOPLE_MANAGE, at=organisation)
    policies.check_can_grant(by, user=user, role=role, at=organisation)
    grants.withdraw_role(user=user, role=role, organisation=organisation, by=by)
    return user


@transaction.atomic
def retire_person(*, user: User, at: datetime, by: User) -> User:
    """Close an account: sessions end, links die, sign-in is refused. What was done stays.

    Raises:
        NotPermitted: `by` does not manage this person.
        AlreadyRetired: the person is retired already.
    """
    policies.check_can_manage(by, user=user)
    _check_not_retired(user)
    user.is_active, user.retired_at = False, at
    user.save(update_fields=["is_active", "retired_at"])
    _void_links(user, at=at)
    end_sessions(user)
    audit.record(audit.Event.PERSON_RETIRED, by=by, action=AuditAction.UPDATE, target=user)
    return user


@transaction.atomic
def reinstate_person(*, user: User, by: User) -> User:
    """Open a retired account again, with the roles it held.

    Raises:
        NotPermitted: `by` does not manage this person.
        NotRetired: the account is open.
    """
    policies.check_can_manage(by, user=user)
    if user.retired_at is None:
        raise NotRetired(_("This account is open."))
    user.is_active, user.retired_at = True, None
    user.save(update_fields=["is_active", "retired_at"])
    audit.record(audit.Event.PERSON_REINSTATED, by=by, action=AuditAction.UPDATE, target=user)
    return user


@transaction.atomic
def reset_second_factor(*, user: User, by: User) -> int:
    """Forget a person's second factors, for instance after a lost phone; say how many.

    Raises:
        NotPermitted: `by` does not manage this person.
    """
    policies.check_can_manage(by, user=user)
    factors = Authenticator.objects.filter(user=user)
    count = factors.count()
    factors.delete()
    end_sessions(user)
    audit.record(
        audit.Event.SECOND_FACTOR_RESET,
        by=by,
        action=AuditAction.UPDATE,
        target=user,
        factors=count,
    )
    return count


def _new_link(
    user: User, *, at: datetime, by: User, organisation: Organisation | None = None
) -> str:
    _void_links(user, at=at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    Invitation.objects.create(
        user=user,
        token_hash=_hash(token),
        created_at=at,
        expires_at=at + timedelta(hours=INVITATION_HOURS),
        created_by=by,
    )
    audit.record(
        audit.Event.PERSON_INVITED,
        by=by,
        action=AuditAction.CREATE,
        target=user,
        organisation=organisation,
    )
    return token


def _void_links(user: User, *, at: datetime) -> None:
    """A link that must not work any more counts as used; the audit tells why."""
    Invitation.objects.filter(user=user, used_at__isnull=True).update(used_at=at)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _check_staff_code(code: str, organisation: Organisation) -> None:
    if (
        code
        and User.objects.filter(
            staff_code=code, organisationusergrant__content_object=organisation
        ).exists()
    ):
        raise StaffCodeTaken(
            _("The staff code %(code)s belongs to somebody else here.") % {"code": code}
        )


def _check_not_retired(user: User) -> None:
    if user.retired_at is not None:
        raise AlreadyRetired(_("This account is retired. Reinstate it first."))
