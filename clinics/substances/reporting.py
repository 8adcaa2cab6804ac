"""What a named substance counts as in the TDI; treatment record reference, 1.3 and 7."""

from dataclasses import dataclass

from clinics.substances.catalogue import Catalogue, NamedSubstance
from clinics.substances.resolving import Resolution, ResolutionKind
from clinics.vocabulary import Substance


UNSPECIFIED = {"1": Substance.OPIOIDS, "2": Substance.COCAINE}
"""Group of the TDI -> the code for one of that group, not known which; others have none."""
UNRESOLVED_NOTE = "unresolved name"


@dataclass(frozen=True)
class Coded:
    """A code of the record's vocabulary and the note that goes out with it."""

    code: Substance
    note: str


def tdi_code(key: str, *, catalogue: Catalogue | None = None) -> Substance:
    """The one code of the record's vocabulary for a substance; raises KeyError for no such key.

    What the TDI does not count has the code OTHER; ask `counts_in_tdi` before exporting it.
    """
    return (catalogue or Catalogue.shipped()).substances[key].code


def counts_in_tdi(
    key: str, *, is_primary: bool = False, catalogue: Catalogue | None = None
) -> bool:
    """Whether a use of the substance goes to the TDI: never tobacco, alcohol only as secondary."""
    substance = (catalogue or Catalogue.shipped()).substances[key]
    return bool(substance.tdi_row) and not (is_primary and substance.is_never_primary)


def coded(resolution: Resolution, *, catalogue: Catalogue | None = None) -> Coded:
    """What a word is exported as: an unresolved one as OTHER with a note, never as not known.

    Several candidates count as the code they share, else as their group not specified, else as
    OTHER. The note has our names of the substances, not the patient's word, which may identify.
    """
    known = catalogue or Catalogue.shipped()
    candidates = [known.substances[key] for key in resolution.candidates]
    if resolution.kind == ResolutionKind.UNRESOLVED or not candidates:
        return Coded(Substance.OTHER, UNRESOLVED_NOTE)
    return Coded(_common_code(candidates), ", ".join(each.name_en for each in candidates))


def _common_code(candidates: list[NamedSubstance]) -> Substance:
    codes = {each.code for each in candidates}
    if len(codes) == 1:
        return codes.pop()
    groups = {each.tdi_row[:1] for each in candidates}
    return UNSPECIFIED.get(groups.pop(), Substance.OTHER) if len(groups) == 1 else Substance.OTHER
