"""One stay in treatment, its steps and its interventions."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clinics.models.records import (
    RECORD_OPEN_FIELDS,
    RECORD_QUASI_IDENTIFYING_FIELDS,
    Record,
    answered_or_missing,
    null_flavour,
)
from clinics.states import OPEN as OPEN_STATES
from clinics.vocabulary import (
    DischargeReason,
    EpisodeState,
    Medicine,
    Modality,
    NotAdmittedReason,
    OverrideReason,
    ReferralSource,
    Setting,
)


OPEN = Q(state__in=OPEN_STATES)
DISCHARGED = Q(state__in=(EpisodeState.DISCHARGED, EpisodeState.FOLLOW_UP, EpisodeState.CLOSED))


def _not_before(later: str, earlier: str) -> Q:
    return Q(**{f"{later}__isnull": True}) | Q(**{f"{later}__gte": F(earlier)})


class EpisodeQuerySet(models.QuerySet):
    """Episodes by where they stand."""

    def open(self) -> "EpisodeQuerySet":
        """Admitted and not ended."""
        return self.filter(OPEN)


class Episode(models.Model):
    """One stay in treatment, from referral to follow-up.

    `started_on` is the TDI start: the first treatment contact or dose after admission.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey("clinics.Patient", models.PROTECT, related_name="episodes")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    site = models.ForeignKey("kernel.Site", models.PROTECT)
    state = models.CharField(max_length=20, choices=EpisodeState, default=EpisodeState.REFERRAL)
    referred_on = models.DateField(_("referred"))
    referral_source = models.CharField(
        _("source of referral"), max_length=16, choices=ReferralSource, blank=True
    )
    referral_source_null = null_flavour(_("source of referral, no answer"))
    first_contact_on = models.DateField(_("first contact"), null=True, blank=True)
    assessed_on = models.DateField(_("assessed"), null=True, blank=True)
    admitted_on = models.DateField(_("admitted"), null=True, blank=True)
    started_on = models.DateField(_("treatment started"), null=True, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    discharge_reason = models.CharField(
        _("how it ended"), max_length=24, choices=DischargeReason, blank=True
    )
    not_admitted_reason = models.CharField(
        _("why not admitted"), max_length=16, choices=NotAdmittedReason, blank=True
    )
    last_seen_on = models.DateField(_("last seen"), null=True, editable=False)
    key_worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    batch = models.ForeignKey("clinics.ImportBatch", models.PROTECT, null=True, editable=False)
    row_version = models.PositiveIntegerField(default=1, editable=False)

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("episode")
        verbose_name_plural = _("episodes")
        constraints = [
            models.UniqueConstraint("patient", condition=OPEN, name="episode_one_open"),
            models.CheckConstraint(
                condition=(DISCHARGED & Q(ended_on__isnull=False) & ~Q(discharge_reason=""))
                | ~DISCHARGED,
                name="episode_discharged_says_how",
            ),
            models.CheckConstraint(
                condition=~OPEN | Q(admitted_on__isnull=False, ended_on__isnull=True),
                name="episode_open_is_admitted",
            ),
            models.CheckConstraint(
                condition=_not_before("first_contact_on", "referred_on")
                & _not_before("assessed_on", "referred_on")
                & _not_before("admitted_on", "referred_on")
                & _not_before("started_on", "admitted_on")
                & _not_before("ended_on", "referred_on"),
                name="episode_dates_in_order",
            ),
            *answered_or_missing("episode", "referral_source"),
        ]
        indexes = [
            models.Index(fields=["organisation", "state"], name="episode_by_state"),
            models.Index(fields=["organisation", "ended_on"], name="episode_by_end"),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = (
            "referred_on", "first_contact_on", "assessed_on", "admitted_on", "started_on",
            "ended_on", "last_seen_on", "key_worker",
        )  # fmt: skip
        clinical = (
            "patient", "state", "referral_source", "referral_source_null", "discharge_reason",
            "not_admitted_reason",
        )  # fmt: skip
        open = ("id", "uid", "organisation", "site", "batch", "row_version")

    def __str__(self) -> str:
        return f"episode {self.uid}"


class EpisodeStep(models.Model):
    """One step of an episode from state to state. Written once, never changed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="steps")
    source = models.CharField(max_length=20, choices=EpisodeState, blank=True)
    target = models.CharField(max_length=20, choices=EpisodeState)
    on = models.DateField()
    reason = models.CharField(max_length=24, blank=True)
    override_reason = models.CharField(max_length=12, choices=OverrideReason, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seconded_by__isnull=True) | ~Q(seconded_by=F("recorded_by")),
                name="episodestep_two_persons",
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("on", "recorded_at", "recorded_by", "seconded_by")
        clinical = ("episode", "source", "target", "reason", "override_reason")
        open = ("id", "uid")

    def __str__(self) -> str:
        return f"{self.source or '-'} → {self.target}"


class Intervention(Record):
    """What is done in an episode: a modality in a setting, from a day to a day."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="interventions")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    modality = models.CharField(_("modality"), max_length=20, choices=Modality)
    setting = models.CharField(_("setting"), max_length=16, choices=Setting, blank=True)
    setting_null = null_flavour(_("setting, no answer"))
    medicine = models.CharField(_("medicine"), max_length=24, choices=Medicine, blank=True)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("intervention")
        verbose_name_plural = _("interventions")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="intervention_dates_in_order",
            ),
            *answered_or_missing("intervention", "setting"),
        ]
        indexes = [
            models.Index(fields=["episode", "state", "started_on"], name="intervention_first"),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = (*RECORD_QUASI_IDENTIFYING_FIELDS, "started_on", "ended_on")
        clinical = ("episode", "modality", "setting", "setting_null", "medicine")
        open = (*RECORD_OPEN_FIELDS, "organisation")

    def __str__(self) -> str:
        return f"{self.modality} {self.started_on}"
