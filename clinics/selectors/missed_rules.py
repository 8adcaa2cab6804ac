"""The rules on missed doses that hold in a country, and where they come from."""

from dataclasses import dataclass

from clinics.models import MissedDoseRule
from clinics.rules.prescriptions import OPIOID_AGONISTS
from clinics.vocabulary import Medicine


@dataclass(frozen=True)
class RulesInUse:
    """What holds for one medicine: a country's own rows, the default ones, or none."""

    medicine: str
    label: str
    rows: list[MissedDoseRule]
    is_own: bool


def rules_in_use(*, country: str) -> list[RulesInUse]:
    """The rules of `country` (ISO 3166-1) for each opioid agonist; its own replace the default."""
    rows = list(MissedDoseRule.objects.filter(country__in=["", country]).order_by("from_days"))
    found = []
    for medicine in OPIOID_AGONISTS:
        of_medicine = [row for row in rows if row.medicine == medicine]
        own = [row for row in of_medicine if row.country]
        found.append(
            RulesInUse(
                medicine=medicine.value,
                label=str(Medicine(medicine).label),
                rows=own or of_medicine,
                is_own=bool(own),
            )
        )
    return found
