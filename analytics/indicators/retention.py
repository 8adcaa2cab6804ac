"""Still in treatment after 1, 3 and 6 months, and the curve (RET-01, RET-03, RET-06, RET).

See docs/indicators/retention.md. All come from the same two curves, estimated once.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from analytics.catalogue import GRID_DAYS, HORIZONS, Dimension, cell_key
from analytics.estimates import Basis, Estimate, Rule
from analytics.indicators._shares import SEXES
from analytics.survival import Curve, kaplan_meier, survival_gap
from analytics.vocabulary import Measure, Who


if TYPE_CHECKING:
    from analytics.attribution import Frames


POINTS = "RET"
"""The code of the points of a curve."""
CODES = dict(zip(("RET-01", "RET-03", "RET-06"), HORIZONS, strict=True))


def estimate(frames: "Frames", dimensions: Mapping[str, Dimension]) -> list[Estimate]:
    """The three horizons with their gaps, and every thirtieth day of the curves."""
    rows = frames.frames["followed"]
    curves = {who: _curve(rows[rows["sex"].isin(sexes)]) for who, sexes in SEXES.items()}
    found: list[Estimate] = []
    for code, day in CODES.items():
        found += [_survival(code, who, curve, day) for who, curve in curves.items()]
        found.append(_gap(code, curves[Who.WOMEN], curves[Who.MEN], day))
    for day in GRID_DAYS:
        found += [_survival(POINTS, who, curve, day, point=day) for who, curve in curves.items()]
    return found


def _curve(rows: pd.DataFrame) -> Curve:
    return kaplan_meier(rows["days"], rows["is_event"])


def _survival(code: str, who: Who, curve: Curve, day: int, *, point: int | None = None) -> Estimate:
    at = curve.at(day)
    return Estimate(
        indicator=code,
        who=who,
        rule=Rule.SURVIVAL,
        measure=Measure.PERCENT,
        value=at.survival,
        low=at.low,
        high=at.high,
        bases=(_basis(curve, day),),
        denominator_cells=(_started(who),),
        day=point,
    )


def _gap(code: str, women: Curve, men: Curve, day: int) -> Estimate:
    interval = survival_gap(women, men, day)
    return Estimate(
        indicator=code,
        who=Who.GAP,
        rule=Rule.SURVIVAL_GAP,
        measure=Measure.POINTS,
        value=interval.value,
        low=interval.low,
        high=interval.high,
        bases=(_basis(women, day), _basis(men, day)),
        denominator_cells=(_started(Who.WOMEN), _started(Who.MEN)),
    )


def _basis(curve: Curve, day: int) -> Basis:
    at = curve.at(day)
    return Basis(denominator=len(curve.followed), at_risk=at.at_risk, events=at.events)


def _started(who: Who) -> str:
    """The cell of all treatments of the curve: the base of each of its points."""
    return cell_key("followed", {"day": "D0", "sex": who.value})
