"""Drug tests negative for opioids (TST-01; docs/indicators/negative_tests.md)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from analytics.catalogue import INDICATORS, Dimension
from analytics.estimates import Estimate
from analytics.indicators._shares import SEXES, Share, Side, estimates, share_of
from analytics.intervals import clustered_share
from analytics.vocabulary import UNKNOWN, Who


if TYPE_CHECKING:
    from analytics.attribution import Frames


def estimate(frames: "Frames", dimensions: Mapping[str, Dimension]) -> list[Estimate]:
    """The share of tests with a result; the interval knows which tests are of one person."""
    rows = frames.frames["tests"]
    share = Share(INDICATORS["TST-01"], dimensions["result"])
    return estimates(share, {who: _side(rows, share, who) for who in SEXES})


def _side(rows: pd.DataFrame, share: Share, who: Who) -> Side:
    own = rows[rows["sex"].isin(SEXES[who])]
    known = own[own["result"] != UNKNOWN]
    is_hit = known["result"].isin(share.indicator.numerator)
    by_person = is_hit.groupby(known["person"]).agg(["sum", "count"])
    unknown = share_of(len(own) - len(known), len(own))
    interval = clustered_share(by_person["sum"], by_person["count"])
    return Side(int(is_hit.sum()), len(known), unknown, interval, persons=len(by_person))
