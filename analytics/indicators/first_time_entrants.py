"""Never treated before (DEM-03; docs/indicators/first_time_entrants.md)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from analytics.catalogue import INDICATORS, Dimension
from analytics.estimates import Estimate
from analytics.indicators._shares import Share, national


if TYPE_CHECKING:
    from analytics.attribution import Frames


def estimate(frames: "Frames", dimensions: Mapping[str, Dimension]) -> list[Estimate]:
    """The share of people who started treatment; not available where it was never asked."""
    share = Share(INDICATORS["DEM-03"], dimensions["previous"])
    return national(frames.frames["entrants"], share)
