"""What the libraries tell us: signing in, signing out, second factors. The only signals we hear."""

from typing import Any

from allauth.account.signals import password_changed, user_logged_in
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_used
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.signals import user_logged_in as session_began
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.http import HttpRequest

from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.sessions import DOOR, SECOND_FACTOR, end_other_sessions


def connect() -> None:
    """Start listening; called once, when the app is ready."""
    for signal, receiver in (
        (session_began, bind_to_door),
        (user_logged_in, signed_in),
        (user_login_failed, sign_in_failed),
        (user_logged_out, signed_out),
        (password_changed, own_password_changed),
        (authenticator_used, second_factor_shown),
        (authenticator_added, second_factor_added),
        (authenticator_removed, second_factor_removed),
    ):
        signal.connect(receiver, dispatch_uid=f"kernel.{receiver.__name__}")


def bind_to_door(*, request: HttpRequest, **kwargs: Any) -> None:
    """Write into the session at which door it began; other doors refuse it."""
    request.session[DOOR] = settings.SURFACE


def signed_in(*, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Record the sign-in and end the person's earlier session at this door."""
    ended = end_other_sessions(user, request.session)
    audit.record(
        audit.Event.SIGNED_IN,
        by=user,
        action=AuditAction.LOGIN,
        target=user,
        second_factor=request.session.get(SECOND_FACTOR) == user.pk,
        ended=ended,
    )


def sign_in_failed(**kwargs: Any) -> None:
    """Record that somebody failed; what was typed may be a password in the wrong field."""
    audit.record(audit.Event.SIGN_IN_FAILED, by=None, action=AuditAction.FAIL, outcome="REFUSED")


def signed_out(*, user: User | None, **kwargs: Any) -> None:
    """Record the sign-out of a person; a session that was nobody's leaves no row."""
    if user is not None:
        audit.record(audit.Event.SIGNED_OUT, by=user, action=AuditAction.LOGOUT, target=user)


def own_password_changed(*, user: User, **kwargs: Any) -> None:
    """Record that a person changed their password."""
    audit.record(audit.Event.PASSWORD_CHANGED, by=user, action=AuditAction.UPDATE, target=user)


def second_factor_shown(*, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Mark the session: a password alone opens no private door."""
    request.session[SECOND_FACTOR] = user.pk


def second_factor_added(
    *, request: HttpRequest, user: User, authenticator: Any, **kwargs: Any
) -> None:
    """Mark the session in which a factor was set up and proven; recovery codes prove nothing."""
    if authenticator.type != authenticator.Type.RECOVERY_CODES:
        request.session[SECOND_FACTOR] = user.pk
    audit.record(
        audit.Event.SECOND_FACTOR_ADDED,
        by=user,
        action=AuditAction.UPDATE,
        target=user,
        factor=str(authenticator.type),
    )


def second_factor_removed(
    *, request: HttpRequest, user: User, authenticator: Any, **kwargs: Any
) -> None:
    """Unmark the session when the last factor went."""
    if not is_mfa_enabled(user):
        request.session.pop(SECOND_FACTOR, None)
    audit.record(
        audit.Event.SECOND_FACTOR_REMOVED,
        by=user,
        action=AuditAction.UPDATE,
        target=user,
        factor=str(authenticator.type),
    )
