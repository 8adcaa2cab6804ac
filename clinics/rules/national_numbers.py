"""Warnings about a national number. What is doubtful in one, the vault says."""

from collections.abc import Callable, Collection

from django.utils.translation import gettext_lazy as _

from clinics.rules.base import Rule, Severity


def _has(doubt: str) -> Callable[[Collection[str]], bool]:
    def breaks(doubts: Collection[str]) -> bool:
        return doubt in doubts

    return breaks


NUMBER_RULES: tuple[Rule, ...] = tuple(
    Rule(code, Severity.WARNING, ("national_id",), message, ("doubts",), _has(doubt))
    for code, doubt, message in (
        ("N01", "LENGTH",
         _("The national number has too few or too many digits. Compare it with the document, "
           "zeros at the beginning included.")),
        ("N02", "CHECK_DIGIT",
         _("A digit of the national number is wrong. Compare it with the document.")),
        ("N03", "BIRTH_DATE",
         _("The national number tells another birth date. Compare both with the document.")),
        ("N04", "SEX",
         _("The national number tells another sex. Compare both with the document.")),
    )
)  # fmt: skip
