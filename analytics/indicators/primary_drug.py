"""Main substance (DEM-07; docs/indicators/primary_drug.md)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from analytics.catalogue import INDICATORS, Dimension
from analytics.estimates import Estimate
from analytics.indicators._shares import Share, estimates, sides, tally
from analytics.vocabulary import UNKNOWN


if TYPE_CHECKING:
    from analytics.attribution import Frames


def estimate(frames: "Frames", dimensions: Mapping[str, Dimension]) -> list[Estimate]:
    """The share of each substance and group of substances; the stratum is its code."""
    dimension = dimensions["drug"]
    counted = tally(frames.frames["entrants"], "drug")
    found: list[Estimate] = []
    for code in dimension.codes:
        if code.code != UNKNOWN:
            indicator = replace(INDICATORS["DEM-07"], numerator=(code.code,))
            share = Share(indicator, dimension, stratum=code.code)
            found += estimates(share, sides(counted, share))
    return found
