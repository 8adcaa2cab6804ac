"""The treatment plan, goals in the patient's words. A review makes a new one, the old one stays."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clinics.choices import Problem, Progress
from clinics.models.episodes import Episode
from clinics.models.records import (
    RECORD_OPEN_FIELDS,
    RECORD_QUASI_IDENTIFYING_FIELDS,
    Record,
    answered_or_missing,
    null_flavour,
)
from clinics.vocabulary import YesNo


class Plan(Record):
    """A plan as agreed on a day. The review `replaces` it; a correction of a slip does too."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="plans")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    on = models.DateField(_("agreed on"))
    review_on = models.DateField(_("review on"))
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("responsible")
    )
    participated = models.CharField(
        _("the patient took part"), max_length=3, choices=YesNo, blank=True
    )
    participated_null = null_flavour(_("the patient took part, no answer"))
    agreed = models.CharField(_("the patient agrees"), max_length=3, choices=YesNo, blank=True)
    agreed_null = null_flavour(_("the patient agrees, no answer"))
    is_review = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=Q(review_on__gt=F("on")), name="plan_review_is_later"),
            models.UniqueConstraint(
                F("episode"), condition=Q(state="CURRENT"), name="plan_one_current"
            ),
            *answered_or_missing("plan", "participated", "agreed"),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = (*RECORD_QUASI_IDENTIFYING_FIELDS, "on", "review_on", "responsible")
        clinical = (
            "episode", "participated", "participated_null", "agreed", "agreed_null", "is_review",
        )  # fmt: skip
        open = (*RECORD_OPEN_FIELDS, "organisation")

    def __str__(self) -> str:
        return f"plan of {self.on}"


class Goal(models.Model):
    """One goal of a plan, in the patient's words, with what is done for it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="goals")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    position = models.PositiveSmallIntegerField()
    problem = models.CharField(_("about"), max_length=16, choices=Problem)
    goal = models.CharField(_("goal, in the patient's words"), max_length=400)
    action = models.CharField(_("what is done"), max_length=400, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("who"),
    )  # fmt: skip
    due_on = models.DateField(_("by"), null=True, blank=True)
    progress = models.CharField(
        _("how far"), max_length=10, choices=Progress, default=Progress.OPEN
    )

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(F("plan"), F("position"), name="goal_position_once"),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ("goal", "action")
        quasi_identifying = ("due_on", "responsible")
        clinical = ("plan", "position", "problem", "progress")
        open = ("id", "uid", "organisation")

    def __str__(self) -> str:
        return f"goal {self.position}"
