"""Injected in the last 30 days (DEM-10; docs/indicators/injecting.md)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from analytics.catalogue import INDICATORS, Dimension
from analytics.estimates import Estimate
from analytics.indicators._shares import Share, national


if TYPE_CHECKING:
    from analytics.attribution import Frames


def estimate(frames: "Frames", dimensions: Mapping[str, Dimension]) -> list[Estimate]:
    """The share of people who started treatment."""
    share = Share(INDICATORS["DEM-10"], dimensions["injecting"])
    return national(frames.frames["entrants"], share)
