"""What happened, who did it and to what: rows without foreign keys, never changed or deleted."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditAction(models.TextChoices):
    """What kind of act an event is."""

    READ = "READ", _("Read")
    LIST = "LIST", _("Listed")
    SEARCH = "SEARCH", _("Searched")
    CREATE = "CREATE", _("Created")
    UPDATE = "UPDATE", _("Changed")
    VOID = "VOID", _("Voided")
    IMPORT = "IMPORT", _("Imported")
    EXPORT = "EXPORT", _("Exported")
    PRINT = "PRINT", _("Printed")
    LOGIN = "LOGIN", _("Signed in")
    LOGOUT = "LOGOUT", _("Signed out")
    FAIL = "FAIL", _("Refused")
    GRANT = "GRANT", _("Rights changed")
    KEY = "KEY", _("Keys")
    CONFIG = "CONFIG", _("Settings")


class AuditRecord(models.Model):
    """The shape of an audit event in every database. Ids and codes only, never clinical text."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    at = models.DateTimeField(_("when"), db_index=True)
    event = models.CharField(_("event"), max_length=64)
    action = models.CharField(_("action"), max_length=8, choices=AuditAction)
    actor_uid = models.UUIDField(_("who"), null=True)
    actor = models.CharField(_("staff code"), max_length=150, blank=True)
    organisation_uid = models.UUIDField(_("organisation"), null=True)
    object_type = models.CharField(_("kind of record"), max_length=40, blank=True)
    object_uids = models.JSONField(_("records"), default=list)
    fields = models.JSONField(_("fields"), default=list)
    purpose = models.CharField(_("purpose"), max_length=32, blank=True)
    reason_code = models.CharField(_("reason"), max_length=32, blank=True)
    outcome = models.CharField(_("outcome"), max_length=16, default="OK")
    detail = models.JSONField(_("detail"), default=dict)
    request_id = models.CharField(max_length=32, blank=True)
    session_hash = models.CharField(max_length=16, blank=True)
    surface = models.CharField(_("door"), max_length=16, blank=True)

    class Meta:
        abstract = True
        ordering = ["-id"]
        indexes = [models.Index(fields=["organisation_uid", "-id"], name="%(class)s_org")]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("actor_uid", "actor", "session_hash")
        clinical = ("object_uids",)
        open = (
            "id", "uid", "at", "event", "action", "organisation_uid", "object_type", "fields",
            "purpose", "reason_code", "outcome", "detail", "request_id", "surface",
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.event}"


class AuditEvent(AuditRecord):
    """An event in `default`, written in the transaction of what it tells of."""

    class Meta(AuditRecord.Meta):
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")


class AuditSeal(models.Model):
    """One link of the chain over the events of every database, in the order they were sealed.

    mac = HMAC-SHA-256(audit key, previous mac ‖ canonical JSON of the event).
    """

    sequence = models.BigIntegerField(primary_key=True)
    stream = models.CharField(max_length=16)
    event_uid = models.UUIDField(unique=True)
    event_id = models.BigIntegerField()
    mac = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["sequence"]
        indexes = [models.Index(fields=["stream", "event_id"], name="auditseal_stream")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.stream}"
