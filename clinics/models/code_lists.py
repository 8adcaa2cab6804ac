"""Versioned code lists with their mappings to other standards."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CodeList(models.Model):
    """One version of one list."""

    name = models.CharField(_("list"), max_length=40)
    version = models.CharField(_("version"), max_length=10)
    source = models.CharField(_("standard"), max_length=200)

    class Meta:
        ordering = ["name", "version"]
        constraints = [models.UniqueConstraint("name", "version", name="codelist_version_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Code(models.Model):
    """One code of a list, what it is called and what it is elsewhere."""

    list = models.ForeignKey(CodeList, models.PROTECT, related_name="codes")
    code = models.CharField(max_length=24)
    position = models.PositiveSmallIntegerField()
    label_en = models.CharField(max_length=120)
    label_ru = models.CharField(max_length=120)
    label_local = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    map_tdi = models.CharField("TDI", max_length=12, blank=True)
    map_teds = models.CharField("TEDS", max_length=24, blank=True)
    map_icd10 = models.CharField("ICD-10", max_length=24, blank=True)
    map_icd11 = models.CharField("ICD-11", max_length=24, blank=True)

    class Meta:
        ordering = ["list", "position"]
        constraints = [models.UniqueConstraint("list", "code", name="code_once_in_list")]

    def __str__(self) -> str:
        return self.code
