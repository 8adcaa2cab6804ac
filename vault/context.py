"""On whose behalf the vault is asked, for which organisation and what for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel import audit
from kernel.models import Organisation, User
from kernel.models.audit_events import AuditAction
from vault.models import VaultAuditEvent


class Purpose(models.TextChoices):
    """Why somebody asks who a person is."""

    REGISTER = "REGISTER", _("Registering a patient")
    CARE = "CARE", _("Care")
    CALL = "CALL", _("Calling the patient")
    DESK_CHECK = "DESK_CHECK", _("Checking at the desk")
    REFERRAL_LETTER = "REFERRAL_LETTER", _("Writing a referral letter")
    EMERGENCY = "EMERGENCY", _("Emergency")
    CORRECTION = "CORRECTION", _("Correcting a mistake")
    IMPORT = "IMPORT", _("Importing records")


@dataclass(frozen=True)
class Context:
    """Who asks, for which organisation, and why. Every call of the vault begins with one."""

    by: User
    organisation: Organisation
    purpose: Purpose


def note(
    ctx: Context,
    event: audit.Event,
    *,
    action: AuditAction,
    patients: Iterable[UUID] = (),
    **what: Any,
) -> VaultAuditEvent:
    """Build the event of one call, with the moment of the call; `save` it before answering."""
    return audit.build(
        VaultAuditEvent,
        event,
        by=ctx.by,
        action=action,
        organisation=ctx.organisation,
        object_type="vault.patient",
        object_uids=patients,
        purpose=str(ctx.purpose),
        **what,
    )
