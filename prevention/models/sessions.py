"""Sessions: who delivered them, who came, how faithful they were, what was changed."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from prevention.choices import (
    AdaptationKind,
    AdaptationVerdict,
    Delivered,
    FacilitatorRole,
    Rater,
    SessionStatus,
    TrainingKind,
)
from prevention.models.catalogue import FidelityItem, SessionPlan
from prevention.models.owned import OWNED_FIELDS, Owned
from prevention.models.runs import Cohort, Participant


LOCKED_AFTER = timedelta(days=7)
"""A delivered session is locked so long after it; later changes are the manager's (4.2)."""


class Facilitator(Owned):
    """Somebody who delivers sessions, with or without an account here."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("account"),
    )  # fmt: skip
    name = models.CharField(_("name or staff code"), max_length=80)
    role = models.CharField(_("profession"), max_length=16, choices=FacilitatorRole)
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("facilitator")
        verbose_name_plural = _("facilitators")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                F("organisation"), F("user"), condition=Q(user__isnull=False),
                name="facilitator_user_once",
            ),
        ]  # fmt: skip

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ("name",)
        quasi_identifying = ("user", "role")
        clinical = ()
        open = (*OWNED_FIELDS, "retired_at")

    def __str__(self) -> str:
        return self.name


class Training(Owned):
    """A training that a facilitator has done."""

    facilitator = models.ForeignKey(Facilitator, models.PROTECT, related_name="trainings")
    kind = models.CharField(_("training"), max_length=24, choices=TrainingKind)
    programme = models.ForeignKey(
        "prevention.Programme", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("programme"),
    )  # fmt: skip
    on = models.DateField(_("done on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("training of a facilitator")
        verbose_name_plural = _("trainings of facilitators")
        ordering = ["-on", "-pk"]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("facilitator", "on", "valid_until")
        clinical = ()
        open = (*OWNED_FIELDS, "kind", "programme")

    def __str__(self) -> str:
        return self.get_kind_display()


class Session(Owned):
    """A session of a group: planned, then delivered with how many came."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="sessions")
    plan = models.ForeignKey(
        SessionPlan, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("session of the manual"),
    )  # fmt: skip
    on = models.DateField(_("date"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    facilitators = models.ManyToManyField(Facilitator, related_name="sessions", blank=True)
    girls = models.PositiveSmallIntegerField(_("girls"), default=0)
    boys = models.PositiveSmallIntegerField(_("boys"), default=0)
    others = models.PositiveSmallIntegerField(_("other or not stated"), default=0)
    status = models.CharField(
        max_length=10, choices=SessionStatus, default=SessionStatus.SCHEDULED, editable=False
    )
    status_reason = models.CharField(max_length=300, blank=True, editable=False)
    note = models.CharField(_("note"), max_length=400, blank=True)
    entered_at = models.DateTimeField(null=True, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    entry_token = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["organisation", "on"], name="session_by_day")]
        constraints = [
            models.UniqueConstraint(F("cohort"), F("plan"), F("on"), name="session_once"),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__range=(1, 300)),
                name="session_minutes",
            ),
            models.CheckConstraint(
                condition=~Q(status="delivered")
                | Q(minutes__isnull=False, entered_at__isnull=False),
                name="session_delivered_is_told",
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ("note",)
        quasi_identifying = ("entered_by", "facilitators")
        clinical = ()
        open = (
            *OWNED_FIELDS, "cohort", "plan", "on", "minutes", "girls", "boys", "others", "status",
            "status_reason", "entered_at", "entry_token",
        )  # fmt: skip

    def __str__(self) -> str:
        return f"session of {self.on}"

    @property
    def present(self) -> int:
        """How many came."""
        return self.girls + self.boys + self.others


class Attendance(models.Model):
    """Whether somebody of the register came."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendance")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="attendance")
    was_present = models.BooleanField()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [
            models.UniqueConstraint(F("session"), F("participant"), name="attendance_once"),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("participant", "was_present")
        clinical = ()
        open = ("id", "session")

    def __str__(self) -> str:
        return str(self.pk)


class Fidelity(Owned):
    """A fidelity list of a session; the facilitator's and an observer's stay apart."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="fidelity")
    rater = models.CharField(_("filled in by"), max_length=8, choices=Rater)
    quality = models.PositiveSmallIntegerField(_("quality, 1 to 5"), null=True, blank=True)
    responsiveness = models.PositiveSmallIntegerField(
        _("how the group took part, 1 to 5"), null=True, blank=True
    )
    rated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("fidelity list")
        verbose_name_plural = _("fidelity lists")
        constraints = [
            models.UniqueConstraint(F("session"), F("rater"), name="fidelity_once"),
            models.CheckConstraint(
                condition=(Q(quality__isnull=True) | Q(quality__range=(1, 5)))
                & (Q(responsiveness__isnull=True) | Q(responsiveness__range=(1, 5))),
                name="fidelity_marks",
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("rated_by",)
        clinical = ()
        open = (*OWNED_FIELDS, "session", "rater", "quality", "responsiveness")

    def __str__(self) -> str:
        return self.get_rater_display()


class FidelityScore(models.Model):
    """An answer of a fidelity list."""

    IS_ABOUT_NO_PERSON = True

    fidelity = models.ForeignKey(Fidelity, models.CASCADE, related_name="scores")
    item = models.ForeignKey(FidelityItem, models.PROTECT, related_name="+")
    value = models.CharField(max_length=6, choices=Delivered)

    class Meta:
        verbose_name = _("fidelity answer")
        verbose_name_plural = _("fidelity answers")
        constraints = [
            models.UniqueConstraint(F("fidelity"), F("item"), name="fidelity_score_once"),
        ]

    def __str__(self) -> str:
        return self.value


class Adaptation(Owned):
    """A change to what the manual says."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="adaptations")
    kind = models.CharField(_("what was changed"), max_length=10, choices=AdaptationKind)
    is_planned = models.BooleanField(_("planned beforehand"), default=False)
    touches_core = models.BooleanField(_("touches a core component"), default=False)
    reason = models.CharField(_("what and why"), max_length=300)
    verdict = models.CharField(
        _("judged"), max_length=12, choices=AdaptationVerdict, default=AdaptationVerdict.OPEN
    )
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("adaptation")
        verbose_name_plural = _("adaptations")

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ("reason",)
        quasi_identifying = ("judged_by",)
        clinical = ()
        open = (*OWNED_FIELDS, "session", "kind", "is_planned", "touches_core", "verdict")

    def __str__(self) -> str:
        return self.get_kind_display()
