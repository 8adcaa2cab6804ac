"""Reliable change between two scores (Jacobson and Truax 1991), where parameters are published.

S_diff = SD * sqrt(2 * (1 - r)); a change is reliable from the smallest whole number of points
that is at least 1.96 * S_diff. Which parameters hold for a population is a judgement that needs a
source, so the table ships empty: `docs/instruments.md` says what was found and why it is not here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, sqrt

from django.utils.translation import gettext_lazy as _

from clinics.instruments.base import Instrument, Words


Z = 1.96


class Change(StrEnum):
    """What became of a score between two measures."""

    IMPROVED = "IMPROVED"
    NO_RELIABLE_CHANGE = "NO_RELIABLE_CHANGE"
    DETERIORATED = "DETERIORATED"

    @property
    def label(self) -> Words:
        """What became of it, in words."""
        return CHANGE_LABELS[self]


CHANGE_LABELS: dict[Change, Words] = {
    Change.IMPROVED: _("Reliably improved"),
    Change.NO_RELIABLE_CHANGE: _("No reliable change"),
    Change.DETERIORATED: _("Reliably deteriorated"),
}


@dataclass(frozen=True)
class Reliability:
    """The spread of a score among people at the start, and its test-retest reliability."""

    deviation: float
    retest: float
    source: str

    @property
    def threshold(self) -> int:
        """From how many points on a change is reliable."""
        return ceil(Z * self.deviation * sqrt(2 * (1 - self.retest)))


Parameters = Mapping[tuple[str, str], Reliability]
"""By the code of the instrument and of the scale; the empty scale is the total."""

PUBLISHED: dict[tuple[str, str], Reliability] = {}


def reliable_change(
    instrument: Instrument,
    before: int | None,
    after: int | None,
    *,
    scale: str = "",
    parameters: Parameters = PUBLISHED,
) -> Change | None:
    """How a score changed; None while a score is missing or no parameters have a source."""
    known = parameters.get((instrument.code, scale))
    if known is None or before is None or after is None:
        return None
    gain = after - before if _is_higher_better(instrument, scale) else before - after
    if abs(gain) < known.threshold:
        return Change.NO_RELIABLE_CHANGE
    return Change.IMPROVED if gain > 0 else Change.DETERIORATED


def _is_higher_better(instrument: Instrument, scale: str) -> bool:
    return any(each.is_higher_better for each in instrument.scales if each.code == scale)
