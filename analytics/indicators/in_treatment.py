"""People in treatment, counted once (DEM-01; docs/indicators/in_treatment.md)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from analytics.catalogue import INDICATORS, Dimension
from analytics.estimates import Estimate
from analytics.indicators._counts import counts


if TYPE_CHECKING:
    from analytics.attribution import Frames


def estimate(frames: "Frames", dimensions: Mapping[str, Dimension]) -> list[Estimate]:
    """Women, men and both; the share of women; men per woman."""
    return counts(frames.frames["in_treatment"], INDICATORS["DEM-01"])
