"""The registry: a published figure exists only here; every file and screen reads it from here."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from analytics.models.releases import Release
from analytics.models.series import Series
from analytics.vocabulary import Mark, Measure, Who


class PublishedCell(models.Model):
    """A protected count, and the hash of the set of records behind it.

    `set_hash` (sixteen hexadecimal digits) never leaves the country: the same records get the same
    value, in whichever release and under whichever definition they are counted.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="published_cells")
    series = models.ForeignKey(Series, models.PROTECT, related_name="+")
    key = models.CharField(max_length=160)
    set_hash = models.CharField(max_length=16, editable=False)
    value = models.PositiveIntegerField()
    mark = models.CharField(max_length=4, choices=Mark, blank=True)

    class Meta:
        verbose_name = _("published cell")
        verbose_name_plural = _("published cells")
        ordering = ["release", "key"]
        constraints = [models.UniqueConstraint("release", "key", name="publishedcell_once")]
        indexes = [models.Index(fields=["series", "set_hash"], name="publishedcell_memory")]

    def __str__(self) -> str:
        return self.key


class PublishedFigure(models.Model):
    """A derived figure that passed the output gate."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="published_figures")
    indicator = models.CharField(max_length=8)
    stratum = models.CharField(max_length=40, blank=True)
    who = models.CharField(max_length=4, choices=Who)
    day = models.PositiveSmallIntegerField(null=True)
    measure = models.CharField(max_length=8, choices=Measure)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    low = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    high = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    base = models.PositiveIntegerField(null=True)
    mark = models.CharField(max_length=4, choices=Mark, blank=True)

    class Meta:
        verbose_name = _("published figure")
        verbose_name_plural = _("published figures")
        ordering = ["release", "indicator", "stratum", "day", "who"]
        constraints = [
            models.UniqueConstraint(
                "release", "indicator", "stratum", "who",
                condition=Q(day__isnull=True), name="publishedfigure_once",
            ),
            models.UniqueConstraint(
                "release", "indicator", "stratum", "who", "day",
                condition=Q(day__isnull=False), name="publishedfigure_once_a_day",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.indicator}/{self.who}"


class ReleaseFile(models.Model):
    """A file of a release as it was audited: report, tables, charts."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="files")
    language = models.CharField(max_length=8)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        verbose_name = _("file of a release")
        verbose_name_plural = _("files of a release")
        ordering = ["release", "language", "name"]
        constraints = [models.UniqueConstraint("release", "name", name="releasefile_once")]

    def __str__(self) -> str:
        return self.name
