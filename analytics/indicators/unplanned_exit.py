"""Ended unplanned (EXI-03; docs/indicators/unplanned_exit.md)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from analytics.catalogue import INDICATORS, Dimension
from analytics.estimates import Estimate
from analytics.indicators._shares import by_treatment


if TYPE_CHECKING:
    from analytics.attribution import Frames


def estimate(frames: "Frames", dimensions: Mapping[str, Dimension]) -> list[Estimate]:
    """The share of treatments ended, national and by treatment."""
    return by_treatment(frames.frames["exits"], INDICATORS["EXI-03"], dimensions)
