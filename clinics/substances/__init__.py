"""Substances and new psychoactive substances: what a clinician may name and what it counts as.

`resolve` says what a word means, `search` offers substances while it is typed, `tdi_code` and
`coded` say what they count as, `Catalogue` holds the names. Pure: files, no database. The rule,
the sources and what is in doubt: `docs/substances.md`.
"""

from clinics.substances.catalogue import (
    Alias,
    AliasKind,
    BadAddition,
    Catalogue,
    Effect,
    NamedSubstance,
)
from clinics.substances.reporting import Coded, coded, counts_in_tdi, tdi_code
from clinics.substances.resolving import Resolution, ResolutionKind, resolve
from clinics.substances.searching import Hit, search
from clinics.substances.spelling import normalise


__all__ = [
    "Alias",
    "AliasKind",
    "BadAddition",
    "Catalogue",
    "Coded",
    "Effect",
    "Hit",
    "NamedSubstance",
    "Resolution",
    "ResolutionKind",
    "coded",
    "counts_in_tdi",
    "normalise",
    "resolve",
    "search",
    "tdi_code",
]
