"""What went wrong around a group, and what was done about it: the safeguarding log.

Nobody is named here. Managers of the organisation and the country's coordinator read it; it is in
no export, no fact and no figure.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from prevention.choices import IncidentKind, Referral
from prevention.models.owned import OWNED_FIELDS, Owned
from prevention.models.runs import Implementation


class Incident(Owned):
    """An incident during an implementation. It stays; only how it ended is added."""

    implementation = models.ForeignKey(Implementation, models.PROTECT, related_name="incidents")
    on = models.DateField(_("day"))
    kind = models.CharField(_("what it was"), max_length=16, choices=IncidentKind)
    done = models.TextField(_("what was done"), max_length=1000)
    referred_to = models.CharField(_("who was told"), max_length=16, choices=Referral)
    logged_at = models.DateTimeField()
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ending = models.TextField(_("how it ended"), max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, ending="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(ending=""),
                name="incident_open_or_closed",
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("on", "logged_by", "closed_by")
        clinical = ("kind", "done", "referred_to", "ending")
        open = (*OWNED_FIELDS, "implementation", "logged_at", "closed_at")

    def __str__(self) -> str:
        return str(self.pk)
