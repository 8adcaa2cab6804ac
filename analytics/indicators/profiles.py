"""Age groups, waiting classes, ways of ending (DEM-15, ACC-04, EXI-01; docs/indicators/profiles).

A profile is read as a whole, so its shares have no interval of their own and no gap: they come from
protected counts and say nothing that these do not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from analytics.catalogue import INDICATORS, Dimension
from analytics.estimates import Estimate
from analytics.indicators._shares import Share, national
from analytics.vocabulary import UNKNOWN, Who


if TYPE_CHECKING:
    from analytics.attribution import Frames


PROFILES = ("DEM-15", "ACC-04", "EXI-01")
MIDDLE_AGES = ("25-34", "35-44")
MIDDLE = "25-44"
"""The stratum of both middle age groups together."""


def estimate(frames: "Frames", dimensions: Mapping[str, Dimension]) -> list[Estimate]:
    """The share of each code for women, men and both; the stratum is the code."""
    return [each for code in PROFILES for each in _profile(code, frames, dimensions)]


def _profile(
    code: str, frames: "Frames", dimensions: Mapping[str, Dimension]
) -> Iterator[Estimate]:
    indicator = INDICATORS[code]
    dimension = dimensions[indicator.dimension]
    frame = frames.frames[indicator.universe]
    for stratum, codes in _strata(dimension).items():
        share = Share(replace(indicator, numerator=codes), dimension, stratum=stratum)
        for each in national(frame, share):
            if each.who != Who.GAP:
                yield replace(each, low=None, high=None)


def _strata(dimension: Dimension) -> dict[str, tuple[str, ...]]:
    strata = {each.code: (each.code,) for each in dimension.codes if each.code != UNKNOWN}
    return strata | ({MIDDLE: MIDDLE_AGES} if dimension.name == "age" else {})
