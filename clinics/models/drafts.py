"""What was typed and not sent, kept on the server and sealed; filters that somebody saved."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """A form that was begun: whose, which, about whom; its content is sealed with the draft key.

    One person has one draft of one form about one thing. Sending the form, or a week, removes it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    patient = models.ForeignKey("clinics.Patient", models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=60, help_text="Name of the view")
    subject = models.CharField(max_length=100, help_text="What the address names")
    sealed = models.BinaryField()
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(F("owner"), F("act"), F("subject"), name="draft_once"),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ("sealed",)
        quasi_identifying = ("owner", "saved_at")
        clinical = ("patient", "act", "subject")
        open = ("id", "uid", "organisation")

    def __str__(self) -> str:
        return f"draft {self.uid}"


class SavedFilter(models.Model):
    """A way to look at the caseload that somebody wants again."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=40)
    chosen = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(F("owner"), F("name"), name="savedfilter_name_once"),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("owner",)
        clinical = ()
        open = ("id", "uid", "name", "chosen")

    def __str__(self) -> str:
        return self.name
