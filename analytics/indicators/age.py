"""Median age of people who started treatment (DEM-14; docs/indicators/age.md)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from analytics.catalogue import INDICATORS, Dimension
from analytics.estimates import Estimate
from analytics.indicators._medians import medians


if TYPE_CHECKING:
    from analytics.attribution import Frames


def estimate(frames: "Frames", dimensions: Mapping[str, Dimension]) -> list[Estimate]:
    """Medians in years, and how far that of women lies above that of men."""
    indicator = INDICATORS["DEM-14"]
    return medians(frames.frames["entrants"], "age_years", indicator, dimensions["age"])
