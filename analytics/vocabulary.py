"""Coded words of figures and releases (outcomes-and-disclosure reference 1.1, 2.9 and 6)."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Mark(TextChoices):
    """Why a figure is missing or weak; letters in brackets, as screen readers can say them."""

    NONE = "", ""
    CONFIDENTIAL = "c", _("confidential: too few people to publish, even rounded")
    LOW_RELIABILITY = "u", _("low reliability: fewer than 50 people, or over 20 % not known")
    NOT_AVAILABLE = "x", _("not available: over 40 % not known, or not recorded")
    NOT_APPLICABLE = "z", _("does not apply")
    LOW = "low", _("rounds to zero but is not zero")
    PROVISIONAL = "p", _("provisional")
    REVISED = "r", _("revised since the last release")


class Unit(TextChoices):
    """What a count counts; units are never mixed in one table."""

    PERSON = "P", _("people")
    EPISODE = "E", _("treatment episodes")
    TEST = "V", _("drug tests")


class Who(TextChoices):
    """Whom a figure is about. Other or not stated is one national figure and never crossed."""

    WOMEN = "F", _("Women")
    MEN = "M", _("Men")
    BOTH = "_T", _("Women and men")
    GAP = "GAP", _("Women minus men")


class Measure(TextChoices):
    """What the number of a figure is."""

    COUNT = "COUNT", _("number")
    PERCENT = "PERCENT", _("per cent")
    POINTS = "POINTS", _("percentage points")
    DAYS = "DAYS", _("days")
    YEARS = "YEARS", _("years")
    RATIO = "RATIO", _("ratio")


class PeriodKind(TextChoices):
    """Reporting periods: calendar years or quarters, nothing else."""

    YEAR = "YEAR", _("year")
    QUARTER = "QUARTER", _("quarter")


class ReleaseState(TextChoices):
    """Where a release stands. Only a release that passed its audit is stored at all."""

    AUDITED = "AUDITED", _("Audited")
    SUPERSEDED = "SUPERSEDED", _("Superseded")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


class WithdrawalReason(TextChoices):
    """Why a release was withdrawn."""

    RECORDS = "RECORDS", _("The records behind it were wrong")
    METHOD = "METHOD", _("It was counted or protected wrongly")
    DISCLOSURE = "DISCLOSURE", _("It may tell of single people")
    MISTAKE = "MISTAKE", _("It was compiled by mistake")


class CompilationState(TextChoices):
    """How far the compiling of a release is."""

    QUEUED = "QUEUED", _("Waiting")
    RUNNING = "RUNNING", _("At work")
    STORED = "STORED", _("Stored")
    REFUSED = "REFUSED", _("Refused")
    FAILED = "FAILED", _("Failed")


class Step(TextChoices):
    """The steps of a compilation, in their order."""

    FREEZE = "FREEZE", _("Freezing the records of the period")
    COUNT = "COUNT", _("Counting people and episodes")
    PROTECT = "PROTECT", _("Protecting small numbers")
    DERIVE = "DERIVE", _("Computing shares, intervals and curves")
    WRITE = "WRITE", _("Writing the report and the tables")
    AUDIT = "AUDIT", _("Attacking the files as an intruder would")
    STORE = "STORE", _("Storing the release")


TOTAL = "_T"
UNKNOWN = "UNKNOWN"
NATIONAL = ""
"""The stratum of a figure that is about everybody."""
SILENT_FOR = timedelta(minutes=30)
"""A worker that has said nothing for so long is taken for dead."""
