"""Diagnoses that may be coded: the codes of ICD-10 and ICD-11 that this field uses.

Files, no database. What they hold, where it comes from and what is left out: `README.md` here.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from clinics.choices import DiagnosisSystem


HERE = Path(__file__).parent
FILES = {DiagnosisSystem.ICD10: "icd10.csv", DiagnosisSystem.ICD11: "icd11.csv"}


@dataclass(frozen=True)
class DiagnosisCode:
    """One code. `group` is the category of the substance that it is about; empty for all others."""

    code: str
    title_en: str
    title_ru: str
    group: str

    def title(self, language: str | None = None) -> str:
        """The title in Russian where asked for, otherwise in English."""
        return self.title_ru if language == "ru" else self.title_en


@cache
def codes(system: str) -> Mapping[str, DiagnosisCode]:
    """Every code of a classification, in its order; read once in the life of a process.

    Raises:
        ValueError: there is no such classification.
    """
    path = HERE / FILES[DiagnosisSystem(system)]
    with path.open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["code"]: DiagnosisCode(**row) for row in csv.DictReader(file)})


def written(code: str) -> str:
    """A code as the classification writes it: upper case, without spaces, dot after the category.

    People type f112 for F11.2 and 6c43.2 for 6C43.2.
    """
    plain = "".join(code.split()).upper()
    length = 4 if plain.startswith("6C") else 3
    if "." not in plain and len(plain) > length:
        return f"{plain[:length]}.{plain[length:]}"
    return plain
