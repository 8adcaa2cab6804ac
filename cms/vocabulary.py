"""Coded choices of the public site."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Audience(TextChoices):
    """Whom a page is written for."""

    YOUNG_PEOPLE = "young_people", _("Young people")
    PARENTS = "parents", _("Parents")
    TEACHERS = "teachers", _("Teachers")
    PROFESSIONALS = "professionals", _("Professionals")
    EVERYONE = "everyone", _("Everyone")


NEEDS_HELP = frozenset({Audience.YOUNG_PEOPLE, Audience.PARENTS})
"""Readers whose pages cannot be published without the ways to help."""


class Topic(TextChoices):
    """What a page is about, for lists and search."""

    ALCOHOL = "alcohol", _("Alcohol")
    TOBACCO = "tobacco", _("Tobacco and nicotine")
    CANNABIS = "cannabis", _("Cannabis")
    OPIOIDS = "opioids", _("Opioids")
    STIMULANTS = "stimulants", _("Stimulants")
    MEDICINES = "medicines", _("Medicines")
    NEW_SUBSTANCES = "new_substances", _("New substances")
    FIRST_AID = "first_aid", _("First aid")
    TREATMENT = "treatment", _("Treatment")
    FAMILY = "family", _("Family")
    SCHOOL = "school", _("School")
    WELLBEING = "wellbeing", _("Wellbeing")
    PREGNANCY = "pregnancy", _("Pregnancy")
    LAW = "law", _("Law and rights")


class SubstanceClass(TextChoices):
    """What a substance mainly does."""

    ALCOHOL = "alcohol", _("Alcohol")
    NICOTINE = "nicotine", _("Nicotine")
    CANNABINOID = "cannabinoid", _("Cannabinoid")
    OPIOID = "opioid", _("Opioid")
    STIMULANT = "stimulant", _("Stimulant")
    SEDATIVE = "sedative", _("Sedative")
    HALLUCINOGEN = "hallucinogen", _("Hallucinogen")
    DISSOCIATIVE = "dissociative", _("Dissociative")
    INHALANT = "inhalant", _("Inhalant")
    OTHER = "other", _("Other or unknown")


class Severity(TextChoices):
    """How urgent an alert is."""

    INFO = "info", _("For information")
    ELEVATED = "elevated", _("Elevated")
    URGENT = "urgent", _("Urgent")


class SourceType(TextChoices):
    """Where the news of an alert comes from."""

    LAB = "lab", _("Laboratory")
    CLINICAL = "clinical", _("Clinics and hospitals")
    POLICE = "police", _("Police")
    SELF_REPORT = "self_report", _("People’s own reports")


class Motif(TextChoices):
    """Ornament of an entrance; carries no meaning."""

    STAR = "star", _("Star")
    TULIP = "tulip", _("Tulip")
    SHANYRAK = "shanyrak", _("Shanyrak")
    HORN = "horn", _("Horn")


MOTIFS = {
    Audience.YOUNG_PEOPLE: Motif.TULIP,
    Audience.PARENTS: Motif.SHANYRAK,
    Audience.TEACHERS: Motif.STAR,
    Audience.PROFESSIONALS: Motif.HORN,
}
"""The ornament that leads each reader, everywhere the same."""


class Drawing(TextChoices):
    """Our own drawings: `static/cms/drawings/<name>.svg`."""

    HOME_HERO = "home-hero", _("Valley with a rising rosette")
    YOUNG_PEOPLE = "young-people", _("Young people on a bench")
    PARENTS = "parents", _("Parent and child")
    TEACHERS = "teachers", _("Teacher at a board")
    PROFESSIONALS = "professionals", _("Two colleagues at a table")
    RECOVERY_ROLL = "recovery-roll", _("Rolling a person onto the side")
    RECOVERY_POSITION = "recovery-position", _("Recovery position")
    BREATHING_CHECK = "breathing-check", _("Checking the breathing")
    TALK_TOGETHER = "talk-together", _("Two people talking")
    SLEEP = "sleep", _("A quiet night")
    SPORT = "sport", _("Ball game")
    FAMILY_TABLE = "family-table", _("Family at a table")
    SCHOOL_CLASS = "school-class", _("Pupils in a circle")
    MOUNTAIN_RIVER = "mountain-river", _("Mountain and river")
    PHONE_CALL = "phone-call", _("Calling for help")


SCENES = {
    Motif.TULIP: Drawing.YOUNG_PEOPLE,
    Motif.SHANYRAK: Drawing.PARENTS,
    Motif.STAR: Drawing.TEACHERS,
    Motif.HORN: Drawing.PROFESSIONALS,
}
"""The drawing at the head of each reader's section."""
