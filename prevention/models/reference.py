"""The UNODC/WHO taxonomy: what kinds of prevention there are."""

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def in_reader_language(texts: list) -> object | None:
    """Of rows with a `language`, the reader's, else English, else any; None when there is none."""
    by_language = {text.language: text for text in texts}
    for language in (get_language() or "en", settings.LANGUAGE_CODE):
        if language in by_language:
            return by_language[language]
    return next(iter(by_language.values()), None)


class InterventionType(models.Model):
    """A row of the International Standards: age stage, setting, level, indication of efficacy.

    The stars are those of the first edition (2013); nobody has checked them against the printed
    table until `stars_checked_on` is set, and until then no reader sees them.
    """

    IS_ABOUT_NO_PERSON = True

    code = models.CharField(max_length=24, unique=True)
    stages = models.JSONField(_("stages"), default=list)
    settings = models.JSONField(_("settings"), default=list)
    levels = models.JSONField(_("levels"), default=list)
    stars = models.PositiveSmallIntegerField(_("stars of the first edition"), null=True, blank=True)
    stars_checked_on = models.DateField(_("stars checked on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=400, blank=True)
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("intervention type")
        verbose_name_plural = _("intervention types")
        ordering = ["sort_order", "code"]

    def __str__(self) -> str:
        text = in_reader_language(list(self.names.all()))
        return text.name if text else self.code  # type: ignore[attr-defined] # InterventionTypeName


class InterventionTypeName(models.Model):
    """What an intervention type is called in one language."""

    IS_ABOUT_NO_PERSON = True

    intervention_type = models.ForeignKey(InterventionType, models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=5)
    name = models.CharField(_("name"), max_length=160)

    class Meta:
        verbose_name = _("name of an intervention type")
        verbose_name_plural = _("names of intervention types")
        constraints = [
            models.UniqueConstraint(
                F("intervention_type"), F("language"), name="intervention_type_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
