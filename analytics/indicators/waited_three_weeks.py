"""Waited 21 days or less (ACC-02; docs/indicators/waited_three_weeks.md)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from analytics.catalogue import INDICATORS, Dimension
from analytics.estimates import Estimate
from analytics.indicators._shares import Share, national


if TYPE_CHECKING:
    from analytics.attribution import Frames


def estimate(frames: "Frames", dimensions: Mapping[str, Dimension]) -> list[Estimate]:
    """The share of treatments started."""
    share = Share(INDICATORS["ACC-02"], dimensions["wait"])
    return national(frames.frames["starts"], share)
