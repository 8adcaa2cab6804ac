"""The numbers of disclosure control: one frozen object, with a version (reference, section 8).

A changed number is a new version, signed by whoever answers for confidentiality in the country.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refused


SENSITIVE = frozenset({"drug", "injecting", "abstinence", "dropout", "result"})
"""Dimensions whose value must not be known of everybody in a small row (2.3, group disclosure)."""


class NotProtected(Refused):
    """No rounding was found that keeps every promise: there is no release, never a partial one."""

    code = "not-protected"

    def __init__(self, message: object = None) -> None:
        super().__init__(
            message
            or _(
                "The figures of this release could not be protected, so nothing was published. "
                "Leave out the table with the most detail and compile again."
            )
        )


@dataclass(frozen=True)
class Policy:
    """Every threshold of rounding and of the output gate.

    `base` and `jitter` in units of the count; `time_limit` in seconds per connected part of the
    system; `pct_*`, `*_min` and `row_below` in people (episodes, tests); shares from 0 to 1.
    `total_weight` and `least_weight` say how much the nearness of totals and of large cells counts.
    """

    version: str = "2026.2"
    base: int = 5
    jitter: float = 2.0
    total_weight: float = 2.0
    least_weight: float = 0.2
    late_share: float = 0.01
    """Of all records, those expected to arrive after a first release; it only sets weights."""

    time_limit: float = 120.0
    mip_rel_gap: float = 0.002
    memory_penalty: float = 50.0
    max_cells: int = 5000
    women_median_min: int = 10
    width_min: int = 3
    persons_min: int = 10
    """People of one sex behind a table that counts their events (2.3)."""

    pct_whole_from: int = 50
    pct_one_decimal_from: int = 4000
    ratio_min: int = 25
    model_den_min: int = 50
    model_cell_min: int = 10
    median_min: int = 10
    median_interval_min: int = 30
    median_days_unit: int = 5
    survival_n_min: int = 50
    survival_at_risk_min: int = 10
    survival_events_min: int = 5
    survival_grid_days: int = 30
    unknown_warn: float = 0.20
    unknown_stop: float = 0.40
    not_stated_min: int = 10

    group_row_below: int = 50
    group_share_from: float = 0.90
