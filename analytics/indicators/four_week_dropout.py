"""Four weeks without a test (TST-03; docs/indicators/four_week_dropout.md)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from analytics.catalogue import INDICATORS, Dimension
from analytics.estimates import Estimate
from analytics.indicators._shares import by_treatment


if TYPE_CHECKING:
    from analytics.attribution import Frames


def estimate(frames: "Frames", dimensions: Mapping[str, Dimension]) -> list[Estimate]:
    """The share of treatments with weekly tests, national and by treatment."""
    return by_treatment(frames.frames["courses"], INDICATORS["TST-03"], dimensions)
