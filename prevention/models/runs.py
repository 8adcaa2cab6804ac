"""Runs of programmes: an organisation delivers a version at sites, with groups of participants.

What belongs to another organisation does not exist for a viewer. Nobody's name stands here: a
register numbers its participants, the list of names stays on paper.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.models import Subdivision
from prevention.choices import (
    AgeBand,
    Arm,
    ArmDesign,
    CohortStatus,
    ConsentRoute,
    CostCategory,
    EnrolmentMode,
    Gender,
    ImplementationStatus,
    SiteKind,
    Verdict,
)
from prevention.models.catalogue import ProgrammeVersion
from prevention.models.owned import OWNED_FIELDS, Owned


class DeliverySite(Owned):
    """A school, centre or club where programmes are delivered, with its pupils: reach's base."""

    kind = models.CharField(_("kind"), max_length=12, choices=SiteKind)
    name = models.CharField(_("name"), max_length=160)
    region = models.ForeignKey(
        Subdivision, models.PROTECT, null=True, blank=True, verbose_name=_("region")
    )
    girls = models.PositiveIntegerField(_("girls"), default=0)
    boys = models.PositiveIntegerField(_("boys"), default=0)
    others = models.PositiveIntegerField(_("other or not stated"), default=0)
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["name", "pk"]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("name",)
        clinical = ()
        open = (*OWNED_FIELDS, "kind", "region", "girls", "boys", "others", "retired_at")

    def __str__(self) -> str:
        return self.name


