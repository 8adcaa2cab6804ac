"""The output gate: which derived figures may go out, and how they are rounded (reference 2.9).

Shares and ratios are computed from protected counts. Intervals, gaps, medians and survival come
from exact data, so they pass only above the minimum numbers, are rounded, and lose what would let a
reader work back to a small cell (`withholding`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from analytics.catalogue import INDICATORS, cell_key, read_key
from analytics.contents import Figure
from analytics.disclosure.numbers import percent, quotient, to_unit
from analytics.disclosure.policy import Policy
from analytics.disclosure.system import System
from analytics.disclosure.withholding import exposing
from analytics.estimates import Basis, Estimate, Rule
from analytics.vocabulary import TOTAL, UNKNOWN, Mark, Measure, Who


Values = Mapping[str, int]
GAPS = frozenset({Rule.GAP, Rule.MEDIAN_GAP, Rule.SURVIVAL_GAP})
CURVE = "RET"


def release(
    estimates: Sequence[Estimate],
    *,
    values: Values,
    policy: Policy,
    system: System | None = None,
) -> list[Figure]:
    """The figures that may be published, in the order of the estimates.

    `values` are the protected counts by cell key. A figure whose cells were left out is `[c]`; the
    points of a curve beyond the last ten at risk are left away. With `system` (exact counts of
    those cells) intervals and gaps that would expose a small cell are withheld.
    """
    passed = [(each, _GATES[each.rule](each, values, policy)) for each in estimates]
    pairs = [(each, figure) for each, figure in passed if figure is not None]
    if system is None:
        return [figure for _estimate, figure in pairs]
    exact = [each for each, figure in pairs if is_exact(each, figure)]
    exposed = exposing(system, values, exact, policy, among=estimates)
    return [_withheld(each, figure) if each in exposed else figure for each, figure in pairs]


def not_stated(count: int, policy: Policy) -> Figure:
    """People whose sex is other or not stated: one national figure, `[c]` under ten."""
    if count < policy.not_stated_min:
        return Figure("QUA-07", Who.BOTH, Measure.COUNT, None, mark=Mark.CONFIDENTIAL)
    return Figure("QUA-07", Who.BOTH, Measure.COUNT, to_unit(count, policy.base))


def _count(estimate: Estimate, values: Values, _policy: Policy) -> Figure:
    count = _sum(estimate.numerator_cells or estimate.denominator_cells, values)
    if count is None:
        return _missing(estimate, Mark.CONFIDENTIAL, None)
    return _figure(estimate, Decimal(count), _sum(estimate.denominator_cells, values), Mark.NONE)


def _share(estimate: Estimate, values: Values, policy: Policy) -> Figure:
    part, whole = _sum(estimate.numerator_cells, values), _sum(estimate.denominator_cells, values)
    if part is None or whole is None:
        return _missing(estimate, Mark.CONFIDENTIAL, whole)
    is_large = whole >= policy.pct_whole_from
    mark, is_stopped = _verdict(estimate, values, policy, is_large=is_large)
    if is_stopped:
        return _missing(estimate, mark, whole)
    value = percent(part, whole, policy)
    figure = _figure(estimate, value, whole, mark)
    low, high = _interval(estimate, 100, 1)
    if low is None or high is None or not _is_model(estimate, policy):
        return figure
    # The value comes from rounded counts: an interval that misses it is made wider, never moved.
    return replace(
        figure,
        low=min(low, value.to_integral_value(ROUND_FLOOR)),
        high=max(high, value.to_integral_value(ROUND_CEILING)),
    )


def _gap(estimate: Estimate, values: Values, policy: Policy) -> Figure:
    if _is_left_out(estimate, values):
        return _missing(estimate, Mark.CONFIDENTIAL, None)
    is_passed = _is_model(estimate, policy)
    return _modelled(estimate, values, policy, scale=100, is_passed=is_passed)


def _median(estimate: Estimate, values: Values, policy: Policy) -> Figure:
    least = min((basis.denominator for basis in estimate.bases), default=0)
    is_passed = least >= policy.median_min
    figure = _modelled(estimate, values, policy, scale=1, is_passed=is_passed)
    if least >= policy.median_interval_min and not _is_left_out(estimate, values):
        return figure
    return replace(figure, low=None, high=None)


def _median_gap(estimate: Estimate, values: Values, policy: Policy) -> Figure:
    if _is_left_out(estimate, values):
        return _missing(estimate, Mark.CONFIDENTIAL, None)
    least = min((basis.denominator for basis in estimate.bases), default=0)
    is_passed = least >= policy.median_interval_min
    return _modelled(estimate, values, policy, scale=1, is_passed=is_passed)


def _survival(estimate: Estimate, values: Values, policy: Policy) -> Figure | None:
    is_point = estimate.indicator == CURVE and estimate.day is not None
    if is_point and not _is_followed(estimate.bases, policy):
        return None
    is_passed = (is_point and estimate.day == 0) or _is_survival(estimate.bases, policy)
    return _modelled(estimate, values, policy, scale=100, is_passed=is_passed)


def _survival_gap(estimate: Estimate, values: Values, policy: Policy) -> Figure:
    is_passed = _is_survival(estimate.bases, policy)
    return _modelled(estimate, values, policy, scale=100, is_passed=is_passed)


def _ratio(estimate: Estimate, values: Values, policy: Policy) -> Figure:
    part, whole = _sum(estimate.numerator_cells, values), _sum(estimate.denominator_cells, values)
    if part is None or whole is None:
        return _missing(estimate, Mark.CONFIDENTIAL, None)
    if min(part, whole) < policy.ratio_min:
        return _missing(estimate, Mark.LOW_RELIABILITY, part + whole)
    return _figure(estimate, quotient(part, whole, tenths=True), part + whole, Mark.NONE)


_GATES: dict[Rule, Callable[[Estimate, Values, Policy], Figure | None]] = {
    Rule.COUNT: _count,
    Rule.SHARE: _share,
    Rule.GAP: _gap,
    Rule.MEDIAN: _median,
    Rule.MEDIAN_GAP: _median_gap,
    Rule.SURVIVAL: _survival,
    Rule.SURVIVAL_GAP: _survival_gap,
    Rule.RATIO: _ratio,
}


def _modelled(
    estimate: Estimate, values: Values, policy: Policy, *, scale: int, is_passed: bool
) -> Figure:
    """A figure from exact data: to the nearest unit, the ends of its interval outward."""
    base = _sum(estimate.denominator_cells, values)
    mark, is_stopped = _verdict(estimate, values, policy, is_large=is_passed)
    if is_stopped or estimate.value is None:
        return _missing(estimate, mark, base)
    unit = policy.median_days_unit if estimate.measure == Measure.DAYS else 1
    low, high = _interval(estimate, scale, unit)
    figure = _figure(estimate, to_unit(estimate.value, unit, scale=scale), base, mark)
    return replace(figure, low=low, high=high)


def _verdict(
    estimate: Estimate, values: Values, policy: Policy, *, is_large: bool
) -> tuple[Mark, bool]:
    """The mark of 1.1, and whether it stops the figure.

    Wherever protected counts say how many are not known, the mark follows from these alone; else
    it follows from exact data, and only for figures that are large enough to be shown.
    """
    shown = _unknown(estimate, values)
    if shown is None and not is_large:
        return Mark.LOW_RELIABILITY, True
    share = estimate.unknown if shown is None else shown
    if share > policy.unknown_stop:
        return Mark.NOT_AVAILABLE, True
    if not is_large:
        return Mark.LOW_RELIABILITY, True
    if estimate.value is None:
        return Mark.NOT_AVAILABLE, True
    return (Mark.LOW_RELIABILITY if share > policy.unknown_warn else Mark.NONE), False


def _unknown(estimate: Estimate, values: Values) -> float | None:
    """The share of unknowns by protected counts, of the worse side for a gap; None if not shown."""
    indicator = INDICATORS.get(estimate.indicator)
    if indicator is None or not indicator.dimension:
        return None
    by_sex: dict[str, list[str]] = {}
    for name in estimate.denominator_cells:
        by_sex.setdefault(read_key(name)[1].get("sex", TOTAL), []).append(name)
    shares = [_unknown_of(names, indicator.dimension, values) for names in by_sex.values()]
    found = [share for share in shares if share is not None]
    return max(found) if found and len(found) == len(shares) else None


def _unknown_of(names: Sequence[str], dimension: str, values: Values) -> float | None:
    missing = sorted({_unknown_cell(name, dimension) for name in names})
    known, unknown = _sum(names, values), _sum(missing, values)
    if known is None or unknown is None or set(names) & set(missing):
        return None
    return unknown / (known + unknown) if unknown else 0.0


def _unknown_cell(name: str, dimension: str) -> str:
    universe, codes = read_key(name)
    return cell_key(universe, codes | {dimension: UNKNOWN})


def _is_model(estimate: Estimate, policy: Policy) -> bool:
    """Every denominator at least 50, also in people; every numerator and complement at least 10."""
    return bool(estimate.bases) and all(
        basis.numerator is not None
        and min(basis.denominator, basis.persons or basis.denominator) >= policy.model_den_min
        and min(basis.numerator, basis.denominator - basis.numerator) >= policy.model_cell_min
        for basis in estimate.bases
    )


def _is_followed(bases: Sequence[Basis], policy: Policy) -> bool:
    return bool(bases) and all(
        basis.denominator >= policy.survival_n_min
        and (basis.at_risk or 0) >= policy.survival_at_risk_min
        for basis in bases
    )


def _is_survival(bases: Sequence[Basis], policy: Policy) -> bool:
    events = [basis.events or 0 for basis in bases]
    return _is_followed(bases, policy) and min(events) >= policy.survival_events_min


def is_exact(estimate: Estimate, figure: Figure) -> bool:
    """Whether a figure says something that only exact data could say."""
    return figure.low is not None or (estimate.rule in GAPS and figure.value is not None)


def _withheld(estimate: Estimate, figure: Figure) -> Figure:
    if estimate.rule in GAPS:
        return _missing(estimate, Mark.CONFIDENTIAL, figure.base)
    return replace(figure, low=None, high=None)


def _interval(estimate: Estimate, scale: int, unit: int) -> tuple[Decimal | None, Decimal | None]:
    """The interval, rounded outward; percentages stay within 0 to 100."""
    if estimate.low is None or estimate.high is None:
        return None, None
    low = to_unit(estimate.low, unit, scale=scale, rounding=ROUND_FLOOR)
    high = to_unit(estimate.high, unit, scale=scale, rounding=ROUND_CEILING)
    if estimate.measure == Measure.PERCENT:
        low, high = max(low, Decimal(0)), min(high, Decimal(100))
    return low, high


def _is_left_out(estimate: Estimate, values: Values) -> bool:
    """Whether cells behind an estimate are not in the release: what it tells cannot be weighed."""
    return any(
        name not in values for name in (*estimate.numerator_cells, *estimate.denominator_cells)
    )


def _sum(names: Sequence[str], values: Values) -> int | None:
    """The sum of protected cells; None where there are none, or one was left out."""
    if not names or any(name not in values for name in names):
        return None
    return sum(values[name] for name in names)


def _figure(estimate: Estimate, value: Decimal | None, base: int | None, mark: Mark) -> Figure:
    return Figure(
        estimate.indicator,
        estimate.who,
        estimate.measure,
        value,
        base=base,
        mark=mark,
        stratum=estimate.stratum,
        day=estimate.day,
    )


def _missing(estimate: Estimate, mark: Mark, base: int | None) -> Figure:
    return _figure(estimate, None, base, mark)
