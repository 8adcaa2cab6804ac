"""A release being compiled in the background: what was asked, how far it is, how it ended."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from analytics.models.releases import Release
from analytics.vocabulary import CompilationState, PeriodKind, Step
from kernel.models.organisations import Country


class Compilation(models.Model):
    """One order to compile. `refusal` says in words why there is no release."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    country = models.CharField(max_length=2, choices=Country)
    organisation = models.ForeignKey(
        "kernel.Organisation", models.PROTECT, null=True, related_name="+"
    )
    kind = models.CharField(max_length=8, choices=PeriodKind)
    since = models.DateField()
    before = models.DateField()
    state = models.CharField(
        max_length=8, choices=CompilationState, default=CompilationState.QUEUED
    )
    step = models.CharField(max_length=8, choices=Step, default=Step.FREEZE)
    refusal = models.TextField(blank=True, max_length=2000)
    release = models.ForeignKey(Release, models.PROTECT, null=True, related_name="compilations")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    """When the worker last said that it is alive."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("compilation")
        verbose_name_plural = _("compilations")
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(since__lt=F("before")), name="compilation_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.since} {self.state}"