class Implementation(Owned):
    """One run of a programme version by one organisation."""

    programme_version = models.ForeignKey(
        ProgrammeVersion, models.PROTECT, related_name="implementations",
        verbose_name=_("programme"),
    )  # fmt: skip
    title = models.CharField(_("title"), max_length=160)
    sites = models.ManyToManyField(DeliverySite, verbose_name=_("sites"), related_name="runs")
    starts_on = models.DateField(_("begins"))
    ends_on = models.DateField(_("ends"))
    funder = models.CharField(_("who pays"), max_length=160, blank=True)
    arm_design = models.CharField(
        _("comparison"), max_length=12, choices=ArmDesign, default=ArmDesign.NONE
    )
    consent_route = models.CharField(_("consent"), max_length=12, choices=ConsentRoute, blank=True)
    consent_text = models.TextField(_("text that parents receive"), blank=True)
    methods = models.JSONField(_("methods"), default=list, blank=True)
    interactive_share = models.PositiveSmallIntegerField(
        _("interactive share of the time, %"), null=True, blank=True
    )
    sessions_planned = models.PositiveSmallIntegerField(_("sessions planned"))
    group_size = models.PositiveSmallIntegerField(_("people in a group"), null=True, blank=True)
    addresses_minors = models.BooleanField(_("for people under 18"), default=True)
    substances_named = models.JSONField(_("substances that it names"), default=list, blank=True)
    substances_known = models.JSONField(
        _("of these, known to the age group"), default=list, blank=True
    )
    primary_outcome = models.CharField(_("primary outcome"), max_length=24, blank=True)
    primary_outcome_fixed_at = models.DateTimeField(null=True, editable=False)
    sites_invited = models.PositiveSmallIntegerField(_("sites invited"), null=True, blank=True)
    status = models.CharField(
        max_length=12, choices=ImplementationStatus, default=ImplementationStatus.PLANNED,
        editable=False,
    )  # fmt: skip
    status_reason = models.CharField(max_length=300, blank=True, editable=False)
    suspended_from = models.CharField(max_length=12, blank=True, editable=False)
    reported_at = models.DateTimeField(null=True, editable=False)
    is_example = models.BooleanField(
        default=False, editable=False, help_text="Made up for the demonstration: never counted"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("implementation")
        verbose_name_plural = _("implementations")
        ordering = ["-starts_on", "-pk"]
        indexes = [models.Index(fields=["organisation", "status"], name="implementation_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="implementation_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(interactive_share__isnull=True) | Q(interactive_share__lte=100),
                name="implementation_share_is_percent",
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("created_by",)
        clinical = ()
        open = (
            *OWNED_FIELDS, "programme_version", "title", "sites", "starts_on", "ends_on", "funder",
            "arm_design", "consent_route", "consent_text", "methods", "interactive_share",
            "sessions_planned", "group_size", "addresses_minors", "substances_named",
            "substances_known", "primary_outcome", "primary_outcome_fixed_at", "sites_invited",
            "status", "status_reason", "suspended_from", "reported_at", "is_example", "created_at",
        )  # fmt: skip

    def __str__(self) -> str:
        return self.title


class WarningOverride(Owned):
    """A warning that blocks, and the coordinator's written reason to go on all the same."""

    implementation = models.ForeignKey(Implementation, models.PROTECT, related_name="overrides")
    rule = models.CharField(_("rule"), max_length=4)
    reason = models.TextField(_("why it is asked"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    is_allowed = models.BooleanField(null=True)
    decision = models.TextField(_("reason of the decision"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("override of a warning")
        verbose_name_plural = _("overrides of warnings")
        constraints = [
            models.UniqueConstraint(
                F("implementation"), F("rule"),
                condition=Q(is_allowed__isnull=True) | Q(is_allowed=True),
                name="override_once",
            ),
            models.CheckConstraint(
                condition=Q(is_allowed__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision=""),
                name="override_is_reasoned",
            ),
        ]  # fmt: skip

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("asked_by", "decided_by")
        clinical = ()
        open = (
            *OWNED_FIELDS, "implementation", "rule", "reason", "asked_at", "is_allowed", "decision",
            "decided_at",
        )  # fmt: skip

    def __str__(self) -> str:
        return self.rule


class Cohort(Owned):
    """A class or family group. Consent is counted, never listed."""

    implementation = models.ForeignKey(Implementation, models.PROTECT, related_name="cohorts")
    site = models.ForeignKey(DeliverySite, models.PROTECT, verbose_name=_("site"))
    label = models.CharField(_("group"), max_length=60)
    grade = models.CharField(_("grade"), max_length=12, blank=True)
    mode = models.CharField(
        _("how people are counted"), max_length=10, choices=EnrolmentMode,
        default=EnrolmentMode.HEADCOUNT,
    )  # fmt: skip
    arm = models.CharField(_("side"), max_length=12, choices=Arm, default=Arm.INTERVENTION)
    girls = models.PositiveSmallIntegerField(_("girls"), default=0)
    boys = models.PositiveSmallIntegerField(_("boys"), default=0)
    others = models.PositiveSmallIntegerField(_("other or not stated"), default=0)
    consent_asked = models.PositiveSmallIntegerField(_("consent asked"), null=True, blank=True)
    consent_given = models.PositiveSmallIntegerField(_("consent given"), null=True, blank=True)
    assent_refused = models.PositiveSmallIntegerField(
        _("young people who did not want to"), null=True, blank=True
    )
    facilitators: models.ManyToManyField = models.ManyToManyField(
        "Facilitator", related_name="cohorts", blank=True
    )
    status = models.CharField(
        max_length=10, choices=CohortStatus, default=CohortStatus.RECRUITING, editable=False
    )

    class Meta:
        verbose_name = _("group of participants")
        verbose_name_plural = _("groups of participants")
        ordering = ["label", "pk"]
        constraints = [
            models.UniqueConstraint(
                F("implementation"), F("site"), F("label"), name="cohort_label_once"
            ),
            models.CheckConstraint(
                condition=Q(consent_given__isnull=True) | Q(consent_asked__gte=F("consent_given")),
                name="cohort_consent_in_order",
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("label", "grade")
        clinical = ()
        open = (
            *OWNED_FIELDS, "implementation", "site", "mode", "arm", "girls", "boys", "others",
            "consent_asked", "consent_given", "assent_refused", "facilitators", "status",
        )  # fmt: skip

    def __str__(self) -> str:
        return self.label

    @property
    def is_open(self) -> bool:
        """Whether it still meets."""
        return self.status in {CohortStatus.RECRUITING, CohortStatus.ACTIVE}

    @property
    def eligible(self) -> int:
        """How many could take part."""
        return self.girls + self.boys + self.others


class Participant(Owned):
    """A line of a register: a number, a gender, an age band. The names stay on paper."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="participants")
    number = models.PositiveSmallIntegerField(_("number in the register"))
    gender = models.CharField(_("gender"), max_length=1, choices=Gender)
    age_band = models.CharField(_("age"), max_length=5, choices=AgeBand, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(F("cohort"), F("number"), name="participant_number_once"),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("cohort", "number", "gender", "age_band", "left_on")
        clinical = ()
        open = OWNED_FIELDS

    def __str__(self) -> str:
        return str(self.number)


class Cost(Owned):
    """What an implementation cost."""

    IS_ABOUT_NO_PERSON = True

    implementation = models.ForeignKey(Implementation, models.PROTECT, related_name="costs")
    category = models.CharField(_("for"), max_length=12, choices=CostCategory)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, help_text=_("ISO 4217"))
    on = models.DateField(_("date of the rate"))
    is_recurring = models.BooleanField(_("comes again each time"), default=True)
    is_in_kind = models.BooleanField(_("given in kind"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="cost_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class QualityAnswer(Owned):
    """An answer to a question of the quality cycle; the newest counts, older ones stay."""

    IS_ABOUT_NO_PERSON = True

    implementation = models.ForeignKey(
        Implementation, models.PROTECT, related_name="quality_answers"
    )
    item = models.CharField(_("question"), max_length=12)
    verdict = models.CharField(_("answer"), max_length=6, choices=Verdict)
    evidence = models.CharField(_("what shows it"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("quality answer")
        verbose_name_plural = _("quality answers")
        constraints = [
            models.UniqueConstraint(F("implementation"), F("item"), name="quality_answer_once"),
        ]

    def __str__(self) -> str:
        return self.item
