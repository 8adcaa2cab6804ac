"""What experts add to the shipped names of substances, and the names that nobody knows yet.

No row names a patient: a term is what several people said, its history what experts decided.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clinics.choices import Evidence, TermState
from clinics.vocabulary import Substance


class AddedSubstance(models.Model):
    """A substance that a national expert added to the shipped ones."""

    key = models.CharField(max_length=24, unique=True)
    country = models.CharField(max_length=2)
    name_en = models.CharField(_("name in English"), max_length=80)
    name_ru = models.CharField(_("name in Russian"), max_length=80)
    group = models.CharField(_("chemical group"), max_length=60, blank=True)
    counts_as = models.CharField(_("counts as"), max_length=24, choices=Substance)
    added_at = models.DateTimeField(editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("substance")
        verbose_name_plural = _("substances")

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("added_at", "added_by")
        clinical = ()
        open = ("id", "key", "country", "name_en", "name_ru", "group", "counts_as")

    def __str__(self) -> str:
        return self.key


class UnknownTerm(models.Model):
    """A name of a substance that no list knows, or that means several things."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    country = models.CharField(max_length=2)
    normalised = models.CharField(max_length=80)
    as_said = models.CharField(_("as it was said"), max_length=80)
    language = models.CharField(max_length=8, blank=True)
    first_said_on = models.DateField(_("first said"))
    last_said_on = models.DateField(_("last said"))
    due_on = models.DateField(_("to be resolved by"))
    state = models.CharField(max_length=10, choices=TermState, default=TermState.OPEN)
    row_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("unknown name")
        verbose_name_plural = _("unknown names")
        constraints = [
            models.UniqueConstraint(F("country"), F("normalised"), name="unknownterm_once"),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("as_said", "normalised", "first_said_on", "last_said_on")
        clinical = ()
        open = ("id", "uid", "country", "language", "due_on", "state", "row_version")

    def __str__(self) -> str:
        return str(self.uid)


class TermResolution(models.Model):
    """What an expert decided a name to mean. The last one holds; earlier ones stay."""

    term = models.ForeignKey(UnknownTerm, models.PROTECT, related_name="resolutions")
    substance = models.CharField(
        _("substance"), max_length=24, blank=True, help_text="Key; empty when it is none"
    )
    evidence = models.CharField(_("evidence"), max_length=12, choices=Evidence)
    reason = models.CharField(_("reason"), max_length=400)
    resolved_at = models.DateTimeField(editable=False)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="termresolution_says_why"),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("resolved_at", "resolved_by")
        clinical = ()
        open = ("id", "term", "substance", "evidence", "reason")

    def __str__(self) -> str:
        return self.substance
