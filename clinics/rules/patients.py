"""Rules about a person."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from clinics.rules.base import Rule, Severity


def born_later(on: date | None, birth_year: int | None) -> bool:
    """V04: whether a day lies before the year of birth."""
    return on is not None and birth_year is not None and on.year < birth_year


PATIENT_RULES: tuple[Rule, ...] = (
    Rule(
        "V04",
        Severity.ERROR,
        ("birth_year",),
        _("Enter a year of birth that is not in the future."),
        ("today", "birth_year"),
        born_later,
    ),
)
