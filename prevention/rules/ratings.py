"""The registries' own scales, each from the worst to the best (reference 2.1 to 2.3).

Scales are never merged: a rank only says which of several ratings readers see first, the most
cautious.
"""

from collections.abc import Collection, Mapping

from prevention.choices import Registry


UNKNOWN = 50
"""Rank of a rating that somebody has still to look up."""
BEST = 100
"""No rank is higher."""
USELESS = 10
"""Highest rank of a rating that speaks of no use or of harm."""

SCALES: Mapping[Registry, tuple[tuple[str, int], ...]] = {
    Registry.XCHANGE: (
        ("possibly_harmful", 0),
        ("unlikely_beneficial", 10),
        ("additional_studies_recommended", 40),
        ("unknown", UNKNOWN),
        ("possibly_beneficial", 60),
        ("likely_beneficial", 75),
        ("beneficial", 90),
    ),
    Registry.BLUEPRINTS: (
        ("harmful", 0),
        ("ineffective", 10),
        ("inconclusive", 30),
        ("insufficient", 35),
        ("not_dissemination_ready", 45),
        ("unknown", UNKNOWN),
        ("promising", 70),
        ("model", 85),
        ("model_plus", 95),
    ),
    Registry.GRUENE_LISTE: (
        ("unknown", UNKNOWN),
        ("Effektivität theoretisch gut begründet", 55),
        ("Effektivität wahrscheinlich", 65),
        ("Effektivität nachgewiesen", 80),
    ),
    Registry.EIF: (
        ("unknown", UNKNOWN),
        ("evidence 2", 55),
        ("evidence 2(+)", 60),
        ("evidence 3", 70),
        ("evidence 3(+)", 75),
        ("evidence 4", 85),
        ("evidence 4(+)", 90),
    ),
    Registry.LOCAL: (
        ("harmful", 0),
        ("NONE", 20),
        ("insufficient", 35),
        ("unknown", UNKNOWN),
        ("LOCAL_PREPOST", 55),
        ("LOCAL_QED", 70),
        ("LOCAL_RCT", 85),
    ),
}


def labels(registry: Registry, *, above: int = -1, up_to: int = BEST) -> list[str]:
    """The labels of a registry whose rank is above one and not above another."""
    return [label for label, rank in SCALES[registry] if above < rank <= up_to]


def rank(registry: Registry, label: str) -> int | None:
    """Say how cautious a registry's label is, the lowest first; None when it has no such label."""
    return dict(SCALES[registry]).get(label)


def speak_well(ranks: Collection[int]) -> bool:
    """Whether a registry rates it above what nobody knows, and none as of no use or harmful."""
    return any(each > UNKNOWN for each in ranks) and all(each > USELESS for each in ranks)
