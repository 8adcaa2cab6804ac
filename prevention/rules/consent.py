"""What the law of a country says on consent, as a plan is held against it (prevention 5.4)."""

from dataclasses import dataclass

from prevention.choices import ConsentRoute


LEAST_AGE, MOST_AGE = 10, 21
"""Limits for slips of the hand, in years; no statement on any law."""
ADULT = 18
"""Whoever is not addressed as a minor is at least so old, in years."""
FOR_THE_YOUNGER = (ConsentRoute.ACTIVE, ConsentRoute.PASSIVE, ConsentRoute.AUTHORITY)
"""Who may agree for those who are too young to agree alone."""


@dataclass(frozen=True)
class Terms:
    """From which age a young person agrees alone, and who may agree for the younger ones."""

    self_age: int
    routes: frozenset[str]

    def permit(self, route: str, *, youngest: int | None) -> bool:
        """Whether people may be asked by a route; `youngest` in years, None when nobody knows.

        Those who agree alone may be asked by any route; an age that nobody knows is taken as too
        young.
        """
        is_grown = youngest is not None and youngest >= self.self_age
        return is_grown or route in self.routes


def youngest_of(*, has_minors: bool, age_min: int | None) -> int | None:
    """The least age of those whom a plan addresses, in years; `age_min` as the catalogue has it."""
    if has_minors:
        return age_min
    return max(ADULT, age_min or 0)
