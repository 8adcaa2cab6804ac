"""Adequate dose of agonist treatment (OAT-04; docs/indicators/dose_adequacy.md)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from analytics.catalogue import INDICATORS, Dimension
from analytics.estimates import Estimate
from analytics.indicators._shares import Share, national


if TYPE_CHECKING:
    from analytics.attribution import Frames


def estimate(frames: "Frames", dimensions: Mapping[str, Dimension]) -> list[Estimate]:
    """The share of people on agonist treatment for over 42 days."""
    share = Share(INDICATORS["OAT-04"], dimensions["dose"])
    return national(frames.frames["oat"], share)
