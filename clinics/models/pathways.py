"""Before and between episodes: the waiting list, transfers, two records of one person."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clinics.choices import (
    MergeEvidence,
    MergeState,
    ReferralReason,
    TransferRefusal,
    TransferState,
    Urgency,
)
from clinics.models.episodes import Episode
from clinics.models.patients import Patient
from clinics.models.records import (
    RECORD_OPEN_FIELDS,
    RECORD_QUASI_IDENTIFYING_FIELDS,
    Record,
    answered_or_missing,
    null_flavour,
)
from clinics.vocabulary import YesNo


def _yes_no(label: Any) -> models.CharField:
    return models.CharField(label, max_length=3, choices=YesNo, blank=True)


class Triage(Record):
    """What decides how soon a person is offered a place; the last one of an episode holds."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="triages")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    on = models.DateField(_("day"))
    reason = models.CharField(_("comes for"), max_length=12, choices=ReferralReason, blank=True)
    pregnant = _yes_no(_("pregnant"))
    pregnant_null = null_flavour(_("pregnant, no answer"))
    injecting = _yes_no(_("injected in the last 30 days"))
    injecting_null = null_flavour(_("injecting, no answer"))
    overdose = _yes_no(_("overdose in the last 90 days"))
    overdose_null = null_flavour(_("overdose, no answer"))
    released = _yes_no(_("released from prison in the last 30 days"))
    released_null = null_flavour(_("released, no answer"))
    urgency = models.CharField(_("offer a place"), max_length=8, choices=Urgency)
    is_overruled = models.BooleanField(
        default=False, help_text="A clinician chose another urgency than the rule gives"
    )

    class Meta:
        verbose_name = _("triage")
        verbose_name_plural = _("triages")
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                F("episode"), condition=Q(state="CURRENT"), name="triage_one_current"
            ),
            *answered_or_missing("triage", "pregnant", "injecting", "overdose", "released"),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = (*RECORD_QUASI_IDENTIFYING_FIELDS, "on")
        clinical = (
            "episode", "reason", "pregnant", "pregnant_null", "injecting", "injecting_null",
            "overdose", "overdose_null", "released", "released_null", "urgency", "is_overruled",
        )  # fmt: skip
        open = (*RECORD_OPEN_FIELDS, "organisation")

    def __str__(self) -> str:
        return f"triage of {self.on}"


class Transfer(models.Model):
    """A patient goes on at another clinic: offered by one, taken or declined by the other.

    `bundle` is what travels, frozen when the patient agreed: codes and numbers, no identity and no
    free text. The taking clinic registers the person anew, under a code of its own.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="transfers")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT, related_name="+")
    to_organisation = models.ForeignKey("kernel.Organisation", models.PROTECT, related_name="+")
    to_site = models.ForeignKey("kernel.Site", models.PROTECT, null=True, blank=True)
    state = models.CharField(max_length=10, choices=TransferState, default=TransferState.OFFERED)
    on = models.DateField(_("from day"))
    parts = models.JSONField(_("what travels"), default=list)
    bundle = models.JSONField(default=dict, editable=False)
    consent = models.ForeignKey("clinics.Consent", models.PROTECT, null=True, related_name="+")
    refusal = models.CharField(_("why not"), max_length=12, choices=TransferRefusal, blank=True)
    new_episode = models.OneToOneField(
        Episode, models.PROTECT, null=True, editable=False, related_name="transferred_from"
    )
    offered_at = models.DateTimeField(editable=False)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    row_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        constraints = [
            models.CheckConstraint(
                condition=~Q(organisation=F("to_organisation")), name="transfer_goes_elsewhere"
            ),
            models.UniqueConstraint(
                F("episode"), condition=Q(state="OFFERED"), name="transfer_one_offered"
            ),
            models.CheckConstraint(
                condition=Q(state="OFFERED", answered_at__isnull=True)
                | ~Q(state="OFFERED") & Q(answered_at__isnull=False),
                name="transfer_answered_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="DECLINED") | ~Q(refusal=""), name="transfer_decline_says_why"
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("on", "offered_at", "offered_by", "answered_at", "answered_by")
        clinical = (
            "episode", "new_episode", "state", "parts", "bundle", "consent", "refusal",
        )  # fmt: skip
        open = ("id", "uid", "organisation", "to_organisation", "to_site", "row_version")

    def __str__(self) -> str:
        return f"transfer {self.uid}"


class PatientMerge(models.Model):
    """Two records turned out to be one person's. Two people agree; it can be undone for 90 days.

    `moved` names the rows that came from the record that was given up, by model and key, so that
    undoing moves exactly those back.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    kept = models.ForeignKey(Patient, models.PROTECT, related_name="merges_in")
    given_up = models.ForeignKey(Patient, models.PROTECT, related_name="merges_out")
    state = models.CharField(max_length=10, choices=MergeState, default=MergeState.PROPOSED)
    evidence = models.CharField(_("how one knows"), max_length=16, choices=MergeEvidence)
    moved = models.JSONField(default=dict, editable=False)
    proposed_at = models.DateTimeField(editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kept=F("given_up")), name="patientmerge_two_records"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="patientmerge_two_persons",
            ),
            models.UniqueConstraint(
                F("given_up"), condition=Q(state__in=("PROPOSED", "DONE")),
                name="patientmerge_given_up_once",
            ),
        ]  # fmt: skip

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = (
            "proposed_at", "proposed_by", "decided_at", "decided_by", "undone_at", "undone_by",
        )  # fmt: skip
        clinical = ("kept", "given_up", "state", "evidence", "moved")
        open = ("id", "uid", "organisation")

    def __str__(self) -> str:
        return f"merge {self.uid}"
