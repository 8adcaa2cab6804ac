"""Treatment demand: what the TDI asks at entry, and again at a review."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clinics.choices import Resolution
from clinics.models.episodes import Episode
from clinics.models.records import (
    RECORD_OPEN_FIELDS,
    RECORD_QUASI_IDENTIFYING_FIELDS,
    Record,
    answered_or_missing,
    null_flavour,
)
from clinics.vocabulary import (
    Accommodation,
    Education,
    Frequency,
    Labour,
    LivingWith,
    OatHistory,
    PreviouslyTreated,
    Recency,
    Route,
    Substance,
    Testing,
    YesNo,
)


CODED = (
    "previously_treated", "living_with", "has_children", "lives_with_children", "accommodation",
    "labour", "education", "injecting", "sharing", "polydrug", "hiv_testing", "hcv_testing",
    "oat_history",
)  # fmt: skip
NUMBERS = ("first_treatment_year", "age_first_injection", "oat_first_year")


def _coded(label: Any, choices: type, *, size: int = 16) -> models.CharField:
    return models.CharField(label, max_length=size, choices=choices, blank=True)


def _number(label: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, null=True, blank=True)


class TreatmentDemand(Record):
    """The answers of one day; the first of an episode is its TDI record.

    TDI items 1, 2, 4, 5 and 6 stand at the site, the episode and the patient; items 12 to 15 and
    19 are rows of `SubstanceUse`.
    """

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="demands")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    as_of = models.DateField(_("asked on"))
    previously_treated = _coded(_("treated before"), PreviouslyTreated)  # item 3
    previously_treated_null = null_flavour(_("treated before, no answer"))
    first_treatment_year = _number(_("year of first treatment"))
    first_treatment_year_null = null_flavour(_("year of first treatment, no answer"))
    living_with = _coded(_("lives with"), LivingWith, size=20)  # item 7
    living_with_null = null_flavour(_("lives with, no answer"))
    has_children = _coded(_("has children"), YesNo)  # item 8 counts parents only
    has_children_null = null_flavour(_("has children, no answer"))
    lives_with_children = _coded(_("lives with children"), YesNo)  # item 8
    lives_with_children_null = null_flavour(_("lives with children, no answer"))
    accommodation = _coded(_("accommodation"), Accommodation)  # item 9
    accommodation_null = null_flavour(_("accommodation, no answer"))
    labour = _coded(_("work"), Labour)  # item 10
    labour_null = null_flavour(_("work, no answer"))
    education = _coded(_("education completed"), Education)  # item 11
    education_null = null_flavour(_("education completed, no answer"))
    injecting = _coded(_("injecting"), Recency)  # item 16
    injecting_null = null_flavour(_("injecting, no answer"))
    age_first_injection = _number(_("age at first injection"))  # item 17
    age_first_injection_null = null_flavour(_("age at first injection, no answer"))
    polydrug = _coded(_("problem with several substances"), YesNo)  # item 18
    polydrug_null = null_flavour(_("problem with several substances, no answer"))
    hiv_testing = _coded(_("tested for HIV"), Testing)  # item 20
    hiv_testing_null = null_flavour(_("tested for HIV, no answer"))
    hcv_testing = _coded(_("tested for hepatitis C"), Testing)  # item 21
    hcv_testing_null = null_flavour(_("tested for hepatitis C, no answer"))
    sharing = _coded(_("sharing needles or syringes"), Recency)  # item 22
    sharing_null = null_flavour(_("sharing needles or syringes, no answer"))
    oat_history = _coded(_("opioid agonist treatment"), OatHistory)  # item 23
    oat_history_null = null_flavour(_("opioid agonist treatment, no answer"))
    oat_first_year = _number(_("year of first opioid agonist treatment"))  # item 24
    oat_first_year_null = null_flavour(_("year of first opioid agonist treatment, no answer"))

    class Meta:
        verbose_name = _("treatment demand")
        verbose_name_plural = _("treatment demand")
        constraints = [
            *Record.Meta.constraints,
            *answered_or_missing("demand", *CODED, numbers=NUMBERS),
        ]
        indexes = [models.Index(fields=["episode", "state", "as_of"], name="demand_of_episode")]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = (*RECORD_QUASI_IDENTIFYING_FIELDS, "as_of")
        clinical = (
            "episode",
            *(name for stem in (*CODED, *NUMBERS) for name in (stem, f"{stem}_null")),
        )
        open = (*RECORD_OPEN_FIELDS, "organisation")

    def __str__(self) -> str:
        return f"demand of {self.as_of}"


class SubstanceUse(models.Model):
    """One substance of a treatment demand: rank 1 is the primary drug, at most four in all."""

    demand = models.ForeignKey(TreatmentDemand, models.PROTECT, related_name="substances")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    rank = models.PositiveSmallIntegerField(_("rank"))
    substance = _coded(_("substance"), Substance, size=24)  # items 12 and 19
    substance_null = null_flavour(_("substance, no answer"))
    as_said = models.CharField(_("as the patient says it"), max_length=80, blank=True)
    named = models.CharField(
        _("substance by name"), max_length=24, blank=True, help_text="Key in the list of substances"
    )
    resolution = models.CharField(max_length=12, choices=Resolution, blank=True, editable=False)
    is_prescribed = models.BooleanField(_("taken as prescribed"), default=False)
    route = _coded(_("route"), Route)  # item 13
    route_null = null_flavour(_("route, no answer"))
    frequency = _coded(_("days of use in the last 30"), Frequency)  # item 14
    frequency_null = null_flavour(_("days of use, no answer"))
    age_first_use = _number(_("age at first use"))  # item 15
    age_first_use_null = null_flavour(_("age at first use, no answer"))

    class Meta:
        verbose_name = _("substance")
        verbose_name_plural = _("substances")
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(F("demand"), F("rank"), name="substanceuse_rank_once"),
            models.CheckConstraint(
                condition=Q(rank__gte=1, rank__lte=4), name="substanceuse_at_most_four"
            ),
            *answered_or_missing(
                "substanceuse", "substance", "route", "frequency", numbers=("age_first_use",)
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("as_said",)
        clinical = (
            "demand", "rank", "substance", "substance_null", "named", "resolution",
            "is_prescribed", "route", "route_null", "frequency", "frequency_null",
            "age_first_use", "age_first_use_null",
        )  # fmt: skip
        open = ("id", "organisation")

    def __str__(self) -> str:
        return f"{self.rank}. {self.substance or self.substance_null}"
