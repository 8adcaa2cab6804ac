"""People who sign in."""

import uuid
from collections.abc import Iterator
from hashlib import sha256

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from guardian.mixins import GuardianUserMixin


class User(GuardianUserMixin, AbstractUser):
    """A person who works with Umit, or the system acting by itself. Retired, never deleted."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    staff_code = models.CharField(
        _("staff code"),
        max_length=12,
        blank=True,
        help_text=_("Stands for the person on screens and in records, for example N-14."),
    )
    language = models.CharField(_("language"), max_length=8, default="en")
    is_dark = models.BooleanField(_("dark colours"), default=False)
    is_system = models.BooleanField(default=False, editable=False)
    is_invented = models.BooleanField(default=False, editable=False)
    grants_version = models.PositiveIntegerField(default=0, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(AbstractUser.Meta):
        verbose_name = _("person")  # type: ignore[assignment] # the base class is typed narrowly
        verbose_name_plural = _("people")  # type: ignore[assignment] # likewise
        constraints = [
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True) | Q(is_active=False),
                name="user_retired_is_inactive",
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ("username", "first_name", "last_name", "email", "password")
        quasi_identifying = ("staff_code", "last_login", "date_joined", "retired_at")
        clinical = ()
        open = (
            "id", "uid", "language", "is_dark", "is_system", "is_invented", "grants_version",
            "is_active", "is_staff", "is_superuser", "groups", "user_permissions",
        )  # fmt: skip

    def __str__(self) -> str:
        return self.staff_code or self.username

    def get_session_auth_hash(self) -> str:
        """Bind every session to the person's rights as well as to the password.

        Django compares this hash on each request, so that whatever raises `grants_version` ends all
        open sessions of the person at once, on every door, without looking for them.
        """
        return self._bound(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under the secrets that are being rotated out."""
        return map(self._bound, super().get_session_auth_fallback_hash())

    def _bound(self, session_hash: str) -> str:
        return sha256(f"{session_hash}:{self.grants_version}".encode()).hexdigest()


class Invitation(models.Model):
    """A one-time link by which a person sets a password. Only the token's hash is kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ("token_hash",)
        quasi_identifying = ("user", "created_by")
        clinical = ()
        open = ("id", "created_at", "expires_at", "used_at")

    def __str__(self) -> str:
        return f"invitation {self.pk}"
