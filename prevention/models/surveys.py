"""Anonymous questionnaires: waves, answers, self-generated codes and the links between waves.

A response knows its wave, its group, a gender, an age band and a day; no person, no time, no
device. Closing the wave shuffles the rows, so that their order does not tell who came first. Its
code is kept as keyed hashes only until the waves are linked; then the hashes are deleted and the
study's key, which never stands in a database, is destroyed.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.models import Organisation
from prevention.choices import (
    AgeBand,
    AnswerSource,
    Gender,
    ItemKind,
    ItemRole,
    WaveKind,
    WaveStatus,
)
from prevention.models.catalogue import Instrument
from prevention.models.owned import OWNED_FIELDS, Owned
from prevention.models.runs import Cohort, Implementation


class Questionnaire(models.Model):
    """A list of questions in one language. Without an organisation it is shared by all."""

    IS_ABOUT_NO_PERSON = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, null=True, blank=True, related_name="questionnaires"
    )
    code = models.CharField(_("code"), max_length=24)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    title = models.CharField(_("title"), max_length=160)
    introduction = models.TextField(_("introduction"), blank=True)
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["code", "language", "-edition"]
        constraints = [
            models.UniqueConstraint(
                F("organisation"), F("code"), F("language"), F("edition"),
                name="questionnaire_once", nulls_distinct=False,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class QuestionnaireItem(models.Model):
    """A question. `options` lists `[value, text]`; values are whole numbers."""

    IS_ABOUT_NO_PERSON = True

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField(_("number"))
    code = models.CharField(_("code"), max_length=24)
    kind = models.CharField(_("kind"), max_length=8, choices=ItemKind, default=ItemKind.CHOICE)
    role = models.CharField(_("role"), max_length=12, choices=ItemRole, default=ItemRole.ITEM)
    text = models.TextField(_("question"))
    options = models.JSONField(_("answers"), default=list, blank=True)
    positive_from = models.SmallIntegerField(
        _("counted from this answer on"), null=True, blank=True,
        help_text=_("For shares: answers of at least this value count"),
    )  # fmt: skip
    is_reversed = models.BooleanField(_("turned round for the score"), default=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(F("questionnaire"), F("number"), name="question_number_once"),
            models.UniqueConstraint(F("questionnaire"), F("code"), name="question_code_once"),
        ]

    def __str__(self) -> str:
        return self.code


class Wave(Owned):
    """A questionnaire asked of the groups of an implementation at one point."""

    implementation = models.ForeignKey(Implementation, models.PROTECT, related_name="waves")
    kind = models.CharField(_("when"), max_length=4, choices=WaveKind)
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="waves", verbose_name=_("questionnaire")
    )
    opens_on = models.DateField(_("opens"))
    closes_on = models.DateField(_("closes"))
    status = models.CharField(
        max_length=16, choices=WaveStatus, default=WaveStatus.DRAFT, editable=False
    )
    linked_at = models.DateTimeField(null=True, editable=False)
    destroyed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("wave")
        verbose_name_plural = _("waves")
        ordering = ["opens_on", "pk"]
        constraints = [
            models.UniqueConstraint(F("implementation"), F("kind"), name="wave_kind_once"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="wave_dates_in_order"
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ()
        clinical = ()
        open = (
            *OWNED_FIELDS, "implementation", "kind", "questionnaire", "opens_on", "closes_on",
            "status", "linked_at", "destroyed_at",
        )  # fmt: skip

    def __str__(self) -> str:
        return self.get_kind_display()


class WaveDay(models.Model):
    """A group on the day of a wave: how many were there, absent, refused; its link's hash."""

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="days")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="wave_days")
    present = models.PositiveSmallIntegerField(_("present"), null=True, blank=True)
    absent = models.PositiveSmallIntegerField(_("absent"), null=True, blank=True)
    refused = models.PositiveSmallIntegerField(_("did not want to"), null=True, blank=True)
    token_hash = models.CharField(
        max_length=64, blank=True, editable=False, help_text="SHA-256 of the link's token"
    )
    token_ends_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("day of a wave")
        verbose_name_plural = _("days of waves")
        constraints = [
            models.UniqueConstraint(F("wave"), F("cohort"), name="wave_day_once"),
            models.UniqueConstraint(
                F("token_hash"), condition=~Q(token_hash=""), name="wave_token_once"
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ()
        clinical = ()
        open = (
            "id",
            "wave",
            "cohort",
            "present",
            "absent",
            "refused",
            "token_hash",
            "token_ends_at",
        )

    def __str__(self) -> str:
        return str(self.pk)


class Response(models.Model):
    """A filled-in questionnaire. Its random key tells nothing; its place in the table is the order
    of entry until the wave is closed and `prevention.bulk.shuffling` writes it anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(Wave, models.PROTECT, related_name="responses")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="+")
    gender = models.CharField(_("gender"), max_length=1, choices=Gender, default=Gender.OTHER)
    age_band = models.CharField(_("age"), max_length=5, choices=AgeBand, blank=True)
    entered_on = models.DateField()
    source = models.CharField(max_length=8, choices=AnswerSource)
    entry_token = models.UUIDField(
        null=True, unique=True, editable=False, help_text="A double tap is one; emptied at closing"
    )

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        indexes = [models.Index(fields=["wave", "cohort"], name="response_by_cohort")]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("cohort", "gender", "age_band")
        clinical = ()
        open = ("id", "wave", "entered_on", "source", "entry_token")

    def __str__(self) -> str:
        return str(self.pk)


class Answer(models.Model):
    """One answer. No row: the question was left out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    item = models.ForeignKey(QuestionnaireItem, models.PROTECT, related_name="+")
    value = models.SmallIntegerField()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [models.UniqueConstraint(F("response"), F("item"), name="answer_once")]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ()
        clinical = ("response", "item", "value")
        open = ("id",)

    def __str__(self) -> str:
        return str(self.value)


class CodeElement(models.Model):
    """One element of a self-generated code as keyed hashes; gone when codes are destroyed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(Response, models.CASCADE, related_name="code")
    position = models.PositiveSmallIntegerField(help_text="1 to 7")
    fine = models.CharField(max_length=64, blank=True, help_text="Empty: left out")
    coarse = models.CharField(max_length=64, blank=True)
    swapped = models.CharField(
        max_length=64, blank=True, help_text="The day of birth with its digits exchanged"
    )

    class Meta:
        verbose_name = _("element of a code")
        verbose_name_plural = _("elements of codes")
        constraints = [
            models.UniqueConstraint(F("response"), F("position"), name="code_element_once"),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ("fine", "coarse", "swapped")
        quasi_identifying = ("response", "position")
        clinical = ()
        open = ("id",)

    def __str__(self) -> str:
        return str(self.position)


class ResponseLink(models.Model):
    """Two responses of one person in two waves, under a random number."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    earlier = models.ForeignKey(Response, models.CASCADE, related_name="+")
    later = models.ForeignKey(Response, models.CASCADE, related_name="+")
    later_wave = models.ForeignKey(Wave, models.PROTECT, related_name="links")
    distance = models.DecimalField(max_digits=2, decimal_places=1)
    rule_version = models.CharField(max_length=12)

    class Meta:
        verbose_name = _("link between responses")
        verbose_name_plural = _("links between responses")
        constraints = [
            models.UniqueConstraint(F("later"), name="link_later_once"),
            models.UniqueConstraint(F("earlier"), F("later_wave"), name="link_earlier_once"),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("earlier", "later")
        clinical = ()
        open = ("uid", "later_wave", "distance", "rule_version")

    def __str__(self) -> str:
        return str(self.uid)


class OutcomeResult(Owned):
    """An estimate as it was when the outcome was frozen."""

    IS_ABOUT_NO_PERSON = True

    implementation = models.ForeignKey(Implementation, models.PROTECT, related_name="results")
    later_wave = models.ForeignKey(Wave, models.PROTECT, related_name="results")
    outcome = models.CharField(max_length=24)
    is_primary = models.BooleanField(default=False)
    method = models.CharField(max_length=40)
    content = models.JSONField()
    frozen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = [
            models.UniqueConstraint(
                F("later_wave"), F("outcome"), F("method"), name="outcome_once"
            ),
        ]

    def __str__(self) -> str:
        return self.outcome
