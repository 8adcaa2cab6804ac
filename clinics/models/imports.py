"""Imports: a run over one directory, its batches and where they came to."""

import uuid

from django.conf import settings
from django.db import models


class ImportRun(models.Model):
    """One directory with one set of options; the same again continues it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64, unique=True)
    options = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.source} {self.fingerprint[:8]}"


class ImportBatch(models.Model):
    """Some rows of one file, stored all or not at all, with one audit event."""

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="batches")
    table = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    rows_in = models.PositiveIntegerField()
    rows_stored = models.PositiveIntegerField()
    rows_refused = models.PositiveIntegerField()
    stored_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("run", "table", "number", name="importbatch_once"),
            models.CheckConstraint(
                condition=models.Q(rows_in=models.F("rows_stored") + models.F("rows_refused")),
                name="importbatch_accounts_for_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.number}"
