"""Sex and age bands, once, as every report counts them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sex(TextChoices):
    """Sex as recorded, TDI item 5: warehouse codes 1 and 2. No answer has its null flavour."""

    MALE = "MALE", _("Man")
    FEMALE = "FEMALE", _("Woman")


TDI_AGE_LIMITS = (15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65)
"""Lower limits of the bands of TDI item 6 after `<15`."""


def age_band(age: int) -> str:
    """The TDI age band of `age` in years: `<15`, `15-19`, …, `60-64`, `65+`.

    Raises:
        ValueError: the age is negative.
    """
    if age < 0:
        message = "An age cannot be negative."
        raise ValueError(message)
    if age < TDI_AGE_LIMITS[0]:
        return "<15"
    if age >= TDI_AGE_LIMITS[-1]:
        return "65+"
    lower = next(limit for limit in reversed(TDI_AGE_LIMITS) if age >= limit)
    return f"{lower}-{lower + 4}"
