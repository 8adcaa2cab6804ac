"""The catalogue: programmes, their ratings by registry, and the versions that can be delivered.

A programme's facts stand once; its texts are one row a language, so that what is delivered points
at one programme whatever language it is read in. Drafts, workflow, locking and history are
Wagtail's.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from prevention.choices import (
    CatalogueStatus,
    LicenceStatus,
    ProgrammeKind,
    Registry,
    SessionKind,
)
from prevention.models.reference import InterventionType, in_reader_language


RATING_IS_OLD_AFTER = timedelta(days=730)
"""A rating older than 24 months is shown with "check again" (reference 2.3)."""


class Kept(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, models.Model):
    """What the office keeps with drafts, workflow and history. Abstract."""

    IS_ABOUT_NO_PERSON = True

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="%(class)s")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="%(class)s",
        for_concrete_model=False,
    )

    class Meta:
        abstract = True

    @property
    def revisions(self) -> GenericRelation:
        """Every saved text, as Wagtail asks for it."""
        return self._revisions


class Programme(  # type: ignore[django-manager-missing] # `Orderable` of its children has no types
    Kept, index.Indexed, ClusterableModel
):
    """A manualised programme, or an awareness event that must not pass for one (W10)."""

    code = models.CharField(_("code"), max_length=24, unique=True)
    slug = models.SlugField(_("address"), max_length=40, unique=True)
    kind = models.CharField(
        _("kind"), max_length=16, choices=ProgrammeKind, default=ProgrammeKind.PROGRAMME
    )
    developer = models.CharField(_("developer"), max_length=200, blank=True)
    origin = models.CharField(_("country of origin"), max_length=80, blank=True)
    types = ParentalManyToManyField(
        InterventionType, verbose_name=_("intervention types"), blank=True
    )
    settings = models.JSONField(_("settings"), default=list, blank=True)
    levels = models.JSONField(_("levels"), default=list, blank=True)
    age_min = models.PositiveSmallIntegerField(_("youngest, years"), null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(_("oldest, years"), null=True, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    unverified = models.JSONField(
        _("not yet verified"), default=list, blank=True, help_text=_("Names of fields")
    )
    status = models.CharField(
        _("check"), max_length=16, choices=CatalogueStatus, default=CatalogueStatus.UNCHECKED
    )
    review_by = models.DateField(_("next check by"), null=True, blank=True)

    search_fields: ClassVar[list] = [
        index.SearchField("code"),
        index.AutocompleteField("code"),
        index.RelatedFields("texts", [index.SearchField("name"), index.AutocompleteField("name")]),
        index.FilterField("status"),
        index.FilterField("kind"),
    ]

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(age_min__isnull=True)
                | Q(age_max__isnull=True)
                | Q(age_max__gte=F("age_min")),
                name="programme_ages_in_order",
            ),
        ]

    def __str__(self) -> str:
        text = self.text
        return text.name if text else self.code

    def with_content_json(self, content: dict[str, Any]) -> "Programme":
        """Take a saved text over; retiring is an act, and no text written before undoes it."""
        written = super().with_content_json(content)
        if self.status == CatalogueStatus.RETIRED:
            written.status = self.status
        return written

    @property
    def text(self) -> "ProgrammeText | None":
        """The texts in the reader's language, else in English."""
        return in_reader_language(list(self.texts.all()))  # type: ignore[return-value] # its rows


class ProgrammeText(models.Model):
    """What a programme is, in one language."""

    IS_ABOUT_NO_PERSON = True

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    name = models.CharField(_("name"), max_length=160)
    abstract = models.TextField(_("what it is"), blank=True)
    target_group = models.TextField(_("for whom"), blank=True)
    dose = models.TextField(_("how much of it"), blank=True)
    training = models.TextField(_("training that it needs"), blank=True)
    keep = models.TextField(_("what must be kept"), blank=True, help_text=_("A line each"))
    avoid = models.TextField(_("what to avoid"), blank=True, help_text=_("A line each"))
    central_asia = models.TextField(_("use in Central Asia"), blank=True)
    is_unchecked_translation = models.BooleanField(_("translation not yet checked"), default=False)

    class Meta:
        verbose_name = _("text of a programme")
        verbose_name_plural = _("texts of programmes")
        constraints = [
            models.UniqueConstraint(F("programme"), F("language"), name="programme_text_once"),
        ]

    def __str__(self) -> str:
        return self.name


