"""Asking once more about a national number that does not fit, before it is kept."""

from collections.abc import Collection

from clinics.rules import check
from clinics.rules.national_numbers import NUMBER_RULES
from vault import api as vault


def check_national_number(identity: vault.Identity | None, *, confirmed: Collection[str]) -> None:
    """Ask about what does not fit, unless somebody has said that it is right.

    Raises:
        NeedsConfirmation: N01 length, N02 check digit, N03 birth date, N04 sex.
    """
    if identity is None or not identity.national_id:
        return
    doubts = vault.number_doubts(
        identity.national_id,
        birth_date=identity.birth_date if identity.is_birth_exact else None,
        sex=identity.sex,
    )
    check(NUMBER_RULES, {"doubts": doubts}, confirmed=confirmed)
