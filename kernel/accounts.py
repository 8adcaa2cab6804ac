"""How allauth is narrowed: nobody signs up by themselves, and every sign-in leaves a trace."""

from typing import TYPE_CHECKING, Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import resolve_url

from kernel import audit
from kernel.models.audit_events import AuditAction
from kernel.permissions import doors_of


if TYPE_CHECKING:
    from kernel.models import User


DOOR_PATHS = {"work": "work:home", "office": "wagtailadmin_home", "ministry": "ministry:home"}


class ClosedAdapter(DefaultAccountAdapter):
    """People are invited; there is no sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Send a person to the first door that opens to them."""
        from django.conf import settings  # noqa: PLC0415 - only entry points read settings

        doors = doors_of(cast("User", request.user))
        for door, target in DOOR_PATHS.items():
            if door in doors and settings.SURFACE in {door, "everything"}:
                return resolve_url(target)
        return resolve_url("profile")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Changing the password signs out; the way on is signing in with the new one."""
        return resolve_url("account_login")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave a trace of attempts that the rate limit refused before looking at them."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            audit.record(
                audit.Event.SIGN_IN_FAILED, by=None, action=AuditAction.FAIL, outcome="LIMITED"
            )
            raise