class EvidenceRating(models.Model):
    """What one registry says; shown to readers only with a day when somebody checked it."""

    IS_ABOUT_NO_PERSON = True

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="ratings")
    registry = models.CharField(_("registry"), max_length=16, choices=Registry)
    code = models.CharField(_("grade"), max_length=40, help_text=_("The registry's own"))
    rank = models.PositiveSmallIntegerField(
        _("how cautious"), default=50, help_text=_("0 is harmful; the lowest is shown first")
    )
    scope_note = models.CharField(_("what it covers"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    edition = models.CharField(_("edition"), max_length=60, blank=True)
    address = models.URLField(_("address"), blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    class Meta:
        verbose_name = _("evidence rating")
        verbose_name_plural = _("evidence ratings")
        ordering = ["rank", "registry"]

    def __str__(self) -> str:
        return f"{self.get_registry_display()}: {self.code}"

    def is_old(self, *, on: date) -> bool:
        """Whether it should be checked again."""
        return self.checked_on is not None and on - self.checked_on > RATING_IS_OLD_AFTER


class Study(Orderable):
    """A study of a programme."""

    IS_ABOUT_NO_PERSON = True

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="studies")
    citation = models.CharField(_("citation"), max_length=400)
    design = models.CharField(_("design"), max_length=120, blank=True)
    people = models.CharField(_("how many"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=120, blank=True)
    result = models.TextField(_("result"), blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("study")
        verbose_name_plural = _("studies")

    def __str__(self) -> str:
        return self.citation


class ProgrammeVersion(  # type: ignore[django-manager-missing] # likewise
    Kept, ClusterableModel
):
    """A version that can be delivered: language, country, manual, components, sessions.

    Live means approved by a reviewer who did not write it. A live version never changes: a new core
    component makes a new version. `retired_on` ends its use in new implementations.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="versions")
    label = models.CharField(_("label"), max_length=80)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("ISO 3166-1"))
    adaptation = models.TextField(_("what was adapted"), blank=True)
    manual = models.ForeignKey(
        "wagtaildocs.Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("manual"),
    )
    manual_reference = models.CharField(_("where the manual is"), max_length=300, blank=True)
    completion_threshold = models.DecimalField(
        _("share of sessions that counts as completed"),
        max_digits=3,
        decimal_places=2,
        default=Decimal("0.75"),
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(1))],
    )
    max_group_size = models.PositiveSmallIntegerField(_("largest group"), default=35)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    class Meta:
        verbose_name = _("version of a programme")
        verbose_name_plural = _("versions of programmes")
        ordering = ["programme_id", "label"]
        constraints = [
            models.UniqueConstraint(
                F("programme"), F("label"), F("language"), name="programme_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme.code} {self.label}"

    def with_content_json(self, content: dict[str, Any]) -> "ProgrammeVersion":
        """Take a saved text over; it says nothing of when the version was retired."""
        written = super().with_content_json(content)
        written.retired_on = self.retired_on
        return written


class CoreComponent(Orderable):
    """What must stay whatever is adapted."""

    IS_ABOUT_NO_PERSON = True

    version = ParentalKey(ProgrammeVersion, on_delete=models.CASCADE, related_name="components")
    text = models.CharField(_("component"), max_length=300)
    text_ru = models.CharField(_("component in Russian"), max_length=300, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("core component")
        verbose_name_plural = _("core components")

    def __str__(self) -> str:
        return self.text


class SessionPlan(models.Model):
    """One session of the manual."""

    IS_ABOUT_NO_PERSON = True

    version = ParentalKey(ProgrammeVersion, on_delete=models.CASCADE, related_name="plans")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=8, choices=SessionKind, default=SessionKind.CORE)
    title = models.CharField(_("title"), max_length=160)
    title_ru = models.CharField(_("title in Russian"), max_length=160, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), validators=[MinValueValidator(1), MaxValueValidator(300)]
    )
    objectives = models.TextField(_("objectives"), blank=True)

    class Meta:
        verbose_name = _("planned session")
        verbose_name_plural = _("planned sessions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(F("version"), F("number"), name="session_plan_once"),
            models.CheckConstraint(
                condition=Q(minutes__range=(1, 300)), name="session_plan_minutes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class FidelityItem(Orderable):
    """A line of the fidelity list; for one session, or for every session."""

    IS_ABOUT_NO_PERSON = True

    version = ParentalKey(ProgrammeVersion, on_delete=models.CASCADE, related_name="fidelity_items")
    session = models.PositiveSmallIntegerField(
        _("session number"), null=True, blank=True, help_text=_("Empty: every session")
    )
    text = models.CharField(_("item"), max_length=300)
    text_ru = models.CharField(_("item in Russian"), max_length=300, blank=True)
    is_core = models.BooleanField(_("core"), default=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)

    class Meta(Orderable.Meta):
        verbose_name = _("fidelity item")
        verbose_name_plural = _("fidelity items")

    def __str__(self) -> str:
        return self.text


class Instrument(models.Model):
    """A questionnaire as an instrument: whose it is, and whether its text may be kept."""

    IS_ABOUT_NO_PERSON = True

    code = models.CharField(_("code"), max_length=24, unique=True)
    name = models.CharField(_("name"), max_length=160)
    citation = models.CharField(_("citation"), max_length=400, blank=True)
    licence_status = models.CharField(
        _("licence"), max_length=24, choices=LicenceStatus, default=LicenceStatus.UNKNOWN
    )
    licence_note = models.CharField(_("note on the licence"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
