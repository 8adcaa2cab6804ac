"""Health beside substance use: infections, pregnancy, children, overdose, violence, diagnoses."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clinics.choices import (
    CareStep,
    DiagnosisRole,
    DiagnosisSystem,
    Infection,
    InfectionResult,
    InfectionTestKind,
    Intent,
    NaloxoneStep,
    OverdoseOutcome,
    OverdosePlace,
    PregnancyStatus,
)
from clinics.models.episodes import Episode
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


class InfectionTest(Record):
    """One test of one infection: offered, taken, answered."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="infection_tests")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    infection = models.CharField(_("infection"), max_length=8, choices=Infection)
    kind = models.CharField(_("test"), max_length=12, choices=InfectionTestKind)
    on = models.DateField(_("offered or taken on"))
    result = models.CharField(_("result"), max_length=8, choices=InfectionResult)
    result_on = models.DateField(_("result on"), null=True, blank=True)
    copies = models.PositiveIntegerField(_("copies in 1 ml"), null=True, blank=True)

    class Meta:
        verbose_name = _("test of an infection")
        verbose_name_plural = _("tests of infections")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(result_on__isnull=True) | Q(result_on__gte=F("on")),
                name="infectiontest_result_is_later",
            ),
            models.CheckConstraint(
                condition=~Q(result__in=("AWAITED", "DECLINED")) | Q(result_on__isnull=True),
                name="infectiontest_result_has_come",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "on"],
                condition=Q(state="CURRENT", result="AWAITED"),
                name="infectiontest_awaited",
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = (*RECORD_QUASI_IDENTIFYING_FIELDS, "on", "result_on")
        clinical = ("episode", "infection", "kind", "result", "copies")
        open = (*RECORD_OPEN_FIELDS, "organisation")

    def __str__(self) -> str:
        return f"{self.infection} {self.kind} of {self.on}"


class InfectionCare(Record):
    """One step of the care of an infection, from referral to outcome."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="infection_care")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    infection = models.CharField(_("infection"), max_length=8, choices=Infection)
    step = models.CharField(_("step"), max_length=12, choices=CareStep)
    on = models.DateField(_("day"))

    class Meta:
        verbose_name = _("step of infection care")
        verbose_name_plural = _("steps of infection care")
        constraints = [*Record.Meta.constraints]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = (*RECORD_QUASI_IDENTIFYING_FIELDS, "on")
        clinical = ("episode", "infection", "step")
        open = (*RECORD_OPEN_FIELDS, "organisation")

    def __str__(self) -> str:
        return f"{self.infection} {self.step}"


class Vaccination(Record):
    """One dose of the vaccine against hepatitis B."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="vaccinations")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    number = models.PositiveSmallIntegerField(_("dose"))
    on = models.DateField(_("day"))

    class Meta:
        verbose_name = _("vaccination")
        verbose_name_plural = _("vaccinations")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=4), name="vaccination_dose_1_to_4"
            ),
            models.UniqueConstraint(
                F("episode"), F("number"), condition=Q(state="CURRENT"), name="vaccination_once"
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = (*RECORD_QUASI_IDENTIFYING_FIELDS, "on")
        clinical = ("episode", "number")
        open = (*RECORD_OPEN_FIELDS, "organisation")

    def __str__(self) -> str:
        return f"vaccination {self.number}"


class Pregnancy(Record):
    """Pregnancy as of a day; a new state is a new row."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="pregnancies")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    on = models.DateField(_("day"))
    status = models.CharField(_("pregnancy"), max_length=12, choices=PregnancyStatus)
    weeks = models.PositiveSmallIntegerField(_("week"), null=True, blank=True)
    antenatal_care = _yes_no(_("in antenatal care"))
    antenatal_care_null = null_flavour(_("in antenatal care, no answer"))

    class Meta:
        verbose_name = _("pregnancy")
        verbose_name_plural = _("pregnancies")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(weeks__isnull=True) | Q(status="PREGNANT", weeks__gte=1, weeks__lte=44),
                name="pregnancy_week_1_to_44",
            ),
            *answered_or_missing("pregnancy", "antenatal_care"),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = (*RECORD_QUASI_IDENTIFYING_FIELDS, "on")
        clinical = ("episode", "status", "weeks", "antenatal_care", "antenatal_care_null")
        open = (*RECORD_OPEN_FIELDS, "organisation")

    def __str__(self) -> str:
        return f"pregnancy as of {self.on}"


class ChildrenSummary(Record):
    """The patient's children under 18, as of a day: numbers only, no child is named."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="children_summaries")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    on = models.DateField(_("day"))
    children = models.PositiveSmallIntegerField(_("children under 18"))
    living_with_patient = models.PositiveSmallIntegerField(_("of them live with the patient"))
    in_care = models.PositiveSmallIntegerField(_("of them in public care"))
    childcare_needed = _yes_no(_("childcare needed for treatment"))
    childcare_needed_null = null_flavour(_("childcare needed for treatment, no answer"))
    childcare_provided = _yes_no(_("childcare provided"))
    childcare_provided_null = null_flavour(_("childcare provided, no answer"))

    class Meta:
        verbose_name = _("children")
        verbose_name_plural = _("children")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(children__gte=F("living_with_patient") + F("in_care")),
                name="childrensummary_adds_up",
            ),
            *answered_or_missing("childrensummary", "childcare_needed", "childcare_provided"),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = (
            *RECORD_QUASI_IDENTIFYING_FIELDS, "on", "children", "living_with_patient", "in_care",
        )  # fmt: skip
        clinical = (
            "episode", "childcare_needed", "childcare_needed_null", "childcare_provided",
            "childcare_provided_null",
        )  # fmt: skip
        open = (*RECORD_OPEN_FIELDS, "organisation")

    def __str__(self) -> str:
        return f"children as of {self.on}"


