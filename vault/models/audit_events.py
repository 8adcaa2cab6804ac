"""Who asked the vault what, and when: written in the vault's own transaction."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.models import AuditRecord


class VaultAuditEvent(AuditRecord):
    """An event of the vault. Ids, codes and counts; never a name, a number or a query."""

    class Meta(AuditRecord.Meta):
        verbose_name = _("vault audit event")
        verbose_name_plural = _("vault audit events")
        indexes = [
            *AuditRecord.Meta.indexes,
            models.Index("actor_uid", "event", "at", name="vaultauditevent_actor"),
        ]
