"""Median waiting time (ACC-01; docs/indicators/waiting_time.md)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from analytics.catalogue import INDICATORS, Dimension
from analytics.estimates import Estimate
from analytics.indicators._medians import medians


if TYPE_CHECKING:
    from analytics.attribution import Frames


def estimate(frames: "Frames", dimensions: Mapping[str, Dimension]) -> list[Estimate]:
    """Medians in days, and how far that of women lies above that of men."""
    indicator = INDICATORS["ACC-01"]
    return medians(frames.frames["starts"], "wait_days", indicator, dimensions["wait"])