class SafeguardingConcern(Record):
    """Somebody is worried about a child. Read by those who hold its own permission only."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="safeguarding_concerns")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    on = models.DateField(_("day"))
    concern = models.TextField(_("concern"), max_length=2000)
    plan = models.TextField(_("what is done"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("safeguarding concern")
        verbose_name_plural = _("safeguarding concerns")
        constraints = [*Record.Meta.constraints]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ("concern", "plan")
        quasi_identifying = (*RECORD_QUASI_IDENTIFYING_FIELDS, "on")
        clinical = ("episode",)
        open = (*RECORD_OPEN_FIELDS, "organisation")

    def __str__(self) -> str:
        return f"concern of {self.on}"


class ViolenceScreen(Record):
    """HARK: humiliation, afraid, rape, kick in the past year, asked alone.

    Never on a list, never printed, never exported; read under its own permission.
    """

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="violence_screens")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    on = models.DateField(_("day"))
    humiliation = _yes_no(_("humiliated or hurt emotionally"))
    humiliation_null = null_flavour(_("humiliated, no answer"))
    afraid = _yes_no(_("afraid of a partner"))
    afraid_null = null_flavour(_("afraid, no answer"))
    rape = _yes_no(_("forced into sexual acts"))
    rape_null = null_flavour(_("forced, no answer"))
    kick = _yes_no(_("hurt physically"))
    kick_null = null_flavour(_("hurt physically, no answer"))
    safety_plan = _yes_no(_("safety plan made"))
    safety_plan_null = null_flavour(_("safety plan, no answer"))
    referral = _yes_no(_("referral accepted"))
    referral_null = null_flavour(_("referral, no answer"))

    class Meta:
        verbose_name = _("violence screening")
        verbose_name_plural = _("violence screenings")
        constraints = [
            *Record.Meta.constraints,
            *answered_or_missing(
                "violencescreen",
                "humiliation", "afraid", "rape", "kick", "safety_plan", "referral",
            ),
        ]  # fmt: skip

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = (*RECORD_QUASI_IDENTIFYING_FIELDS, "on")
        clinical = (
            "episode", "humiliation", "humiliation_null", "afraid", "afraid_null", "rape",
            "rape_null", "kick", "kick_null", "safety_plan", "safety_plan_null", "referral",
            "referral_null",
        )  # fmt: skip
        open = (*RECORD_OPEN_FIELDS, "organisation")

    def __str__(self) -> str:
        return f"screening of {self.on}"


class Overdose(Record):
    """One overdose of the patient."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="overdoses")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    on = models.DateField(_("day"))
    place = models.CharField(_("where"), max_length=10, choices=OverdosePlace, blank=True)
    place_null = null_flavour(_("where, no answer"))
    substances = models.JSONField(
        _("substances"), default=list, help_text="Keys of substances, or of unknown terms"
    )
    naloxone_given = _yes_no(_("naloxone given"))
    naloxone_given_null = null_flavour(_("naloxone given, no answer"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=OverdoseOutcome)
    intent = models.CharField(_("intent"), max_length=8, choices=Intent, blank=True)
    intent_null = null_flavour(_("intent, no answer"))

    class Meta:
        verbose_name = _("overdose")
        verbose_name_plural = _("overdoses")
        constraints = [
            *Record.Meta.constraints,
            *answered_or_missing("overdose", "place", "naloxone_given", "intent"),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = (*RECORD_QUASI_IDENTIFYING_FIELDS, "on")
        clinical = (
            "episode", "place", "place_null", "substances", "naloxone_given",
            "naloxone_given_null", "outcome", "intent", "intent_null",
        )  # fmt: skip
        open = (*RECORD_OPEN_FIELDS, "organisation")

    def __str__(self) -> str:
        return f"overdose of {self.on}"


class NaloxoneEvent(Record):
    """Take-home naloxone: trained, supplied, used, replaced."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="naloxone_events")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    on = models.DateField(_("day"))
    step = models.CharField(_("what"), max_length=8, choices=NaloxoneStep)
    kits = models.PositiveSmallIntegerField(_("kits"), default=0)
    expires_on = models.DateField(_("use before"), null=True, blank=True)

    class Meta:
        verbose_name = _("naloxone")
        verbose_name_plural = _("naloxone")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(step="TRAINED", kits=0) | ~Q(step="TRAINED") & Q(kits__gte=1),
                name="naloxoneevent_counts_kits",
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = (*RECORD_QUASI_IDENTIFYING_FIELDS, "on")
        clinical = ("episode", "step", "kits", "expires_on")
        open = (*RECORD_OPEN_FIELDS, "organisation")

    def __str__(self) -> str:
        return f"{self.step} of {self.on}"


class Diagnosis(Record):
    """A coded diagnosis with its classification; the code must exist in it (V34)."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="diagnoses")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    on = models.DateField(_("diagnosed on"))
    system = models.CharField(_("classification"), max_length=6, choices=DiagnosisSystem)
    code = models.CharField(_("code"), max_length=12)
    role = models.CharField(_("role"), max_length=10, choices=DiagnosisRole)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("diagnosis")
        verbose_name_plural = _("diagnoses")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("on")),
                name="diagnosis_dates_in_order",
            ),
            models.UniqueConstraint(
                F("episode"),
                condition=Q(state="CURRENT", role="PRIMARY", ended_on__isnull=True),
                name="diagnosis_one_main",
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = (*RECORD_QUASI_IDENTIFYING_FIELDS, "on", "ended_on")
        clinical = ("episode", "system", "code", "role")
        open = (*RECORD_OPEN_FIELDS, "organisation")

    def __str__(self) -> str:
        return self.code
