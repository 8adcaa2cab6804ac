"""What every row of a treatment record has in common."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clinics.vocabulary import (
    VERSION,
    CorrectionReason,
    NullFlavour,
    RecordState,
    VoidReason,
)


def null_flavour(label: Any, *, default: str = NullFlavour.NASK) -> models.CharField:
    """The column that says why the answer beside it is missing; empty when there is an answer."""
    return models.CharField(label, max_length=4, choices=NullFlavour, blank=True, default=default)


def answered_or_missing(model: str, *names: str, numbers: tuple[str, ...] = ()) -> list:
    """Check constraints: each variable has a value or a null flavour, never both, never neither."""
    return [
        models.CheckConstraint(
            condition=(
                Q(**{absent: value}) & ~Q(**{f"{name}_null": ""})
                | ~Q(**{absent: value}) & Q(**{f"{name}_null": ""})
            ),
            name=f"{model}_{name}_one",
        )
        for name in (*names, *numbers)
        for absent, value in [(f"{name}__isnull", True) if name in numbers else (name, "")]
    ]


class RecordQuerySet(models.QuerySet):
    """Rows of a record."""

    def current(self) -> "RecordQuerySet":
        """Rows that hold now: neither corrected nor voided."""
        return self.filter(state=RecordState.CURRENT)


class Record(models.Model):
    """A row of a treatment record: who wrote it when, what it replaces, why it is void.

    A correction is a new row that `replaces` the old one, which becomes SUPERSEDED; a void keeps
    the row and says why. Only `state` and the voiding columns of a written row ever change.

    Nobody looks records up by who wrote them or by their batch, and people are never deleted, so
    those keys have no index: each would cost every import a tenth of its time.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(
        max_length=10, choices=RecordState, default=RecordState.CURRENT, editable=False
    )
    recorded_at = models.DateTimeField(_("recorded"), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, db_index=False
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", editable=False
    )
    correction_reason = models.CharField(max_length=16, choices=CorrectionReason, blank=True)
    voided_at = models.DateTimeField(null=True, editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False,
        db_index=False,
    )  # fmt: skip
    void_reason = models.CharField(max_length=16, choices=VoidReason, blank=True)
    vocabulary_version = models.CharField(max_length=10, default=VERSION, editable=False)
    entry_token = models.UUIDField(
        null=True, unique=True, editable=False, help_text="The form's token: a double tap is one"
    )
    batch = models.ForeignKey(
        "clinics.ImportBatch", models.PROTECT, null=True, editable=False, db_index=False
    )

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state="VOIDED", voided_at__isnull=False, voided_by__isnull=False)
                & ~Q(void_reason="")
                | ~Q(state="VOIDED") & Q(voided_at__isnull=True, void_reason=""),
                name="%(class)s_void_has_reason",
            ),
        ]


RECORD_OPEN_FIELDS = (
    "id", "uid", "state", "recorded_at", "replaces", "correction_reason", "voided_at",
    "void_reason", "vocabulary_version", "entry_token", "batch",
)  # fmt: skip
RECORD_QUASI_IDENTIFYING_FIELDS = ("recorded_by", "voided_by")
