"""Regions of few clinics: no figure of a region may be that of one clinic or two.

A clinic knows its own numbers, so it could subtract them from those of its region. A region is told
apart only if at least three clinics stand behind each of its totals (reference 2.3).
"""

from collections.abc import Collection, Iterable, Mapping

import numpy as np
import pandas as pd

from analytics.attribution.coding import categorical
from analytics.catalogue import group_code
from analytics.tabulation import NOT_STATED
from kernel.few_places import is_of_few, may_show_nationally


Clinics = Mapping[str, Mapping[str, frozenset[int]]]
"""By universe and region, the clinics that treated the people counted there."""


def few(
    frames: Mapping[str, pd.DataFrame],
    *,
    universes: Iterable[str],
    before: Collection[str] = (),
) -> frozenset[str]:
    """The regions that are shown only together; all of them where none may stand alone.

    These are the regions with fewer than three clinics in any of `universes`, and those that were
    together in the version `before`: a region that left its group would show what is left of it.
    While one or two clinics stand behind the group, the region with the fewest clinics joins it, by
    its code where several have as few.
    """
    clinics = {universe: _clinics(frames[universe]) for universe in universes}
    regions = sorted({region for own in clinics.values() for region in own})
    apart = [each for each in regions if may_show_nationally(_least(clinics, [each]))]
    apart = [each for each in apart if each not in before]
    joined = [each for each in regions if each not in apart]
    while apart and _is_of_few(clinics, joined):
        smallest = min(apart, key=lambda each: (_least(clinics, [each]), each))
        apart.remove(smallest)
        joined.append(smallest)
    return frozenset(joined)


def together(
    frames: Mapping[str, pd.DataFrame], regions: Collection[str]
) -> dict[str, pd.DataFrame]:
    """The frames with one code for these regions, after those of the others."""
    return {
        name: frame.assign(region=_joined(frame["region"], regions)) if "region" in frame else frame
        for name, frame in frames.items()
    }


def _clinics(frame: pd.DataFrame) -> dict[str, frozenset[int]]:
    """By region, the clinics of the rows that are counted in it; a region may have none."""
    counted = frame[frame["sex"] != NOT_STATED]
    found = counted.groupby("region", observed=True)["organisation"].unique().to_dict()
    return {
        str(region): frozenset(found[region].tolist() if region in found else ())
        for region in frame["region"].cat.categories
    }


def _least(clinics: Clinics, regions: Iterable[str]) -> int:
    """The fewest clinics behind a total of these regions; totals of nobody do not count."""
    numbers = [len(_of(own, regions)) for own in clinics.values()]
    return min(filter(None, numbers), default=0)


def _is_of_few(clinics: Clinics, regions: Collection[str]) -> bool:
    """Whether one or two clinics stand behind a total; a total of nobody tells of none."""
    return is_of_few(_least(clinics, regions))


def _of(own: Mapping[str, frozenset[int]], regions: Iterable[str]) -> frozenset[int]:
    return frozenset().union(*(own[each] for each in regions))


def _joined(column: pd.Series, regions: Collection[str]) -> pd.Series:
    codes = [str(code) for code in column.cat.categories]
    group = group_code(regions)
    renamed = [code for code in codes if code not in regions] + [group]
    places = [renamed.index(group if code in regions else code) for code in codes]
    made = categorical(np.array(places)[column.cat.codes.to_numpy()], tuple(renamed))
    return pd.Series(made, index=column.index)
