"""Whether figures keep the rules of the output gate, as far as a reader can check (2.9)."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from analytics.auditing.published import Figure, Published


WHOLE_FROM = 50
"""A percentage needs a base of at least this."""
DECIMAL_FROM = 4000
"""From this base a percentage may have one decimal."""
DAYS_STEP = 5
"""Medians of days are multiples of this."""
SHARES = {"PERCENT", "POINTS"}
GAP = "GAP"
FROM_SURVIVAL = ("RET",)
"""Percentages of these indicators are estimated, not divided: they are no share of a count."""
HALF = {0: Decimal("0.5"), 1: Decimal("0.05")}


def check_figures(published: Published) -> list[str]:
    """A sentence for each figure that breaks a rule; no values in it."""
    return [
        sentence % {"figure": key}
        for key, figure in sorted(published.figures.items())
        for sentence in _broken(figure, published.base)
    ]


def low_bases(published: Published) -> int:
    """How many percentages are not shown because fewer than 50 stand behind them."""
    return sum(
        figure.measure in SHARES
        and figure.value is None
        and (figure.base or WHOLE_FROM) < WHOLE_FROM
        for figure in published.figures.values()
    )


def _broken(figure: Figure, base: int) -> Iterator[str]:
    if figure.base is not None and figure.base % base:
        yield _("%(figure)s: the number behind it is not rounded.")
    if figure.value is None:
        if figure.low is not None or figure.high is not None:
            yield _("%(figure)s: there is an interval, but the figure is not shown.")
        return
    if figure.measure in SHARES:
        yield from _broken_share(figure, base)
    if figure.measure == "COUNT" and figure.value % base:
        yield _("%(figure)s: the count is not rounded.")
    if figure.measure in {"DAYS", "YEARS"} and figure.value % 1:
        yield _("%(figure)s: the median is not whole.")
    if figure.measure == "DAYS" and figure.who != GAP and figure.value % DAYS_STEP:
        yield _("%(figure)s: the median is not a multiple of five days.")
    yield from _broken_interval(figure)


def _broken_interval(figure: Figure) -> Iterator[str]:
    ends = [end for end in (figure.low, figure.high) if end is not None]
    if figure.measure != "RATIO" and any(end % 1 for end in ends):
        yield _("%(figure)s: an end of the interval is not whole.")
    if len(ends) == 2 and ends[0] > ends[1]:  # noqa: PLR2004 - both ends
        yield _("%(figure)s: the interval ends before it begins.")


def _broken_share(figure: Figure, base: int) -> Iterator[str]:
    if figure.base is None:
        if figure.who != GAP:
            yield _("%(figure)s: a percentage without the number behind it.")
    elif figure.base < WHOLE_FROM:
        yield _("%(figure)s: a percentage of fewer than 50.")
    elif figure.base < DECIMAL_FROM and _decimals(figure):
        yield _("%(figure)s: a decimal on a percentage of fewer than 4,000.")
    elif not _is_a_share(figure, base):
        yield _("%(figure)s: no rounded count gives this percentage of the number behind it.")


def _decimals(figure: Figure) -> int:
    return 1 if figure.value is not None and figure.value % 1 else 0


def _is_a_share(figure: Figure, base: int) -> bool:
    """Whether some multiple of the rounding base, divided by the published base, rounds to it.

    A percentage of exact counts mostly fails this: it is how it would give a small count away.
    """
    if figure.measure != "PERCENT" or figure.indicator.startswith(FROM_SURVIVAL):
        return True
    value, whole = figure.value or Decimal(0), figure.base or WHOLE_FROM
    near = round(value * whole / 100 / base)
    slack = HALF[1 if whole >= DECIMAL_FROM else 0]
    parts = (base * (near + step) for step in (-1, 0, 1))
    return any(
        0 <= part <= whole and abs(Decimal(100 * part) / whole - value) <= slack for part in parts
    )
