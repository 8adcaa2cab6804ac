"""A row that belongs to one organisation."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.models import Organisation


class Owned(models.Model):
    """A row of one organisation. Abstract."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    version = models.PositiveIntegerField(
        default=1, editable=False, help_text="Grows with each change: the guard of late forms"
    )

    class Meta:
        abstract = True


OWNED_FIELDS = ("id", "uid", "organisation", "version")
