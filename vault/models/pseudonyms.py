"""Codes: random, stored, never derived from anything and never used again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from vault.models.people import Person


class PseudonymState(models.TextChoices):
    """Whether a code still stands for somebody. A retired row stays, so the code stays taken."""

    ACTIVE = "ACTIVE", _("Active")
    RETIRED = "RETIRED", _("Retired")


class Pseudonym(models.Model):
    """A code and a `patient_uid` at one organisation; without a person for who gave no name."""

    organisation_uid = models.UUIDField()
    code = models.CharField(max_length=10)
    patient_uid = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="pseudonyms")
    idempotency_key = models.UUIDField()
    is_named_at_first = models.BooleanField(default=False)
    """Whether the key came with an identity: sent again without one, it means somebody else."""
    state = models.CharField(max_length=8, choices=PseudonymState, default=PseudonymState.ACTIVE)

    class Meta:
        verbose_name = _("pseudonym")
        verbose_name_plural = _("pseudonyms")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_uid", "code"], name="pseudonym_code_once"
            ),
            models.UniqueConstraint(
                fields=["organisation_uid", "idempotency_key"], name="pseudonym_registered_once"
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("code", "patient_uid", "person", "idempotency_key")
        clinical = ("organisation_uid",)
        open = ("id", "state", "is_named_at_first")

    def __str__(self) -> str:
        return f"pseudonym {self.pk}"
