"""People who started treatment, counted once (DEM-02; docs/indicators/entrants.md)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from analytics.catalogue import INDICATORS, Dimension
from analytics.estimates import Estimate
from analytics.indicators._counts import counts


if TYPE_CHECKING:
    from analytics.attribution import Frames


def estimate(frames: "Frames", dimensions: Mapping[str, Dimension]) -> list[Estimate]:
    """Women, men and both; the share of women; men per woman."""
    return counts(frames.frames["entrants"], INDICATORS["DEM-02"])
